/** The questions, in a real terminal. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathsIn, PROJECT, tempFolder } from '../support/program.ts';
import { ROOT } from '../support/stacks.ts';
import { cursorShown, KEYS, openTerminal, type Session } from '../support/terminal.ts';

/** Each prompt of the default path, in order, by what it shows. */
const PROMPTS = [/Which host names/, /What answers the URLs/, /Which database\?/, /Which cache\?/, /Write \d+ files to/] as const;

const answersIn = (folder: string) => readFileSync(join(folder, 'django-stack.yml'), 'utf8');

/** Waits for a prompt and presses the keys; in order. */
async function converse(session: Session, ...steps: readonly (readonly [shown: RegExp, ...keys: readonly string[]])[]): Promise<void> {
  for (const [shown, ...keys] of steps) {
    await session.until(shown);
    session.press(...keys);
  }
}

const enter = (...prompts: readonly RegExp[]) => prompts.map((prompt) => [prompt, KEYS.enter] as const);

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

  it('asks for the folder first, where this one holds other things', async () => {
    const cwd = tempFolder({ 'notes.txt': '' });
    const session = openTerminal(cwd);
    await converse(session, [/Which folder\?/, 'my shop', KEYS.enter], ...enter(...PROMPTS));
    expect(await session.ended).toMatchObject({ code: 0 });
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
    expect(await session.until(PROMPTS[4])).toMatch(/front-end: (client|web)[^]*api-prefix: \/office\/,\/v1\/ +bakery\/urls\.py:2,3/);
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
});

describe('a project that names several', () => {
  it('is asked which settings first, and shows what follows from them; ten questions at most', async () => {
    const cwd = tempFolder();
    cpSync(join(ROOT, 'test/fixtures/projects/geo'), cwd, { recursive: true });
    const session = openTerminal(cwd);
    await converse(
      session,
      [/Which module holds the settings/, KEYS.down, KEYS.enter],
      [PROMPTS[0], KEYS.enter],
      [/Which Python package/, 'atlas', KEYS.enter],
      ...enter(...PROMPTS.slice(1)),
    );
    const { code, output } = await session.ended;
    expect(code).toBe(0);
    expect(output).toMatch(/static-root: out +atlas\/settings\/base\.py:9/);
    expect(answersIn(cwd)).toMatch(/^settings: atlas\.settings\.prod /m);
  });

  it('is asked what becomes of its docker-compose.yml, and may have the stack added to it', async () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': 'services:\n  app:\n    build: .\n' });
    const session = openTerminal(cwd);
    await converse(session, ...enter(...PROMPTS.slice(0, 4)), [/One file exists/, KEYS.down, KEYS.down, KEYS.down, KEYS.enter]);
    expect(await session.ended).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'docker-compose.yml'), 'utf8')).toMatch(/^ {2}app:\n {4}build: \.\n[^]*^ {2}api:\n/m);
  });
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
