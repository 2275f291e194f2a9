/** The settings that a stack counts on, as Python: DEPLOY.md has them all, the end of `create` those that a project lacks. */
import type { Stack } from '../stack/types.ts';

interface Lines {
  /** The settings that these lines make; they are shown where one of them is lacking. */
  readonly makes: readonly string[];
  readonly code: string;
  /** A module that they need. */
  readonly needs?: string;
  /** With an empty line before them. */
  readonly apart?: true;
}

/** A folder of the container; from BASE_DIR, where settings have it as Django's own do. */
function folder({ manage }: Stack, root: string, lacking: readonly string[]): string {
  if (lacking.includes('BASE_DIR')) return `"/app/${root}"`;
  const below = manage.folder === '' ? root : root.startsWith(`${manage.folder}/`) ? root.slice(manage.folder.length + 1) : undefined;
  return below === undefined ? `"/app/${root}"` : `BASE_DIR / ${below.split('/').map((part) => `"${part}"`).join(' / ')}`;
}

/** How long a connection is kept is said once: by a service, where one has its reason. */
function databases(services: readonly string[]): string {
  if (keepsNone(services)) return 'DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}';
  return `DATABASES = {
    "default": dj_database_url.parse(
        os.environ["DATABASE_URL"],
        conn_max_age=60,
        conn_health_checks=True,
    )
}`;
}

/** True where a service ends each connection with its request. */
export const keepsNone = (services: readonly string[]): boolean => services.some((text) => text.includes('"CONN_MAX_AGE"'));

function lines(stack: Stack, services: readonly string[], lacking: readonly string[]): readonly Lines[] {
  const { static: files, media } = stack;
  return [
    { makes: ['SECRET_KEY'], needs: 'os', code: 'SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]' },
    { makes: ['DEBUG'], code: 'DEBUG = False' },
    { makes: ['ALLOWED_HOSTS'], needs: 'os', code: 'ALLOWED_HOSTS = os.environ["DJANGO_ALLOWED_HOSTS"].split(",")' },
    { makes: ['DATABASES'], needs: 'os', code: databases(services) },
    { makes: ['STATIC_URL'], apart: true, code: `STATIC_URL = "${files.url}"` },
    { makes: ['STATIC_ROOT'], code: `# In the container this is /app/${files.root}; nginx serves a copy.\nSTATIC_ROOT = ${folder(stack, files.root, lacking)}` },
    { makes: ['MEDIA_URL'], apart: true, code: `MEDIA_URL = "${media.url}"` },
    { makes: ['MEDIA_ROOT'], code: `# Uploads: /app/${media.root}, a folder of the host.\nMEDIA_ROOT = ${folder(stack, media.root, lacking)}` },
    {
      makes: ['SECURE_PROXY_SSL_HEADER'], apart: true,
      code: '# nginx overwrites this header, whatever a client sends.\nSECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")',
    },
    { makes: ['SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE'], needs: 'os', code: 'SESSION_COOKIE_SECURE = os.environ["DJANGO_HTTPS"] == "on"\nCSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE' },
    { makes: ['CSRF_TRUSTED_ORIGINS'], code: 'CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]' },
    {
      makes: ['EMAIL_HOST'], needs: 'os', apart: true,
      code: '# If it sends mail: in a container nobody listens on localhost.\nEMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")',
    },
  ];
}

/** What a service of the catalogue brings: the settings it makes stand at the beginnings of lines. */
function ofService(code: string): Lines {
  const makes = [...code.matchAll(/^([A-Z][A-Z_]*) =/gm)].map(([, name = '']) => name);
  return { makes, apart: true, code: code.trimEnd(), ...(code.includes('os.') && { needs: 'os' }) };
}

/** What services say, with each line once: one that an earlier text has goes, and the comment above it. */
export function withoutRepeats(texts: readonly string[]): readonly string[] {
  const STATEMENT = /(?:^#.*\n)*^([A-Z].*[^([{\n])\n+/gm;
  const seen = new Set<string>();
  return texts.map((text) => text.replaceAll(STATEMENT, (whole, line: string) => (seen.has(line) ? '' : (seen.add(line), whole))));
}

/**
 * Python that makes the settings, with its imports.
 * @param services what the services' entries say, one text each
 * @param lacking the names that are wanted; all, if absent
 */
export function djangoSettings(stack: Stack, services: readonly string[], lacking?: readonly string[]): string {
  const isWanted = ({ makes }: Lines) => !lacking || makes.some((name) => lacking.includes(name));
  // Of what services bring, detection looks for the cache alone; the rest came with an answer just now.
  const further = withoutRepeats(services).map(ofService).filter((one) => isWanted(one) || !one.makes.includes('CACHES'));
  const own = lines(stack, services, lacking ?? []).filter(({ makes }) => !further.some((one) => makes.every((name) => one.makes.includes(name))));
  const wanted = [...own.filter(isWanted), ...further];
  const database = wanted.some(({ makes }) => makes.includes('DATABASES'));
  const imports = [...(wanted.some(({ needs }) => needs === 'os') ? ['import os'] : []), ...(database ? ['', 'import dj_database_url'] : [])].join('\n').trimStart();
  const code = wanted.map(({ code: text, apart }, index) => (apart && index > 0 ? `\n${text}` : text)).join('\n');
  return [imports, code].filter(Boolean).join('\n\n');
}
