/** Libraries of the distribution that Python packages need beside their wheels: names in Debian 13 and in Alpine, looked up in 3.22. */

export interface Library {
  /** The Python packages that need it, as PyPI spells them. */
  readonly for: readonly string[];
  /** One of these brings its own copy. */
  readonly unless?: readonly string[];
  /** Those that come as source alone, and so need a compiler too. */
  readonly compiled?: readonly string[];
  /** Only the build needs it. */
  readonly buildOnly?: true;
  /** What runs with it, and what compiles against it. */
  readonly slim: Packages;
  readonly alpine: Packages;
}

interface Packages {
  readonly run: string;
  readonly build: string;
}

/** By the name of the answer. Package names are the distributions' own; wheels with their own copy (Pillow, lxml, psycopg-binary) need none. */
export const libraries = {
  compiler: {
    for: ['uwsgi'],
    compiled: ['uwsgi'],
    buildOnly: true,
    slim: { run: '', build: 'gcc g++ libc6-dev pkg-config' },
    alpine: { run: '', build: 'build-base linux-headers pkgconf' },
  },
  git: { for: [], buildOnly: true, slim: { run: '', build: 'git' }, alpine: { run: '', build: 'git' } },
  libpq: {
    for: ['psycopg', 'psycopg-c', 'psycopg2'],
    unless: ['psycopg-binary'],
    compiled: ['psycopg-c', 'psycopg2'],
    slim: { run: 'libpq5', build: 'libpq-dev' },
    alpine: { run: 'libpq', build: 'libpq-dev' },
  },
  mysql: {
    for: ['mysqlclient'],
    compiled: ['mysqlclient'],
    slim: { run: 'libmariadb3', build: 'libmariadb-dev' },
    alpine: { run: 'mariadb-connector-c', build: 'mariadb-connector-c-dev' },
  },
  gdal: { for: [], slim: { run: 'libgdal36 libgeos-c1t64 libproj25', build: '' }, alpine: { run: 'gdal geos proj', build: '' } },
  magic: { for: ['python-magic'], slim: { run: 'libmagic1t64', build: '' }, alpine: { run: 'libmagic', build: '' } },
  pango: {
    for: ['weasyprint', 'django-weasyprint'],
    slim: { run: 'libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core', build: '' },
    alpine: { run: 'pango fontconfig font-dejavu', build: '' },
  },
  cairo: {
    for: ['cairosvg', 'cairocffi', 'pycairo', 'rlpycairo'],
    compiled: ['pycairo'],
    slim: { run: 'libcairo2', build: 'libcairo2-dev' },
    alpine: { run: 'cairo', build: 'cairo-dev' },
  },
  ldap: {
    for: ['python-ldap'],
    compiled: ['python-ldap'],
    slim: { run: 'libldap2 libsasl2-2', build: 'libldap-dev libsasl2-dev' },
    alpine: { run: 'libldap libsasl', build: 'openldap-dev cyrus-sasl-dev' },
  },
  graphviz: {
    for: ['graphviz', 'pygraphviz'],
    compiled: ['pygraphviz'],
    slim: { run: 'graphviz', build: 'libgraphviz-dev' },
    alpine: { run: 'graphviz', build: 'graphviz-dev' },
  },
  poppler: { for: ['pdf2image'], slim: { run: 'poppler-utils', build: '' }, alpine: { run: 'poppler-utils', build: '' } },
  tesseract: { for: ['pytesseract'], slim: { run: 'tesseract-ocr', build: '' }, alpine: { run: 'tesseract-ocr', build: '' } },
  ffmpeg: { for: ['ffmpeg-python', 'pydub'], slim: { run: 'ffmpeg', build: '' }, alpine: { run: 'ffmpeg', build: '' } },
} as const satisfies Readonly<Record<string, Library>>;

export type LibraryName = keyof typeof libraries;

export const LIBRARIES = Object.keys(libraries) as readonly LibraryName[] as readonly [LibraryName, ...LibraryName[]];

/**
 * Names of the distribution's packages for one stage of an image. Headers are for a compiler alone.
 * @param names of libraries, as the stack has them
 */
export function distributionPackages(names: readonly string[], base: 'slim' | 'alpine', stage: 'build' | 'run'): readonly string[] {
  const wanted: readonly Library[] = LIBRARIES.filter((name) => names.includes(name)).map((name) => libraries[name]);
  const compiles = names.includes('compiler');
  const packages = stage === 'run' ? wanted.map((one) => one[base].run) : wanted.filter(({ buildOnly }) => buildOnly || compiles).map((one) => one[base].build);
  return [...new Set(packages.flatMap((text) => text.split(' ')).filter(Boolean))].sort();
}
