/** Killed at any moment, or not alone: the same command again completes it, and two never make a mixture. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArgv } from '../../src/cli/argv.ts';
import { standingIn, write } from '../../src/cli/rerun.ts';
import { rerunWith } from '../../src/cli/services.ts';
import { withWords } from '../../src/cli/targets.ts';
import { filesOf, on, stackFolder } from '../support/made.ts';
import { BIN, pathsIn, run, startProgram, tempFolder } from '../support/program.ts';
import { ROOT } from '../support/stacks.ts';

const INTERRUPT = ['--import', join(ROOT, 'test/support/interrupt.js')];

/** Every file with its text, secrets alike; but for what is kept so that `undo` can take the run back. */
function tree(folder: string): Readonly<Record<string, string>> {
  const paths = pathsIn(folder).filter((path) => !path.endsWith('/') && !path.includes('.django-stack/undo/'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8').replaceAll(/[0-9a-f]{64}$/gm, '…')]));
}

function reference(...flags: readonly string[]): Readonly<Record<string, string>> {
  const cwd = tempFolder({ 'there/notes.txt': 'mine\n' });
  expect(run(['there', '--name', 'shop', ...flags], { cwd }).code).toBe(0);
  return tree(join(cwd, 'there'));
}

const upTo = (last: number, step: number) => Array.from({ length: Math.ceil(last / step) }, (_, index) => 1 + index * step);

describe('killed, and run again', () => {
  it.each([
    ['a new folder', {}, 100, 11],
    ['a folder with files', { 'there/notes.txt': 'mine\n', 'there/.gitignore': '*.log\n', 'there/.env': 'EXTRA=1\n' }, 300, 17],
  ] as const)('in %s', (_title, files, calls, step) => {
    const complete = (cwd: string) => run(['there', '--name', 'shop'], { cwd });
    const whole = tempFolder(files);
    complete(whole);
    for (const at of upTo(calls, step)) {
      const cwd = tempFolder(files);
      const first = run(['there', '--name', 'shop'], { cwd, node: INTERRUPT, env: { AT: String(at) } });
      if (first.code === null) expect(halfWritten(join(cwd, 'there'), join(whole, 'there'))).toEqual([]);
      expect([at, complete(cwd)]).toEqual([at, { code: 0, stderr: '', stdout: expect.any(String) as string }]);
      expect([at, tree(cwd)]).toEqual([at, tree(whole)]);
    }
  }, 300_000);

  it('with SIGTERM: exit 143, and a whole tree or none', async () => {
    const cwd = tempFolder();
    const program = startProgram(['shop'], { cwd });
    program.kill('SIGTERM');
    const { code } = await program.ended;
    expect([0, 143, null]).toContain(code);
    expect(run(['shop'], { cwd }).code).toBe(0);
    expect(pathsIn(cwd).filter((path) => path.includes('.tmp'))).toEqual([]);
  });
});

/** Files in their place that are neither as before nor as after. */
function halfWritten(folder: string, whole: string): readonly string[] {
  let there: Readonly<Record<string, string>>;
  try {
    there = tree(folder);
  } catch {
    return [];
  }
  const after = tree(whole);
  return Object.entries(there)
    .filter(([path, text]) => !/\.tmp\/|\.django-stack\//.test(path) && text !== after[path] && !['*.log\n', 'EXTRA=1\n'].includes(text))
    .map(([path]) => path);
}

describe('two at once', () => {
  const quote = (word: string) => `'${word}'`;
  const other = (cwd: string) => [process.execPath, BIN, 'there', '--name', 'shop', '--db', '17', '-C', cwd].map(quote).join(' ');

  it.each([
    ['in a new folder', {}, 100, 17],
    ['in a folder with files', { 'there/notes.txt': 'mine\n' }, 300, 29],
  ] as const)('%s, with other answers: one of them wins, or neither', (_title, files, calls, step) => {
    const notes = Object.keys(files).length > 0 ? {} : { 'notes.txt': undefined };
    const outcomes = [reference(), reference('--db', '17'), { 'notes.txt': 'mine\n' }].map((one) => ({ ...one, ...notes }));
    for (const at of upTo(calls, step)) {
      const cwd = tempFolder(files);
      const { code, stderr } = run(['there', '--name', 'shop'], { cwd, node: INTERRUPT, env: { AT: String(at), THEN: `${other(cwd)} || true` } });
      expect([0, 1, 2, 3]).toContain(code);
      expect(stderr).not.toContain('mistake of ours');
      const there = { ...tree(join(cwd, 'there')), ...notes };
      expect([at, outcomes.findIndex((one) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(there)))]).not.toEqual([at, -1]);
    }
  }, 300_000);

  it('with the same answers: nothing is torn', async () => {
    const cwd = tempFolder();
    const both = await Promise.all([startProgram(['shop'], { cwd }).ended, startProgram(['shop'], { cwd }).ended]);
    expect(both.map(({ code }) => code)).toContain(0);
    expect(both.map(({ stderr }) => stderr).join('')).not.toContain('mistake of ours');
    const alone = tempFolder();
    run(['shop'], { cwd: alone });
    expect(tree(cwd)).toEqual(tree(alone));
  });
});

const sorted = (one: Readonly<Record<string, string | undefined>>) => Object.entries(one).filter(([, text]) => text !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));

it('a run that reads the record, and finds the files as another run has left them since: it writes nothing', () => {
  const root = stackFolder();
  const standing = standingIn(root, parseArgv(['add', 'worker']));
  on(root, 'add', 'mailpit');
  const before = filesOf(root, { record: true });
  const late = rerunWith(standing, withWords(standing.file.answers, ['worker']));
  expect(() => { write(late, 'add worker'); }).toThrow('.django-stack/lock.json was changed just now. Nothing was written; run the command again.');
  expect(filesOf(root, { record: true })).toEqual(before);
  expect(on(root, 'regenerate', '--check')).toMatchObject({ code: 0 });
});
