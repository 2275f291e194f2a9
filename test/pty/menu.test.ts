/** The menu of a bare call inside a stack's folder, in a real terminal. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { edit, on, read, stackFolder } from '../support/made.ts';
import { fingerprint, run } from '../support/program.ts';
import { cursorShown, KEYS, openTerminal, type Session } from '../support/terminal.ts';

const QUESTION = /shop: what shall be done\?[\s\S]*Nothing, thank you/;

const SERVICE = /Which service\?[\s\S]*Enter: confirm/;

/** Goes down to the entry that begins so, and takes it. */
async function take(session: Session, entry: string, question = QUESTION): Promise<void> {
  const entries = entriesOf(await session.until(question));
  const at = entries.findIndex((line) => line.startsWith(entry));
  if (at < 0) throw new Error(`no ${entry} among ${entries.join(', ')}`);
  session.press(...Array.from({ length: at }, () => KEYS.down), KEYS.enter);
}

const entriesOf = (shown: string) => shown.split('\n').filter((line) => /[●○]/.test(line)).map((line) => line.replace(/.*[●○] /, '').replace(/ \(.*/, '').trim());

describe('a bare call in a stack’s folder', () => {
  it('offers what makes sense now, and nothing else', async () => {
    const root = stackFolder();
    const session = openTerminal(root);
    expect(entriesOf(await session.until(QUESTION))).toEqual(expect.arrayContaining(['Add a service', 'Regenerate', 'Show the stack', 'Nothing, thank you']));
    expect(entriesOf(session.sent()).filter((entry) => /conflicts|Remove|of yours|Take back/.test(stripVTControlCharacters(entry)))).toEqual([]);
  });

  it('adds a service, and says how that is typed', async () => {
    const root = stackFolder();
    const session = openTerminal(root);
    await take(session, 'Add a service');
    await take(session, 'redis', SERVICE);
    const { code, output } = await session.ended;
    expect([code, cursorShown(output)]).toEqual([0, true]);
    expect(stripVTControlCharacters(output)).toMatch(/npx create-django-stack@\S+ add redis[\s\S]*redis added: \d+ files changed/);
    expect(read(root, 'docker-compose.yml')).toContain('redis:8-alpine');
  });

  it('then offers to remove it, and to take the run back', async () => {
    const root = stackFolder('--with', 'redis');
    on(root, 'add', 'valkey');
    const session = openTerminal(root);
    await take(session, 'Remove a service');
    await take(session, 'valkey', SERVICE);
    expect((await session.ended).code).toBe(0);
    expect(read(root, 'docker-compose.yml')).not.toContain('valkey');
    const again = openTerminal(root);
    await take(again, 'Take back the last run');
    expect((await again.ended).output).toContain('Taken back: remove valkey');
    expect(read(root, 'docker-compose.yml')).toContain('valkey');
  });

  it('settles a conflict first', async () => {
    const root = stackFolder();
    edit(root, 'docker-compose.yml', 'image: postgres:18-trixie', 'image: postgres:18.1-trixie');
    edit(root, 'django-stack.yml', /^db: 18/m, 'db: 17');
    expect(on(root, 'regenerate').code).toBe(3);
    const session = openTerminal(root);
    expect(entriesOf(await session.until(QUESTION))[0]).toBe('Settle conflicts');
    session.press(KEYS.enter);
    await session.until(/Keep mine/);
    session.press(KEYS.down, KEYS.enter);
    expect((await session.ended).code).toBe(0);
    expect(read(root, 'docker-compose.yml')).toContain('postgres:17-trixie');
  });

  it('takes a service of the owner’s into the stack', async () => {
    const root = stackFolder();
    edit(root, 'docker-compose.yml', '\nnetworks:\n  default: {}', '\n  bi:\n    image: metabase\n    ports: ["127.0.0.1:3000:3000"]\n\nnetworks:\n  default: {}');
    const session = openTerminal(root);
    await take(session, 'Take a service of yours');
    await session.until(/Which service\?[\s\S]*bi/);
    session.press(KEYS.enter);
    expect((await session.ended).code).toBe(0);
    expect(read(root, 'nginx/shop.conf')).toContain('location /bi/');
  });

  it.each([['Ctrl-C', KEYS.ctrlC], ['Ctrl-D', KEYS.ctrlD], ['Esc', KEYS.escape]])('%s: 130, and nothing is written', async (_title, key) => {
    const root = stackFolder();
    const before = fingerprint(root);
    const session = openTerminal(root);
    await session.until(QUESTION);
    session.press(key);
    const { code, output } = await session.ended;
    expect([code, cursorShown(output)]).toEqual([130, true]);
    expect(output).toContain('Cancelled. Nothing was written.');
    expect(fingerprint(root)).toEqual(before);
  });

  it('nothing is a choice too: 0, and nothing is written', async () => {
    const root = stackFolder();
    const before = fingerprint(root);
    const session = openTerminal(root, [], { columns: 40 });
    await take(session, 'Nothing');
    expect(await session.ended).toMatchObject({ code: 0, output: expect.stringContaining('Nothing was changed.') as string });
    expect(fingerprint(root)).toEqual(before);
  });
});

describe('no menu', () => {
  it('without a terminal: it says what is missing', () => {
    expect(run([], { cwd: stackFolder() })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Which folder?') as string });
  });

  it.each([[['.']], [['--db', '18']]])('%j: a second create, as ever', async (args) => {
    const { code, output } = await openTerminal(stackFolder(), args).ended;
    expect(code).toBe(0);
    expect(output).toContain('Nothing to change.');
  });

  it('where django-stack.yml is not valid: its line and column', async () => {
    const root = stackFolder();
    appendFileSync(join(root, 'django-stack.yml'), 'colour: red\n');
    const { code, output } = await openTerminal(root).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/django-stack\.yml:\d+:1/);
  });
});
