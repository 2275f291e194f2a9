/** What installs a project's dependencies: one of a few ways, told by the name of the file that lists them. */

export interface Source {
  readonly kind: 'pip' | 'uv' | 'uv-pip' | 'export';
  readonly file: string;
  /** Arguments of COPY: all that the installation reads, and where it goes. */
  readonly copies: readonly string[];
  /** What pip installs first, for the build alone. */
  readonly tools: string;
  /** What leaves out developers' packages, where the tool would not do so by itself. */
  readonly production: string;
  /** The command of a tool that writes requirements.txt, and how it ends with hashes and without. */
  readonly command: string;
  readonly hashed: string;
  readonly plain: string;
}

const UV = "'uv==0.13.*'";
const none = { tools: '', production: '', command: '', hashed: '', plain: '' } as const;

type Way = Omit<Source, 'file' | 'copies'> & { readonly beside: readonly string[] };

/** By the file's own name; every other is a requirements file. Versions are pinned to what was tried. */
const ways: Readonly<Record<string, Way>> = {
  'uv.lock': { ...none, kind: 'uv', beside: ['pyproject.toml'], tools: UV, production: '--no-dev' },
  'pylock.toml': { ...none, kind: 'uv-pip', beside: [], tools: UV },
  'pyproject.toml': { ...none, kind: 'uv-pip', beside: [], tools: UV },
  'poetry.lock': {
    kind: 'export',
    beside: ['pyproject.toml'],
    tools: "'poetry==2.5.*' 'poetry-plugin-export==1.10.*'",
    production: '--only=main',
    command: 'poetry export --output requirements.txt',
    hashed: '',
    plain: ' --without-hashes',
  },
  'pdm.lock': {
    kind: 'export',
    beside: ['pyproject.toml'],
    // It does not run with hishel 2, which it would take.
    tools: "'pdm==2.29.*' 'hishel<2'",
    production: '--prod',
    command: 'pdm lock --check && pdm export --output requirements.txt',
    hashed: '',
    plain: ' --without-hashes',
  },
  'Pipfile.lock': {
    kind: 'export',
    beside: ['Pipfile'],
    tools: "'pipenv==2026.*'",
    production: '',
    command: 'pipenv verify && pipenv requirements',
    hashed: ' --hash > requirements.txt',
    plain: ' > requirements.txt',
  },
};

/** Names of the files that are no requirements. */
export const LOCKS = Object.keys(ways);

/** @param path the answer `requirements` */
export function sourceOf(path: string): Source {
  const slash = path.lastIndexOf('/');
  const [folder, file] = [path.slice(0, slash + 1), path.slice(slash + 1)];
  const way = Object.hasOwn(ways, file) ? ways[file] : undefined;
  if (!way) return { ...none, kind: 'pip', file, copies: requirementsCopies(folder, file) };
  const { beside, ...rest } = way;
  return { ...rest, file, copies: [...[...beside, file].map((name) => folder + name), './'] };
}

/** A file includes others of its folder: a folder of nothing else is copied whole, of others the lists alone. */
function requirementsCopies(folder: string, file: string): readonly string[] {
  const target = `./${folder}`;
  if (/(^|\/)(requirements?|reqs|deps|dependencies)\/$/.test(folder)) return [folder.slice(0, -1), target.slice(0, -1)];
  return [`${folder}${file.startsWith('requirements') ? 'requirements' : ''}*.txt`, target];
}
