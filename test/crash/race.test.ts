/** Two runs at the same instant, beside what a killed one left: one wins, the other says so, and the folder holds one text. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recover } from '../../src/files/change.ts';
import { buildChild } from './build.ts';
import { copy, forgetScene, NEW, tally } from './outcome.ts';
import { EDITS, picture, tearDown } from './scene.ts';

const ROUNDS = 100;
const WHO = ['one', 'two'] as const;

let runners: readonly ChildProcess[] = [];
let child = '';

beforeAll(async () => {
  child = await buildChild();
  runners = WHO.map(() => spawn(process.execPath, [child, 'race'], { stdio: ['pipe', 'pipe', 'inherit'] }));
});

afterAll(() => {
  for (const runner of runners) runner.kill();
  forgetScene();
  tearDown(dirname(child));
});

test(`${ROUNDS} rounds`, async () => {
  const results: string[] = [];
  for (let round = 0; round < ROUNDS; round++) results.push(await play(round));
  console.log('two at once:', tally(results));
  expect(Object.keys(tally(results)).filter((result) => !/^one wins, the other: (busy|too late)$/.test(result))).toEqual([]);
}, 120_000);

/** Every third round begins beside a run that was killed half-way: before its commit point or after. */
async function play(round: number): Promise<string> {
  const root = copy();
  if (round % 3 === 0) await killedOne(root, 60 + ((round * 37) % 300));
  const answers = await Promise.all(runners.map((runner, index) => ask(runner, `${root} ${Date.now() + 15} ${WHO[index]}`)));
  const winners = WHO.filter((_, index) => answers[index] === 'done');
  const told = answers.filter((answer) => answer !== 'done').map(kindOf);
  const whole = winners.length === 0 ? picture(root)['.env'] === NEW['.env'] : isWhole(root, winners[0] ?? '');
  const clean = recover(root) === undefined && !existsSync(join(root, '.django-stack/journal')) && !readdirSync(root).some((name) => name.endsWith('.tmp'));
  tearDown(root);
  if (!whole || !clean) return `whole ${whole}, clean ${clean}: ${answers.join(' | ')}`;
  // The killed run's change may have been completed first; then both come too late for what they had planned.
  return winners.length === 1 || (round % 3 === 0 && winners.length === 0) ? `one wins, the other: ${told[0]}` : answers.join(' | ');
}

function kindOf(answer: string): string {
  if (/^Another run \(process \d+\) is changing this stack\./.test(answer)) return 'busy';
  return / was changed just now\. Nothing was written; run the command again\.$/.test(answer) ? 'too late' : answer;
}

function isWhole(root: string, who: string): boolean {
  const now = picture(root);
  const named = (path: string) => (path === 'link' ? 'shared/real.txt' : path);
  return EDITS.every(({ path, after }) => after === undefined || now[named(path)] === `${after.mode.toString(8)} ${after.text}${who}`);
}

function ask(runner: ChildProcess, line: string): Promise<string> {
  const lines = createInterface({ input: runner.stdout! });
  return new Promise((done) => {
    lines.once('line', (answer) => {
      lines.close();
      done(JSON.parse(answer) as string);
    });
    runner.stdin?.write(`${line}\n`);
  });
}

function killedOne(root: string, at: number): Promise<unknown> {
  return new Promise((done) => spawn(process.execPath, [child, 'apply', root, String(at), 'before'], { stdio: 'ignore' }).on('exit', done));
}
