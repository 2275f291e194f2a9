/**
 * SIGKILL in a process of its own, and a fresh process that recovers.
 * At every call that changes the disk; with CRASH_ALL=1 at those too that only look, before which the disk is the same.
 */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { change, recover } from '../../src/files/change.ts';
import { buildChild } from './build.ts';
import { callsOf, changesDisk, type Call, type Moment } from './faults.ts';
import { copy, forgetScene, outcomeOf, settled, tally, type Outcome } from './outcome.ts';
import { ABOUT, EDITS, tearDown } from './scene.ts';

const child = await buildChild();
const AT_ONCE = 2;

afterAll(() => {
  forgetScene();
  tearDown(dirname(child));
});

test('an apply that is killed', async () => {
  const root = copy();
  const calls = callsOf(() => change(root, EDITS, ABOUT));
  tearDown(root);
  const results = await all(momentsOf(calls), killAndRecover('apply', () => copy()));
  console.log('killed apply: calls', calls.length, 'kill points', results.length, tally(results));
  expect(tally(results)).toEqual({ old: expect.any(Number), new: expect.any(Number) });
}, 600_000);

test('a recovery that is killed', async () => {
  const half = copy();
  await run('apply', half, [commitOf(half) + 40, 'before']);
  expect(outcomeOf(half)).toBe('neither');
  const root = copy(half);
  const calls = callsOf(() => recover(root));
  const results = await all(momentsOf(calls), killAndRecover('recover', () => copy(half)));
  console.log('killed recovery: calls', calls.length, 'kill points', results.length, tally(results));
  expect(tally(results)).toEqual({ new: results.length });
  tearDown(root, half);
}, 600_000);

const MOMENTS: readonly Moment[] = ['before', 'middle', 'after'];
const ENDS: readonly Moment[] = ['before', 'after'];

type Point = readonly [at: number, moment: Moment];

/** Before each call, after it, and in the middle of those that write. */
function momentsOf(calls: readonly Call[]): readonly Point[] {
  const chosen = process.env.CRASH_ALL ? calls : calls.filter(changesDisk);
  return chosen.flatMap(({ index, name }) => (name === 'write' ? MOMENTS : ENDS).map((moment): Point => [index, moment]));
}

function commitOf(scene: string): number {
  const root = copy(scene);
  const calls = callsOf(() => change(root, EDITS, ABOUT));
  tearDown(root);
  return calls.find(({ name, args }) => name === 'rename' && String(args[1]).endsWith('forward.json'))?.index ?? 0;
}

/** What recovers is another process either way; to start a new one each time would take most of the time. */
function killAndRecover(job: string, make: () => string): (point: Point, index: number) => Promise<Outcome> {
  return async (point, index) => {
    const root = make();
    const signal = await run(job, root, point);
    const recovered = index % 4 === 0 ? await run('recover', root) : inThisProcess(root);
    const outcome = settled(root);
    tearDown(root);
    return signal === 'SIGKILL' && recovered === 0 ? outcome : 'neither';
  };
}

function inThisProcess(root: string): number {
  recover(root);
  return 0;
}

function run(job: string, root: string, point: readonly unknown[] = []): Promise<number | string> {
  const started = spawn(process.execPath, [child, job, root, ...point.map(String)], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((done) => started.on('exit', (code, signal) => done(signal ?? code ?? -1)));
}

async function all<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
