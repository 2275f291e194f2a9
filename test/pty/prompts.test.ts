/** The questions, in a real terminal. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pathsIn, PROJECT, run, tempFolder } from '../support/program.ts';
import { ROOT } from '../support/stacks.ts';
import { cursorShown, KEYS, openTerminal, type Session } from '../support/terminal.ts';

/** Each prompt of the default path, in order, by what it shows. */
const PROMPTS = [/Which host names/, /What answers the URLs/, /Which database\?/, /Which cache\?/, /Write \d+ files to/] as const;

const answersIn = (folder: string) => readFileSync(join(folder, 'django-stack.yml'), 'utf8');

type Step = readonly [shown: RegExp, ...keys: readonly string[]];

/** Waits for a prompt and presses the keys; in order. */
async function converse(session: Session, ...steps: readonly Step[]): Promise<void> {
  for (const [shown, ...keys] of steps) {
    await session.until(shown);
    session.press(...keys);
  }
}

const enter = (...prompts: readonly RegExp[]) => prompts.map((prompt) => [prompt, KEYS.enter] as const);

/** Ambiguous in all that a project can be: in two repositories, of two projects, with two of everything. */
const production = 'from .base import *\n\nclass ProductionAbroad(Base):\n    pass\n\nclass Production(Base):\n    pass\n';
const CELERY = 'from celery import Celery\napp = Celery("shop")\n';
const package_ = { 'package.json': '{"scripts":{"start":"node server.js"}}' };
const below = (folder: string, files: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
const AMBIGUOUS: Readonly<Record<string, string>> = {
  'notes.txt': '',
  ...below('other', { ...PROJECT, '.git/HEAD': '' }),
  ...below('mono', { ...below('blog', PROJECT), '.git/HEAD': '', ...below('client', package_), ...below('staff', package_) }),
  ...below('mono/shop', {
    'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "sites.conf.settings.dev")\n',
    ...Object.fromEntries(['sites', 'sites/conf', 'sites/conf/settings', 'counter', 'sites/office'].map((folder) => [`${folder}/__init__.py`, ''])),
    'sites/conf/settings/dev.py': 'from .base import *\n',
    'sites/conf/settings/base.py': 'from configurations import Configuration\n\nclass Base(Configuration):\n    STATIC_URL = "/static/"\n',
    'sites/conf/settings/live.py': production,
    'sites/conf/settings/prod.py': production,
    'counter/wsgi.py': 'application = None\n',
    'sites/office/wsgi.py': 'application = None\n',
    'sites/celery.py': CELERY,
  }),
};
const LISTS = below('mono/shop/requirements', { 'deploy.txt': 'Django\n', 'production.txt': 'Django\n' });

describe('Enter all the way', () => {
  it('makes the default stack, in five questions', async () => {
    const cwd = tempFolder();
    const session = openTerminal(cwd);
    await converse(session, ...enter(...PROMPTS));
    const { code, output } = await session.ended;
    expect(code).toBe(0);
    expect(cursorShown(output)).toBe(true);
    expect(output).toMatch(/\d+ files written to/);
    expect(output).toContain('1. ./stack up');
    expect(pathsIn(cwd)).toContain('docker-compose.yml');
  });

  it('asks for the folder first, where this one holds other things: six questions', async () => {
    const cwd = tempFolder({ 'notes.txt': '' });
    const session = openTerminal(cwd);
    await converse(session, [/Which folder\?/, 'my shop', KEYS.enter], ...enter(...PROMPTS));
    const { code, output } = await session.ended;
    expect({ code, submitted: submitted(output) }).toEqual({ code: 0, submitted: 6 });
    const summary = /Not asked; these flags decide it:([^]*?)Write/.exec(output)?.[1] ?? '';
    // A new project takes no other settings or requirements than its own.
    expect(summary.match(/--[a-z-]+/g)).toEqual(['--name', '--django', '--module', '--api-prefix', '--volumes-root']);
    expect(answersIn(join(cwd, 'my shop'))).toContain('name: my-shop');
  });

  it('makes a stack around a project, and asks what that does not tell', async () => {
    const { 'requirements.txt': _, ...files } = PROJECT;
    const cwd = tempFolder({ ...files, 'deps/all.txt': '' });
    const session = openTerminal(cwd);
    await converse(session, [PROMPTS[0], KEYS.enter], [/Which file lists/, 'deps/all.txt', KEYS.enter], ...enter(...PROMPTS.slice(1)));
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(answersIn(cwd)).toMatch(/requirements: deps\/all\.txt[\s\S]*web: none/);
  });
});

describe('a front end beside a project', () => {
  const files = { ...PROJECT, 'bakery/settings.py': 'ROOT_URLCONF = "bakery.urls"\n', 'bakery/urls.py': 'urlpatterns = [\n    path("office/", admin.site.urls),\n    path("v1/", include("shop")),\n]\n' };

  it.each<readonly [title: string, files: Record<string, string>, ups: number]>([
    ['that is there', { ...files, 'client/package.json': '{"scripts": {"start": "node ."}}' }, 0],
    ['that is chosen', files, 3],
  ])('%s: the question says which URLs Django keeps, and the summary where they and the front end were found', async (_, project, ups) => {
    const session = openTerminal(tempFolder(project), ['--db', '18', '--cache', 'none']);
    await converse(session, [PROMPTS[0], KEYS.enter]);
    await session.until(PROMPTS[1]);
    if (ups > 0) session.press(...Array.from({ length: ups }, () => KEYS.up));
    await session.until(/Django keeps \/office\/, \/v1\//);
    session.press(KEYS.enter);
    expect(await session.until(PROMPTS[4])).toMatch(/--front-end (client|web)[^]*--api-prefix \/office\/,\/v1\/ +bakery\/urls\.py:2,3/);
  });
});

describe('a project below', () => {
  const files = Object.fromEntries(Object.entries(PROJECT).map(([path, text]) => [`backend/${path}`, text]));
  const WHERE = /A Django project is here\. Where does its stack go\?/;

  it('is proposed, and this folder for its stack', async () => {
    const cwd = tempFolder({ ...files, 'notes.txt': '' });
    const session = openTerminal(cwd);
    await converse(session, [WHERE, KEYS.enter], ...enter(...PROMPTS));
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(answersIn(cwd)).toMatch(/manage: backend\/manage\.py/);
  });

  it('does not keep anybody from a new one', async () => {
    const cwd = tempFolder({ ...files, 'notes.txt': '' });
    const session = openTerminal(cwd);
    await converse(session, [WHERE, KEYS.down, KEYS.enter], [/Which folder\?/, 'new', KEYS.enter], ...enter(...PROMPTS));
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(answersIn(join(cwd, 'new'))).toMatch(/django: new/);
  });

  it('is not taken for a new one: its folder is refused in place', async () => {
    const cwd = tempFolder({ ...files, 'notes.txt': '' });
    const session = openTerminal(cwd);
    await converse(session, [WHERE, KEYS.down, KEYS.enter], [/Which folder\?/, '.', KEYS.enter]);
    await session.until(/It holds backend\/manage\.py\. Name another folder, or run this in that one\./);
    session.press(KEYS.backspace, 'new', KEYS.enter);
    await session.until(PROMPTS[0]);
    session.press(KEYS.ctrlC);
    expect((await session.ended).code).toBe(130);
  });

  it('that has its stack already is not asked about, and gets no other', async () => {
    const cwd = tempFolder({ 'notes.txt': '' });
    expect(run(['shop', '--yes'], { cwd }).code).toBe(0);
    const session = openTerminal(cwd);
    await converse(session, [/Which folder\?/, 'shop', KEYS.enter]);
    expect(await session.ended).toMatchObject({ code: 0, output: expect.stringContaining('Nothing to change.') as string });
  });

  it('elsewhere can be named, where it is the only one there', async () => {
    const { 'notes.txt': _, ...projects } = AMBIGUOUS;
    const top = tempFolder({ ...projects, 'here/notes.txt': '' });
    const session = openTerminal(join(top, 'here'), [], { columns: 120 });
    await converse(session, [/Which folder\?/, '../mono', KEYS.enter]);
    await session.until(/It holds blog\/manage\.py, shop\/manage\.py\. Name another folder/);
    session.press(...Array.from('mono', () => KEYS.backspace), 'other', KEYS.enter);
    await converse(session, ...enter(...PROMPTS));
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(answersIn(join(top, 'other'))).toMatch(/django: existing[^]*manage: manage\.py/);
  });
});

describe('a project that names several', () => {
  it('is asked which settings first, and shows what follows from them', async () => {
    const cwd = tempFolder();
    cpSync(join(ROOT, 'test/fixtures/projects/geo'), cwd, { recursive: true });
    const session = openTerminal(cwd);
    await converse(session, [/Which module holds the settings/, KEYS.down, KEYS.enter], ...enter(...PROMPTS.slice(0, 4)));
    await session.until(/Not asked; these flags decide it:[^]*--module atlas +no file says so[^]*Write/);
    session.press(KEYS.enter);
    const { code, output } = await session.ended;
    expect(code).toBe(0);
    expect(output).toMatch(/static-root: out +atlas\/settings\/base\.py:9/);
    expect(answersIn(cwd)).toMatch(/^settings: atlas\.settings\.prod /m);
  });

  it('is asked what becomes of its docker-compose.yml, and may have the stack added to it', async () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': 'services:\n  app:\n    build: .\n' });
    const session = openTerminal(cwd);
    await converse(session, ...enter(...PROMPTS.slice(0, 4)), [/Not asked;[^]*One file exists/, KEYS.down, KEYS.down, KEYS.down, KEYS.enter]);
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'docker-compose.yml'), 'utf8')).toMatch(/^ {2}app:\n {4}build: \.\n[^]*^ {2}api:\n/m);
  });
});

/** Every prompt of the longest path: where, of which settings, … */
const START = [
  [/Where does its stack go\?[^]*mono, for mono\/shop\/manage\.py/, KEYS.down, KEYS.down, KEYS.enter],
  [/Which module holds the settings/, KEYS.down, KEYS.enter],
  [PROMPTS[0], 'shop.example.org', KEYS.enter],
  [/Where does the certificate come from/, KEYS.down, KEYS.enter],
] as const;
const END = enter(...PROMPTS.slice(2));
const LIST = [/Which file lists/, 'shop/deps.txt', KEYS.enter] as const;
const IMAGE = [[PROMPTS[1], KEYS.up, KEYS.enter], [/Which image\?/, 'ghcr.io/me/web:1', KEYS.enter]] as const;
const FRONT_END = [[PROMPTS[1], KEYS.up, KEYS.up, KEYS.enter], [/Which folder holds the front end/, KEYS.down, KEYS.enter]] as const;

/** What was decided among several. */
const DECIDED = {
  manage: 'shop/manage.py', settings: 'sites.conf.settings.prod', module: 'sites.office', configuration: 'Production', with: '[worker]', celery: 'sites',
  domain: '[shop.example.org]', tls: 'letsencrypt', db: '18', cache: 'memcached',
};

const linesOf = (folder: string) => Object.fromEntries([...answersIn(folder).matchAll(/^([a-z-]+): *(.*?)(?: +#.*)?$/gm)].map(([, key, value]) => [key, value]));

/** Submitted prompts have this sign, as the running text of clack has another. */
const submitted = (output: string) => new Set(stripVTControlCharacters(output).match(/◇ {2}.*/g)).size;

describe('the longest path', () => {
  it.each<readonly [title: string, files: Readonly<Record<string, string>>, middle: readonly Step[], more: Readonly<Record<string, string>>, count: number]>([
    ['with an image, and no list of requirements', {}, [LIST, ...IMAGE], { requirements: 'shop/deps.txt', web: '"image:ghcr.io/me/web:1"' }, 10],
    ['with two front ends, and no list of requirements', {}, [LIST, ...FRONT_END], { requirements: 'shop/deps.txt', web: 'node', 'front-end': 'staff' }, 10],
    ['with two lists', LISTS, FRONT_END, { requirements: 'shop/requirements/production.txt', web: 'node', 'front-end': 'staff' }, 9],
  ])('%s: ten questions at most, and a correct stack', async (_title, files, middle, more, count) => {
    const cwd = tempFolder({ ...AMBIGUOUS, ...files });
    const session = openTerminal(cwd, [], { columns: 120 });
    const steps: readonly Step[] = [...START, ...middle, ...END];
    await converse(session, ...steps);
    const { code, output } = await session.ended;
    expect({ code, steps: steps.length, submitted: submitted(output) }).toEqual({ code: 0, steps: count, submitted: count });
    expect(linesOf(join(cwd, 'mono'))).toMatchObject({ ...DECIDED, ...more });
    expect(run(['regenerate', '--check'], { cwd: join(cwd, 'mono') })).toMatchObject({ code: 0 });
  });

  it('says before it writes what was decided, what else it could have been, and by which flag', async () => {
    const session = openTerminal(tempFolder({ ...AMBIGUOUS, ...LISTS, 'mono/shop/counter/tasks.py': CELERY }), ['--with', 'worker'], { columns: 120 });
    await converse(session, ...START, ...FRONT_END, ...END.slice(0, 2));
    const text = await session.until(/Write \d+ files/);
    expect(text.match(/--.*\S/g)?.map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
      '--name mono', '--django existing', '--module sites.office  not counter', '--configuration Production  not ProductionAbroad',
      '--requirements shop/requirements/production.txt  not shop/requirements/deploy.txt', '--api-prefix /api/,/admin/', '--volumes-root /srv/mono', '--celery sites  not counter.tasks',
    ]);
    session.press('n');
    expect((await session.ended).code).toBe(130);
  });
});

it('two Celery apps, and nobody asked for a worker: that is said, and how to have one', async () => {
  const session = openTerminal(tempFolder({ ...PROJECT, 'bakery/one.py': CELERY, 'bakery/two.py': CELERY }));
  await converse(session, ...enter(...PROMPTS.slice(0, 4)));
  await session.until(/--with none +no worker: Celery is in bakery\.one, bakery\.two[^]*Write/);
  session.press(KEYS.enter);
  expect((await session.ended).code).toBe(0);
});

describe('answers', () => {
  it('are typed, chosen, and asked for more where one needs it', async () => {
    const cwd = tempFolder();
    const session = openTerminal(cwd, ['--cache', 'valkey']);
    await converse(
      session,
      [PROMPTS[0], 'shop.org,www.shop.org', KEYS.enter],
      [/Where does the certificate/, KEYS.down, KEYS.enter],
      [PROMPTS[1], KEYS.down, KEYS.down, KEYS.enter],
      [/Which image\?/, 'ghcr.io/me/web:1', KEYS.enter],
      [PROMPTS[2], KEYS.up, KEYS.enter],
      [PROMPTS[4], KEYS.enter],
    );
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(answersIn(cwd).replaceAll(/ *#.*/g, '')).toMatch(
      /domain: \[shop\.org, www\.shop\.org\]\ntls: letsencrypt[\s\S]*web: "?image:ghcr\.io\/me\/web:1"?[\s\S]*db: external\ncache: valkey/,
    );
  });

  it('that cannot be are refused in place, by the sentence that a flag gets', async () => {
    const cwd = tempFolder();
    const session = openTerminal(cwd);
    await converse(session, [PROMPTS[0], 'a_b.org', KEYS.enter]);
    await session.until(/"a_b\.org" is not a host name such as/);
    session.press(...Array.from('_b.org', () => KEYS.backspace), 'b.org', KEYS.enter);
    await converse(session, [/Where does the certificate/, KEYS.enter], ...enter(...PROMPTS.slice(1)));
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(answersIn(cwd)).toContain('domain: [ab.org]');
  });

  it('that a flag gave are not asked for', async () => {
    const session = openTerminal(tempFolder(), ['--domain', 'a.test', '--web', 'none', '--db', '17', '--cache', 'none']);
    await converse(session, [PROMPTS[4], KEYS.enter]);
    const { code, output } = await session.ended;
    expect(code).toBe(0);
    expect(output).not.toMatch(/Which host names|Which database/);
  });

  it('none are asked with --yes', async () => {
    const { code, output } = await openTerminal(tempFolder(), ['--yes']).ended;
    expect(code).toBe(0);
    expect(output).not.toContain('Which');
  });

  it('"No" at the end writes nothing', async () => {
    const cwd = tempFolder();
    const session = openTerminal(cwd);
    await converse(session, ...enter(...PROMPTS.slice(0, 4)), [PROMPTS[4], 'n']);
    expect(await session.ended).toMatchObject({ code: 130, output: expect.stringContaining('Nothing was written.') as string });
    expect(pathsIn(cwd)).toEqual([]);
  });
});

describe('files that exist and differ', () => {
  const start = async (cwd: string) => {
    const session = openTerminal(cwd, ['.', '--name', 'shop']);
    await converse(session, ...enter(...PROMPTS.slice(0, 4)));
    await session.until(/One file exists and says[\s\S]*something else[\s\S]*Cancel[\s\S]*Show the differences[\s\S]*Keep mine/);
    return session;
  };

  it('Cancel comes first, and writes nothing', async () => {
    const cwd = tempFolder({ Dockerfile: 'FROM mine\n' });
    const session = await start(cwd);
    session.press(KEYS.enter);
    expect(await session.ended).toMatchObject({ code: 130 });
    expect(pathsIn(cwd)).toEqual(['Dockerfile']);
  });

  it('can be looked at, and kept', async () => {
    const cwd = tempFolder({ Dockerfile: 'FROM mine\n' });
    const session = await start(cwd);
    session.press(KEYS.down, KEYS.enter);
    await session.until(/-FROM mine[\s\S]*Keep mine/);
    session.press(KEYS.down, KEYS.down, KEYS.enter);
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe('FROM mine\n');
    expect(pathsIn(cwd)).toContain('docker-compose.yml');
  });
});
