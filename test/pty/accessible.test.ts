/** ACCESSIBLE=1: the same questions as plain, numbered lines that a screen reader reads once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edit, on, read, stackFolder } from '../support/made.ts';
import { pathsIn, tempFolder } from '../support/program.ts';
import { KEYS, openTerminal, type Session } from '../support/terminal.ts';

const env = { ACCESSIBLE: '1' };
const open = (cwd: string, args: readonly string[] = []) => openTerminal(cwd, args, { env });
const answersIn = (folder: string) => readFileSync(join(folder, 'django-stack.yml'), 'utf8');

async function converse(session: Session, ...steps: readonly (readonly [shown: RegExp, typed: string])[]): Promise<void> {
  for (const [shown, typed] of steps) {
    await session.until(shown);
    session.press(typed, KEYS.enter);
  }
}

describe('a stack', () => {
  it('by Enter all the way: nothing is drawn, nothing coloured, nothing written twice', async () => {
    const cwd = tempFolder();
    const session = open(cwd, ['--name', 'shop']);
    await converse(session, [/Which host names does the site answer to\? \[shop\.localhost\]: $/, ''], [/1\. Static pages: [\s\S]*Number, 1 to 4 \[1\]: $/, ''], [/Number, 1 to 4 \[1\]: $/, ''], [/Number, 1 to 4 \[1\]: $/, ''], [/Write \d+ files to this folder\? yes or no \[yes\]: $/, '']);
    const { code, output } = await session.ended;
    expect(code).toBe(0);
    expect(output).not.toMatch(/\u001b|[│◆●○┌└]/);
    expect(output.match(/Which database\?/g)).toHaveLength(1);
    expect(answersIn(cwd)).toContain('name: shop');
    expect(output).toContain("The host's nginx answers for shop.localhost on port 80.");
    expect(output.replaceAll('||', 'or'), 'the shell has || in its steps').not.toMatch(/\+---|\|/);
  });

  it('an error at its end moves no cursor', async () => {
    const { code, output } = await open(tempFolder(), ['--db', '12']).ended;
    expect([code, output]).toEqual([2, expect.not.stringContaining('\u001b') as string]);
  });

  it('by numbers and words, and says what a wrong one should have been', async () => {
    const cwd = tempFolder();
    const session = open(cwd);
    await converse(session, [/Which host names/, 'shop'], [/"shop" is not a host name such as shop\.example\.com\.\s+Which host names/, 'a.example.org'], [/Which host|certificate/, '1'], [/What answers/, '9'], [/Type a number from 1 to 4/, '4'], [/Which database/, '2'], [/Which cache/, '4'], [/Write \d+/, 'maybe'], [/Type yes or no\./, 'YES']);
    expect((await session.ended).code).toBe(0);
    const answers = answersIn(cwd);
    for (const line of ['domain: [a.example.org]', 'web: none', 'db: 17', 'cache: none']) expect(answers).toContain(line);
  });

  it('by answers typed ahead, all at once', async () => {
    const cwd = tempFolder();
    const session = open(cwd);
    await session.until(/Which host names/);
    session.press('\r3\rregistry.example.com/web:1\r1\r1\ryes\r');
    expect((await session.ended).code).toBe(0);
    expect(answersIn(cwd)).toContain('web: "image:registry.example.com/web:1"');
  });

  it.each([['Ctrl-C', KEYS.ctrlC], ['Ctrl-D', KEYS.ctrlD], ['no', 'no\r']])('%s leaves: 130, and nothing is written', async (_title, keys) => {
    const cwd = tempFolder();
    const session = open(cwd);
    await converse(session, [/Which host names/, ''], [/What answers/, ''], [/Which database/, ''], [/Which cache/, '']);
    await session.until(/yes or no/);
    session.press(keys);
    const { code, output } = await session.ended;
    expect(code).toBe(130);
    expect(output).toContain('Cancelled. Nothing was written.');
    expect(pathsIn(cwd)).toEqual([]);
  });

  it('in a terminal that can do nothing else', async () => {
    const session = openTerminal(tempFolder(), [], { env: { ...env, TERM: 'dumb' } });
    await session.until(/Which host names/);
    session.press(KEYS.ctrlC);
    expect((await session.ended).code).toBe(130);
  });
});

it('the menu, and a conflict: one side after the other', async () => {
  const root = stackFolder();
  edit(root, 'docker-compose.yml', 'image: postgres:18-trixie', 'image: postgres:18.1-trixie');
  edit(root, 'django-stack.yml', /^db: 18/m, 'db: 17');
  expect(on(root, 'regenerate').code).toBe(3);
  const session = open(root);
  await converse(session, [/1\. Settle conflicts[\s\S]*\[1\]: $/, ''], [/mine:\r\n.*18\.1[\s\S]*new:\r\n.*17[\s\S]*1\. Keep mine[\s\S]*: $/, '2']);
  expect((await session.ended).code).toBe(0);
  expect(read(root, 'docker-compose.yml')).toContain('postgres:17-trixie');
});

it('show: words instead of a drawing', async () => {
  const { code, output } = await open(stackFolder(), ['show']).ended;
  expect(code).toBe(0);
  expect(output).toContain('It passes /api/ and /admin/ to api at 127.0.0.1:8080.\r\n');
  expect(output).not.toMatch(/\||\+-/);
});
