/** Leaving a conversation: at any prompt, by any key, nothing is written and the terminal is as it was. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pathsIn, tempFolder } from '../support/program.ts';
import { cursorShown, KEYS, openTerminal } from '../support/terminal.ts';

const PROMPTS = [/Which folder\?/, /Which host names/, /What answers the URLs/, /Which database\?/, /Which cache\?/, /Write \d+ files to/] as const;

const places = [['first', 0], ['second', 1], ['middle', 3], ['last', 5]] as const;
const ways = [['Ctrl-C', KEYS.ctrlC], ['Ctrl-D', KEYS.ctrlD], ['Esc', KEYS.escape]] as const;

describe.each(ways)('%s', (_way, key) => {
  it.each(places)('at the %s prompt: exit 130, the cursor back, nothing written', async (_place, at) => {
    const cwd = tempFolder({ 'notes.txt': 'mine\n' });
    const session = openTerminal(cwd);
    for (const prompt of PROMPTS.slice(0, at)) {
      await session.until(prompt);
      session.press(KEYS.enter);
    }
    await session.until(PROMPTS[at] ?? /$^/);
    session.press(key);
    const { code, output } = await session.ended;
    expect(code).toBe(130);
    expect(cursorShown(output)).toBe(true);
    expect(stripVTControlCharacters(output)).toMatch(/Cancelled\. Nothing was written\.\s*$/);
    expect(pathsIn(cwd)).toEqual(['notes.txt']);
  });
});

it('Ctrl-C in the middle of a text', async () => {
  const cwd = tempFolder();
  const session = openTerminal(cwd);
  await session.until(/Which host names/);
  session.press('shop.o');
  await session.until(/shop\.o/);
  session.press(KEYS.ctrlC);
  expect(await session.ended).toMatchObject({ code: 130 });
  expect(pathsIn(cwd)).toEqual([]);
});

it.each([['SIGTERM', 143]] as const)('%s at a prompt: exit %i, the cursor back, nothing written', async (signal, expected) => {
  const cwd = tempFolder();
  const session = openTerminal(cwd);
  await session.until(/Which host names/);
  session.kill(signal);
  const { code, output } = await session.ended;
  expect(code).toBe(expected);
  expect(cursorShown(output)).toBe(true);
  expect(output).toContain('No file is half-written.');
  expect(pathsIn(cwd)).toEqual([]);
});
