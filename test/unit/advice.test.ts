/** What an existing project is told at the end: the settings and requirements it lacks, and no others. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { advice } from '../../src/cli/advice.ts';
import { detect } from '../../src/project/detect.ts';
import { djangoSettings } from '../../src/render/django-settings.ts';
import { servicesOf } from '../../src/services/index.ts';
import { tempFolder } from '../support/program.ts';
import { found, make, proposing, ROOT } from '../support/stacks.ts';

const manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "bakery.settings")\n';
const NOTHING_SET = ['SECRET_KEY', 'ALLOWED_HOSTS', 'DATABASES', 'CACHES', 'STATIC_URL', 'STATIC_ROOT', 'MEDIA_URL', 'MEDIA_ROOT', 'SECURE_PROXY_SSL_HEADER', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'CSRF_TRUSTED_ORIGINS', 'BASE_DIR', 'EMAIL_HOST'];

const lacks = (settings: string) => detect(tempFolder({ 'manage.py': manage, 'bakery/settings.py': settings })).lacks;

describe('what settings lack', () => {
  it('is everything, where they say nothing', () => {
    expect(lacks('')).toEqual(NOTHING_SET);
  });

  it('is nothing, after what DEPLOY.md has is in them', () => {
    const { stack, services } = make({}, found(proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'r.txt' })));
    const snippet = djangoSettings(stack, services.flatMap(({ django }) => django?.settings ?? []));
    expect(lacks(`from pathlib import Path\nBASE_DIR = Path(__file__).parent.parent\n${snippet}`)).toEqual([]);
  });

  it.each<readonly [title: string, text: string, setting: string, lacking: boolean]>([
    ['a key in the file', 'SECRET_KEY = "abc"', 'SECRET_KEY', true],
    ['a key by way of another name', 'key = "abc"\nSECRET_KEY = key', 'SECRET_KEY', true],
    ['a key from the environment', 'import os\nSECRET_KEY = os.environ["SECRET_KEY"]', 'SECRET_KEY', false],
    ['a key of a function nobody knows', 'SECRET_KEY = vault("key")', 'SECRET_KEY', false],
    ['a key in a comment', '# SECRET_KEY = os.environ["SECRET_KEY"]', 'SECRET_KEY', true],
    ['hosts in the file', 'ALLOWED_HOSTS = ["a.example"]', 'ALLOWED_HOSTS', true],
    ['every host', 'ALLOWED_HOSTS = ["*"]', 'ALLOWED_HOSTS', false],
    ['hosts by an f-string', 'ALLOWED_HOSTS = [f"{name}.example"]', 'ALLOWED_HOSTS', false],
    ['the database that startproject makes', 'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nDATABASES = {"default": {"ENGINE": "x", "NAME": BASE_DIR / "db.sqlite3"}}', 'DATABASES', true],
    ['a database by its URL', 'import dj_database_url\nDATABASES = {"default": dj_database_url.config()}', 'DATABASES', false],
    ['DEBUG on', 'DEBUG = True', 'DEBUG', true],
    ['DEBUG off', 'DEBUG = False', 'DEBUG', false],
    ['DEBUG on, and off at the end', 'DEBUG = True\nDEBUG = False', 'DEBUG', false],
    ['DEBUG from the environment', 'DEBUG = env.bool("DEBUG")', 'DEBUG', false],
    ['mail by a service', 'EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"', 'EMAIL_HOST', false],
    ['two settings at once', 'STATIC_URL, STATIC_ROOT = "/static/", "x"', 'STATIC_ROOT', false],
  ])('%s', (_title, text, setting, lacking) => {
    expect(lacks(text)?.includes(setting)).toBe(lacking);
  });

  it('is not known, where there are no settings to read', () => {
    expect(detect(tempFolder({ 'manage.py': manage })).lacks).toBeUndefined();
  });
});

/** The advice for a project of test/fixtures/projects. */
function adviceFor(name: string): readonly string[] {
  const findings = { ...detect(join(ROOT, 'test/fixtures/projects', name)), folder: 'shop' };
  const { stack } = make({}, findings);
  return advice(stack, servicesOf(stack), findings);
}

describe('advice', () => {
  it('a new project needs none', () => {
    const { stack, services } = make();
    expect(advice(stack, services, found())).toEqual([]);
  });

  it('names requirements in the words of the tool', () => {
    expect(adviceFor('plain')[1]).toBe('requirements.txt still lacks:\n\n    pymemcache>=4.0,<5\n    dj-database-url');
    expect(adviceFor('flag')[1]).toMatch(/^uv\.lock still lacks:\n\n {4}uv add "gunicorn\S+" "pymemcache\S+" "dj-database-url"$/);
    expect(adviceFor('environment')[1]).toMatch(/^poetry\.lock still lacks:\n\n {4}poetry add "gunicorn/);
  });

  it('names an extra that is lacking, and none that is there', () => {
    expect(adviceFor('split-settings')[1]).toContain('    celery[redis]>=5.7,<6\n');
    const { stack, services } = make({ with: 'worker' }, found(proposing({ module: 'a', settings: 'a.settings', requirements: 'backend/uv.lock' })));
    const findings = (installed: readonly string[]) => advice(stack, services, found({ installed: ['gunicorn', 'psycopg2', 'pymemcache', 'dj-database-url', 'celery', ...installed] })).join('\n');
    expect(findings([])).toContain('backend/uv.lock still lacks:\n\n    cd backend && uv add "celery[redis]>=5.7,<6"');
    for (const redis of ['redis', 'celery-redis']) expect(findings([redis])).not.toContain('celery[');
  });

  it('shows the lines that are lacking, and leaves out what is there', () => {
    const [, , settings = ''] = adviceFor('split-settings');
    expect(settings).toMatch(/^config\.settings\.production still lacks, and DEPLOY\.md has it too:\n\n {4}import os\n/);
    expect(settings).toContain('SECURE_PROXY_SSL_HEADER = ');
    for (const there of ['SECRET_KEY =', 'DATABASES =', 'STATIC_ROOT =', 'MEDIA_URL =', 'ALLOWED_HOSTS =', 'dj_database_url']) expect(settings).not.toContain(there);
  });

  it('sets everything once, whatever services have a reason for it', () => {
    const { stack, services, files } = make({ with: 'pgbouncer,channels,mailpit' }, found(proposing({ module: 'a', settings: 'a.settings', requirements: 'r.txt' })));
    const started = make({ with: 'pgbouncer,channels,mailpit' }).files;
    const modules = ['production', 'debug'].map((name) => started.find(({ path }) => path === `shop/settings/${name}.py`)?.content ?? '').join('\n');
    const snippet = djangoSettings(stack, services.flatMap(({ django }) => django?.settings ?? []));
    for (const text of [snippet, modules, files.find(({ path }) => path === 'DEPLOY.md')?.content ?? '']) {
      for (const setting of [/CONN_MAX_AGE|conn_max_age/gi, /^EMAIL_HOST =/gm, /^EMAIL_PORT =/gm, /SERVER_SIDE_CURSORS/g]) expect([setting, text.match(setting)]).toEqual([setting, [expect.anything()]]);
    }
    expect(snippet).not.toMatch(/\n\n\n|^\n/);
  });

  it('fits 80 columns', () => {
    for (const name of ['plain', 'flag', 'split-settings', 'environment', 'monorepo', 'classes']) {
      expect(adviceFor(name).flatMap((note) => note.split('\n')).filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('is Python', () => {
    const code = adviceFor('plain')[2]?.split('\n').slice(2).map((line) => line.slice(4)).join('\n') ?? '';
    const { status, stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
