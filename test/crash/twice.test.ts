/**
 * Dying at every call, and in the recovery at every call again. In this process: from that call on nothing reaches the
 * disk any more, which is all that a kill does to it. kill.test.ts does the same with real ones, once each.
 */
import { afterAll, expect, test } from 'vitest';
import { change, recover } from '../../src/files/change.ts';
import { callsOf, changesDisk, killed, type Call, type Moment } from './faults.ts';
import { copy, forgetScene, settled, tally, type Outcome } from './outcome.ts';
import { ABOUT, EDITS, tearDown } from './scene.ts';

afterAll(forgetScene);

const apply = (root: string) => () => change(root, EDITS, ABOUT);

test('killed at every call, and recovered', () => {
  const points = momentsOf(callsIn(copy(), apply), () => true);
  const results = points.map(([at, moment]) => afterDeath(copy(), at, moment));
  console.log('died in an apply:', points.length, 'points', tally(results));
  expect(tally(results)).toEqual({ old: expect.any(Number), new: expect.any(Number) });
}, 120_000);

test('killed, and killed again while it recovers, at every call that changes something', () => {
  const first = momentsOf(callsIn(copy(), apply), changesDisk).filter(([, moment]) => moment === 'after');
  const results = first.flatMap(([at, moment]) => deathsInRecovery(at, moment));
  console.log('died in a recovery:', results.length, 'points', tally(results));
  expect(tally(results)).toEqual({ old: expect.any(Number), new: expect.any(Number) });
}, 300_000);

type Point = readonly [at: number, moment: Moment];

function momentsOf(calls: readonly Call[], which: (call: Call) => boolean): readonly Point[] {
  return calls.filter(which).flatMap((call): Point[] => [
    [call.index, 'before'],
    [call.index, 'after'],
    ...(call.name === 'write' ? [[call.index, 'middle'] as const] : []),
  ]);
}

function callsIn(root: string, work: (root: string) => () => void): readonly Call[] {
  const calls = callsOf(work(root));
  tearDown(root);
  return calls;
}

function afterDeath(root: string, at: number, moment: Moment): Outcome {
  const died = killed(at, moment, apply(root));
  recover(root);
  const outcome = died ? settled(root) : 'neither';
  tearDown(root);
  return outcome;
}

/** All deaths of the recovery from one death of the apply. */
function deathsInRecovery(at: number, moment: Moment): readonly Outcome[] {
  const half = copy();
  killed(at, moment, apply(half));
  const points = momentsOf(callsIn(copy(half), (root) => () => recover(root)), changesDisk).filter(([, when]) => when !== 'before');
  const results = points.map(([index, when]) => {
    const root = copy(half);
    killed(index, when, () => recover(root));
    recover(root);
    const outcome = settled(root);
    tearDown(root);
    return outcome;
  });
  tearDown(half);
  return results;
}
