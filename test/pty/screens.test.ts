/** How it looks: colours only where they are wanted, and nothing wider than the terminal. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { run, tempFolder } from '../support/program.ts';
import { cursorShown, KEYS, openTerminal, type Size } from '../support/terminal.ts';

const PROMPTS = [/Which host/, /What answers/, /Which database\?/, /Which cache\?/, /Write \d+ files/] as const;
const COLOUR = /\u001b\[(?:3[0-7]|9[0-7]|38;|1;3)\d*m/;

async function enterAll(args: readonly string[], size: Size): Promise<{ code: number; output: string }> {
  const session = openTerminal(tempFolder(), ['--name', 'shop', ...args], size);
  for (const prompt of PROMPTS) {
    await session.until(prompt);
    session.press(KEYS.enter);
  }
  return await session.ended;
}

describe('colours', () => {
  it('are there in a terminal', async () => {
    expect((await enterAll([], {})).output).toMatch(COLOUR);
  });

  it.each<readonly [title: string, args: readonly string[], env: Record<string, string>]>([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ])('are not with %s', async (_title, args, env) => {
    const { code, output } = await enterAll(args, { env });
    expect(code).toBe(0);
    expect(output).not.toMatch(COLOUR);
  });
});

describe.each([[80, 30], [40, 20], [120, 50]])('%i columns', (columns, rows) => {
  it('hold every line of the result', async () => {
    const { code, output } = await enterAll([], { columns, rows });
    expect(code).toBe(0);
    expect(cursorShown(output)).toBe(true);
    const result = stripVTControlCharacters(output.slice(output.lastIndexOf('files written to'))).split(/\r?\n/);
    const picture = result.slice(1, result.indexOf('Next'));
    expect(picture.filter((line) => [...line].length > columns)).toEqual([]);
    expect(picture.length).toBeGreaterThan(10);
  });
});

it('sentences end between words, and what is to be copied is whole', async () => {
  const cwd = tempFolder();
  run(['.', '--name', 'shop', '--yes'], { cwd });
  run(['add', 'worker'], { cwd });
  const { output } = await openTerminal(cwd, ['remove', 'worker'], { columns: 50 }).ended;
  expect(output.split(/\r?\n/)).toEqual(expect.arrayContaining(['Its data is still there. When nobody needs it:', 'sudo rm -r /srv/shop/redis']));
  expect(run(['undo'], { cwd }).code).toBe(0);
  expect(run(['remove', 'worker'], { cwd }).stdout).toContain('\nIts data is still there. When nobody needs it: sudo rm -r /srv/shop/redis\n');
});

it('a terminal that can do nothing is not asked', async () => {
  const { code, output } = await openTerminal(tempFolder(), [], { env: { TERM: 'dumb' } }).ended;
  expect(code).toBe(2);
  expect(output).toContain('Which folder?');
});
