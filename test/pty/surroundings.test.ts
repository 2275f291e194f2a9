/** What decides whether anybody is asked, and how it looks: flags, variables, and which of the streams is a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BIN, pathsIn, tempFolder } from '../support/program.ts';
import { KEYS, openShell, openTerminal } from '../support/terminal.ts';

const COLOUR = /\u001b\[(?:3[0-7]|9[0-7]|38;|1;3)\d*m/;
const QUESTION = /Which|What answers|Write \d+ files/;
const CURSOR = '\u001b[?25h';

describe('at a terminal nobody is asked', () => {
  it.each(['1', 'true', 'yes'])('with CI=%s', async (CI) => {
    const cwd = tempFolder();
    const { code, output } = await openTerminal(cwd, ['shop'], { env: { CI } }).ended;
    expect(code).toBe(0);
    expect(output).toMatch(/shop: \d+ files written to shop/);
    expect(output).not.toMatch(QUESTION);
    expect(await openTerminal(tempFolder(), [], { env: { CI } }).ended).toMatchObject({ code: 2, output: expect.stringContaining('Which folder?') as string });
  });

  it('with --json, which is one object and nothing else', async () => {
    const { code, output } = await openTerminal(tempFolder(), ['shop', '--json'], { columns: 10_000 }).ended;
    expect(code).toBe(0);
    expect(output).not.toContain('\u001b');
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(output)).toMatchObject({ ok: true, folder: expect.stringMatching(/shop$/) as string });
  });

  it('with --quiet, which says nothing', async () => {
    const cwd = tempFolder();
    expect(await openTerminal(cwd, ['shop', '--quiet']).ended).toEqual({ code: 0, output: '' });
    expect(pathsIn(cwd)).toContain('shop/docker-compose.yml');
    const failed = await openTerminal(cwd, ['shop', '--quiet', '--db', '17']).ended;
    expect(failed).toMatchObject({ code: 2, output: expect.stringContaining('There is a stack in shop already') as string });
  });

  it.each([
    ['its output goes into a pipe', `node '${BIN}' shop | cat`],
    ['its input comes from a pipe', `echo | node '${BIN}' shop`],
    ['its input is closed', `node '${BIN}' shop <&-`],
  ])('where %s', async (_, line) => {
    const shell = openShell(tempFolder());
    await shell.until(/\$ $/);
    shell.press(`${line}; echo ended\r`);
    const output = await shell.until(/^ended/m);
    expect(output).toMatch(/shop: \d+ files written to shop/);
    expect(output).not.toMatch(QUESTION);
    expect(shell.sent().replaceAll(CURSOR, '')).not.toMatch(COLOUR);
  });
});

describe('FORCE_COLOR', () => {
  const firstQuestion = async (args: readonly string[], env: Record<string, string>) => {
    const session = openTerminal(tempFolder(), args, { env });
    await session.until(/Which host names/);
    session.press(KEYS.ctrlC);
    return (await session.ended).output;
  };

  it('colours the questions where nothing else would', async () => {
    expect(await firstQuestion([], { TERM: 'vt52' })).not.toMatch(COLOUR);
    expect(await firstQuestion([], { TERM: 'vt52', FORCE_COLOR: '1' })).toMatch(COLOUR);
    expect(await firstQuestion([], { FORCE_COLOR: '0' })).not.toMatch(COLOUR);
  });

  it('gives way to --no-color', async () => {
    const output = await firstQuestion(['--no-color'], { FORCE_COLOR: '1' });
    expect(output).not.toMatch(COLOUR);
    expect(stripVTControlCharacters(output)).not.toContain('Warning');
  });
});
