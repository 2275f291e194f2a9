/** What a folder tells of its project, and what stands where files would go. */
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/project/detect.ts';
import { takeSnapshot } from '../../src/project/snapshot.ts';
import { addable } from '../../src/services/index.ts';
import { resolve } from '../../src/stack/resolve.ts';
import type { Findings } from '../../src/stack/types.ts';
import { tempFolder } from '../support/program.ts';
import { ROOT } from '../support/stacks.ts';

const projects = readdirSync(join(ROOT, 'test/fixtures/projects')).sort();

/** What is said of a project of test/fixtures/projects, a line each: `key: value < place`. */
const expected: Readonly<Record<string, { readonly lines: readonly string[]; readonly remarks?: readonly string[]; readonly installed: readonly string[]; readonly frontEnd?: true }>> = {
  channels: {
    lines: [
      'manage: manage.py < manage.py:6',
      'settings: chat.settings < chat/asgi.py:5',
      'module: chat < chat/wsgi.py:3',
      'interface: asgi < chat/settings.py:4',
      'python: 3.11 < pyproject.toml:4',
      'libraries: cairo < pdm.lock:22',
      'static-url: /static/ < chat/settings.py:14',
      'media-url: /media/ < chat/settings.py:14',
      'media-root: media < chat/settings.py:15',
      'health: /health/ < chat/urls.py:3',
      'requirements: pdm.lock < pdm.lock',
    ],
    remarks: [
      'chat/settings.py:13 sets STATIC_ROOT, and the file alone does not tell which folder.',
    ],
    installed: ['channels', 'channels-daphne', 'django', 'cairosvg'],
  },
  classes: {
    lines: [
      'manage: manage.py < manage.py:6',
      'settings: library.settings < library/wsgi.py:5',
      'configuration: Production < library/settings.py:18',
      'module: library < library/settings.py:8',
      'interface: wsgi < library/wsgi.py',
      'python: 3.12 < Pipfile:5',
      'libraries: compiler,libpq,magic < Pipfile.lock:6, Pipfile.lock:7',
      'static-url: /assets/ < library/settings.py:9',
      'static-root: public/assets < library/settings.py:10',
      'media-url: /media/ < library/settings.py:20',
      'media-root: public/media < library/settings.py:21',
      'requirements: Pipfile.lock < Pipfile.lock',
    ],
    installed: ['django', 'django-configurations', 'psycopg2', 'python-magic'],
  },
  environment: {
    lines: [
      'manage: manage.py < manage.py:6',
      'settings: server.settings < manage.py:6',
      'module: server < server/settings/components/common.py:10',
      'interface: wsgi < server/wsgi.py',
      'python: 3.14 < pyproject.toml:6',
      'libraries: libpq < poetry.lock:18',
      'media-url: /media/ < server/settings/components/common.py:11',
      'media-root: media < server/settings/components/common.py:12',
      'health: /health/ < server/urls.py:4',
      'variables: DJANGO_ENV,DOMAIN_NAME,TIMEOUT < server/settings/__init__.py:5, server/settings/components/common.py:6,7',
      'requirements: poetry.lock < poetry.lock',
    ],
    remarks: [
      'server/settings/environments/production.py:2 has STATIC_URL on another host.',
      'server/settings/environments/production.py:1 sets STATIC_ROOT, and the file alone does not tell which folder.',
      'On Alpine these have no wheel that fits: tokens (poetry.lock:26).',
    ],
    installed: ['django', 'psycopg', 'tokens'],
  },
  flag: {
    lines: [
      'manage: manage.py < manage.py:10',
      'settings: conf.live < clinic/wsgi.py:5',
      'module: clinic < conf/base.py:5',
      'interface: wsgi < clinic/wsgi.py',
      'python: 3.13 < pyproject.toml:4',
      'static-root: static-out < conf/base.py:4',
      'variables: SECRET_KEY < conf/live.py:5',
      'requirements: uv.lock < uv.lock',
    ],
    remarks: [
      'On Alpine these have no wheel that fits: psycopg-binary (uv.lock:40).',
    ],
    installed: ['django', 'psycopg', 'psycopg-binary'],
  },
  geo: {
    lines: [
      'manage: manage.py < manage.py:6',
      'python: 3.14 < pylock.toml:5',
      'libraries: git < pylock.toml:12',
      'settings? atlas.settings.live < atlas/settings/live.py | atlas.settings.prod < atlas/settings/prod.py',
      'requirements: pylock.toml < pylock.toml',
    ],
    installed: ['django', 'maps', 'psycopg-binary', 'psycopg'],
  },
  misleading: {
    lines: [
      'manage: intranet/manage.py < intranet/manage.py:6',
      'settings: portal.settings.deploy < intranet/Dockerfile:2',
      'module: portal < intranet/portal/wsgi.py:3',
      'interface: wsgi < intranet/portal/wsgi.py',
      'requirements: intranet/reqs/prod.txt < intranet/reqs/prod.txt',
      'python: 3.12 < intranet/Dockerfile:1',
      'libraries: compiler,git,ldap < intranet/reqs/common.txt:3, intranet/reqs/common.txt:4',
      'media-root: intranet/media < intranet/portal/settings/common.py:4',
    ],
    remarks: [
      'intranet/portal/settings/common.py:5 sets STATIC_ROOT, and the file alone does not tell which folder.',
    ],
    installed: ['django', 'python-ldap'],
  },
  monorepo: {
    lines: [
      'manage: backend/manage.py < backend/manage.py:6',
      'settings: api.settings_production < backend/api/settings_production.py',
      'module: api < backend/api/settings.py:4',
      'interface: wsgi < backend/api/wsgi.py',
      'python: 3.12 < .tool-versions:2',
      'libraries: compiler,libpq < pyproject.toml:7',
      'static-url: /s/ < backend/api/settings_production.py:3',
      'static-root: collected < backend/api/settings.py:5',
      'front-end: frontend < frontend/package.json:4',
      'web: node < frontend/package.json:5',
      'requirements: pyproject.toml < pyproject.toml',
    ],
    remarks: [
      'pyproject.toml has no lock file beside it: another build may bring newer versions.',
    ],
    installed: ['django', 'psycopg2'],
    frontEnd: true,
  },
  'no-manage': {
    lines: [
      'manage: src < src/observatory/wsgi.py:3',
      'settings: observatory.conf.settings < src/observatory/wsgi.py:5',
      'module: observatory < src/observatory/wsgi.py:3',
      'interface: wsgi < src/observatory/wsgi.py',
      'python: 3.12 < pyproject.toml:4',
      'static-root: src/observatory/static-root < src/observatory/conf/settings.py:4',
      'requirements: pyproject.toml < pyproject.toml',
    ],
    remarks: [
      'pyproject.toml has no lock file beside it: another build may bring newer versions.',
    ],
    installed: ['django', 'psycopg2-binary'],
  },
  plain: {
    lines: [
      'manage: manage.py < manage.py:6',
      'settings: bakery.settings < bakery/asgi.py:5',
      'module: bakery < bakery/settings.py:9',
      'interface: wsgi < bakery/wsgi.py',
      'requirements: requirements.txt < requirements.txt',
      'python: 3.12 < requirements.txt:2',
      'static-url: /static/ < bakery/settings.py:10',
    ],
    installed: ['django', 'psycopg2-binary', 'gunicorn'],
  },
  'several-projects': {
    lines: [
      'manage? blog/manage.py < blog/manage.py:6 | shop/manage.py < shop/manage.py:6',
    ],
    installed: [],
  },
  'several-servers': {
    lines: [
      'manage: manage.py < manage.py:6',
      'settings: settings < office/wsgi.py:5',
      'requirements: requirements.txt < requirements.txt',
      'libraries: compiler,mysql < requirements.txt:2',
      'static-url: /static/ < settings.py:1',
      'variables: STATIC < settings.py:2',
      'module? office < office/wsgi.py:3 | shop < shop/wsgi.py:3',
    ],
    remarks: [
      'runtime.txt:1 asks for Python 3.9, and images are made for 3.14, 3.13, 3.12, 3.11, 3.10.',
      'settings.py:2 sets STATIC_ROOT, and the file alone does not tell which folder.',
    ],
    installed: ['django', 'mysqlclient'],
  },
  'split-settings': {
    lines: [
      'manage: manage.py < manage.py:6',
      'settings: config.settings.production < config/wsgi.py:5',
      'module: config < config/settings/base.py:11',
      'interface: wsgi < config/wsgi.py',
      'requirements: requirements/production.txt < requirements/production.txt',
      'python: 3.13 < .python-version:1',
      'libraries: compiler,libpq,pango < requirements/base.txt:2, requirements/base.txt:4',
      'static-url: /static/ < config/settings/base.py:13',
      'static-root: staticfiles < config/settings/base.py:14',
      'media-url: /uploads/ < config/settings/base.py:15',
      'media-root: files/uploads < config/settings/base.py:16',
      'health: /healthz < config/urls.py:5',
      'variables: SENTRY_DSN < config/settings/production.py:6',
      'celery: config.celery_app < config/celery_app.py:4',
      'with: worker < config/celery_app.py:4',
    ],
    installed: ['gunicorn', 'django', 'psycopg', 'psycopg-c', 'celery', 'weasyprint'],
  },
};

/** One line a finding; several values of one answer, and what no file says. */
function linesOf({ proposals = {}, several = {} }: Findings): readonly string[] {
  const found = Object.entries(proposals).map(([key, finding]) => `${key}: ${finding?.value} < ${finding?.from}`);
  const open = Object.entries(several).map(([key, findings = []]) => `${key}? ${findings.map(({ value, from }) => `${value} < ${from}`).join(' | ')}`);
  return [...found, ...open].sort();
}

describe('detect', () => {
  it('every project of test/fixtures/projects has its expectation', () => {
    expect(Object.keys(expected).sort()).toEqual(projects);
  });

  it.each(projects)('%s: every finding with its place, and nothing else', (name) => {
    const found = detect(join(ROOT, 'test/fixtures/projects', name), { base: 'alpine' });
    const { lines, remarks = [], installed, frontEnd = false } = expected[name] ?? { lines: [], installed: [] };
    expect(linesOf(found)).toEqual([...lines].sort());
    expect(found).toMatchObject({ project: true, frontEnd, installed });
    expect(found.remarks?.map(({ sentence }) => sentence)).toEqual(remarks);
  });

  it('what a person has decided is not looked for, and the rest follows from it', () => {
    const found = detect(join(ROOT, 'test/fixtures/projects/several-projects'), { manage: 'blog/manage.py' });
    expect(linesOf(found)).toEqual(['requirements: requirements.txt < requirements.txt', 'settings: blog.settings < blog/manage.py:6']);
  });

  it.each<readonly [title: string, files: Record<string, string>, expected: Partial<Findings>]>([
    ['an empty folder', {}, { project: false, frontEnd: false }],
    ['a manage.py of another kind', { 'manage.py': 'print(1)\n' }, { project: false, frontEnd: false }],
    ['a front end alone', { 'web/package.json': '{}' }, { project: false, frontEnd: true }],
    ['files that are broken', { 'manage.py': 'import (\n"""DJANGO_SETTINGS_MODULE', 'pyproject.toml': '[[', 'Pipfile.lock': '{', 'web/package.json': '{' }, { project: false, frontEnd: true }],
    ['settings that are no module', { 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "$(id)")\n' }, { project: true, frontEnd: false, proposals: { manage: { value: 'manage.py', from: 'manage.py:1' } }, several: {}, remarks: [], installed: [] }],
  ])('%s', (_title, files, findings) => {
    const folder = tempFolder(files);
    expect(detect(folder)).toEqual({ folder: folder.split('/').at(-1), ...findings });
  });

  it('several projects in folders that no answer can name: each is said, and none is offered', () => {
    const text = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n';
    const { several, remarks } = detect(tempFolder({ 'My Shop/manage.py': text, 'Büro/manage.py': text }));
    expect(several).toEqual({});
    expect(remarks?.map(({ sentence }) => sentence)).toEqual([expect.stringMatching(/^Büro\/manage\.py:1: /), expect.stringMatching(/^My Shop\/manage\.py:1: /)]);
  });

  it("folders of the project's own Python are nobody else's: others are proposed, and their names refused", () => {
    const python = { 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n', 'a/settings.py': '', 'web/__init__.py': '', 'media/__init__.py': '', 'nginx/apps.py': '' };
    const findings = detect(tempFolder({ ...python, 'web/package.json': '{"scripts": {"build": "x"}}' }));
    expect([findings.packages, findings.proposals?.['front-end'], findings.proposals?.['media-root'], findings.proposals?.['static-root']]).toEqual([
      ['media', 'nginx', 'web'],
      { value: 'frontend', from: 'web/ holds Python' },
      { value: 'uploads', from: 'media/ holds Python' },
      undefined,
    ]);
    expect(findings.remarks).toContainEqual({ about: 'nginx', sentence: expect.stringContaining('nginx/ holds Python, and .dockerignore leaves it out') as string });
    const answers = { web: 'static', settings: 'a.settings', module: 'a', requirements: 'requirements.txt', domain: 'shop.localhost' };
    for (const own of [{ 'front-end': 'web' }, { 'media-root': 'media' }, { 'static-root': 'web' }]) {
      expect(() => resolve({ ...answers, ...own }, findings, addable)).toThrow(/^--[a-z-]+: (web|media) holds Python of the project, and the image would be without it/);
    }
    expect(resolve(answers, findings, addable)).toMatchObject({ web: { folder: 'frontend' }, media: { root: 'uploads' } });
  });

  it.each<readonly [title: string, apps: string, remarked: boolean]>([
    ['has it', 'INSTALLED_APPS = ["django.contrib.staticfiles"]', false],
    ['has it in a list of its own', 'APPS = ["django.contrib.staticfiles.apps.StaticFilesConfig"]\nINSTALLED_APPS = APPS + ["rest_framework"]', false],
    ['does not tell', 'INSTALLED_APPS = load_apps()', false],
    ['has none', 'INSTALLED_APPS = [\n    "rest_framework",\n]', true],
  ])('a project without static files is told of collectstatic: settings that %s', (_title, apps, remarked) => {
    const manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n';
    const { remarks = [] } = detect(tempFolder({ 'manage.py': manage, 'a/settings.py': `${apps}\n` }));
    const said = remarks.filter(({ about }) => about === 'collectstatic').map(({ sentence }) => sentence);
    expect(said).toEqual(remarked ? [expect.stringMatching(/^a\/settings\.py:1 is without django\.contrib\.staticfiles, and the image's build runs its collectstatic/)] : []);
  });

  it.each([
    ['compose.yaml', /^compose\.yaml is here, and docker compose reads it instead/],
    ['docker-compose.override.yml', /^docker compose also reads docker-compose\.override\.yml/],
  ])('%s is said to be in the way', (name, sentence) => {
    const { remarks = [] } = detect(tempFolder({ 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n', [name]: 'services: {}\n' }));
    expect(remarks).toContainEqual({ about: 'compose', sentence: expect.stringMatching(sentence) as string });
  });

  it.each<readonly [title: string, files: Record<string, string>, remark: string]>([
    ['no lock file', {}, 'pyproject.toml has no lock file beside it: another build may bring newer versions.'],
    ['a lock without Django', { 'uv.lock': '[[package]]\nname = "six"\nversion = "1"\n' }, 'uv.lock does not install Django, so pyproject.toml counts, and another build may bring newer versions. uv lock makes the lock anew.'],
  ])('a pyproject.toml beside %s', (_title, files, remark) => {
    const { proposals, remarks } = detect(tempFolder({ 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n', 'pyproject.toml': '[project]\ndependencies = ["django"]\n', ...files }));
    expect(proposals?.['requirements']?.value).toBe('pyproject.toml');
    expect(remarks).toEqual([{ about: 'requirements', sentence: remark }]);
  });

  it.each<readonly [title: string, service: string, expected: string | undefined]>([
    ['PostgreSQL', '{image: "postgres:15", environment: {POSTGRES_USER: old, POSTGRES_DB: shop}}', 'postgres://old:<password>@sql:5432/shop'],
    ['PostGIS, with what only its owner knows', '{image: docker.io/postgis/postgis:16-3.4, environment: ["POSTGRES_USER=${DB_USER}"]}', 'postgres://<POSTGRES_USER>:<password>@sql:5432/<POSTGRES_USER>'],
    ['MariaDB', '{image: mariadb, environment: {MARIADB_DATABASE: shop}}', 'mysql://<user>:<password>@sql:3306/shop'],
    ['what only looks after one', '{image: dpage/pgadmin4:9}', undefined],
    ['what exports its figures', '{image: prometheuscommunity/postgres-exporter}', undefined],
  ])('a database in a compose file that was here: %s', (_title, service, address) => {
    const files = { 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n', 'docker-compose.yml': `services:\n  sql: ${service}\n` };
    const found = detect(tempFolder(files));
    expect(found.proposals?.['db']?.value).toBe(address && 'external');
    expect(found.database).toBe(address && 'sql');
    if (address) expect(found.remarks?.find(({ about }) => about === 'db')?.sentence).toContain(`DATABASE_URL=${address}`);
    expect(detect(tempFolder({ ...files, 'django-stack.yml': '' })).database).toBeUndefined();
  });

  it('requirements as PowerShell writes them', () => {
    const folder = tempFolder({ 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n' });
    writeFileSync(join(folder, 'requirements.txt'), Buffer.from('\uFEFFDjango==5.2\r\npsycopg2==2.9.10\r\n', 'utf16le'));
    expect(detect(folder)).toMatchObject({ installed: ['django', 'psycopg2'], remarks: [] });
  });

  it.each<readonly [title: string, path: string, text: string, expected: readonly string[]]>([
    ['an extra of what is needed without it as well', 'uv.lock', `[[package]]
name = "shop"
source = { virtual = "." }
dependencies = [{ name = "django" }, { name = "celery" }, { name = "tasks", extra = ["queue"] }]
[[package]]
name = "django"
[[package]]
name = "celery"
[package.optional-dependencies]
redis = [{ name = "redis" }]
[[package]]
name = "tasks"
[package.optional-dependencies]
queue = [{ name = "celery", extra = ["redis"] }]
[[package]]
name = "redis"
`, ['django', 'celery', 'tasks', 'redis']],
    ['nothing that only an extra needs', 'poetry.lock', '[[package]]\nname = "django"\noptional = false\ngroups = ["main"]\n[[package]]\nname = "mysqlclient"\noptional = true\ngroups = ["main"]\n', ['django']],
  ])('%s is installed by %s', (_title, path, text, installed) => {
    expect(detect(tempFolder({ 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n', [path]: text })).installed).toEqual(installed);
  });

  it('a folder that is not there', () => {
    expect(detect('/nowhere/My Shop/')).toEqual({ folder: 'My Shop', project: false, frontEnd: false });
  });

  it('a new project is not looked into: it is made to fit', () => {
    expect(detect(join(ROOT, 'test/fixtures/projects/plain'), { django: 'new' })).toEqual({ folder: 'plain', project: false, frontEnd: false });
  });
});

describe('takeSnapshot', () => {
  it('reads text and mode of what exists, and only of that', () => {
    const folder = tempFolder({ a: 'A\r\n', 'b/c': '' });
    chmodSync(join(folder, 'a'), 0o640);
    expect(takeSnapshot(folder, ['a', 'b/c', 'd/e'])).toEqual(new Map([['a', { text: 'A\r\n', mode: 0o640 }], ['b/c', expect.objectContaining({ text: '' })]]));
  });

  it('finds nothing in a folder that is not there', () => {
    expect(takeSnapshot('/nowhere', ['a'])).toEqual(new Map());
  });

  it.each<readonly [title: string, make: (folder: string) => void, sentence: RegExp]>([
    ['a folder', (folder) => mkdirSync(join(folder, 'a')), /^a is not a file/],
    ['bytes that are no text', (folder) => writeFileSync(join(folder, 'a'), Buffer.from([0xff, 0xfe])), /^a is not UTF-8 text/],
    ['a link to elsewhere', (folder) => symlinkSync('/etc/hosts', join(folder, 'a')), /^a leads outside of/],
  ])('stops at %s', (_title, prepare, sentence) => {
    const folder = tempFolder();
    prepare(folder);
    expect(() => takeSnapshot(folder, ['a'])).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(sentence) as string }));
  });

  it('stops at a link that leads nowhere, and at a folder that is a link to elsewhere', () => {
    const folder = tempFolder();
    symlinkSync(join(folder, 'gone'), join(folder, 'a'));
    symlinkSync('/etc', join(folder, 'b'));
    expect(() => takeSnapshot(folder, ['a'])).toThrow(/ENOENT|leads nowhere/);
    expect(() => takeSnapshot(folder, ['b/new'])).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(/^b\/new leads outside of/) as string }));
  });

  it('stops at a file where a folder is needed', () => {
    const folder = tempFolder({ nginx: '' });
    expect(() => takeSnapshot(folder, ['nginx/shop.conf'])).toThrow(expect.objectContaining({ outcome: 'failed' }));
  });
});
