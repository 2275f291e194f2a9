/** Calls that fail, at every place: one sentence, and the folder as it was, or, past the commit point, as it shall be. */
import { afterAll, expect, test } from 'vitest';
import { change, recover } from '../../src/files/change.ts';
import { StackError } from '../../src/errors.ts';
import { callsOf, changesDisk, failAt, type Call } from './faults.ts';
import { copy, forgetScene, outcomeOf, tally } from './outcome.ts';
import { ABOUT, EDITS, picture, tearDown, write } from './scene.ts';

afterAll(forgetScene);

const CODES = ['ENOSPC', 'EACCES', 'EROFS', 'EXDEV', 'EIO', 'EDQUOT', 'EPERM'];

const calls = (() => {
  const root = copy();
  const made = callsOf(() => change(root, EDITS, ABOUT));
  tearDown(root);
  return made;
})();

/** Where the change is decided. */
const commit = calls.find(({ name, args }) => name === 'rename' && String(args[1]).endsWith('forward.json'))!;

test.each(CODES)('%s at every call', (code) => {
  const met = calls.filter((call) => ANYWHERE.has(code) || writes(call));
  const results = met.map((call) => failing(call, code));
  console.log(code, met.length, 'calls', tally(results));
  expect(results.filter((result) => !ALLOWED.has(result))).toEqual([]);
}, 120_000);

/** Even where the disk is only looked at. */
const ANYWHERE = new Set(['EIO', 'EACCES']);

const writes = (call: Call): boolean => changesDisk(call) || ['fsync', 'close'].includes(call.name);

/** told: one sentence. done: the call mattered to nobody. */
const ALLOWED = new Set(['told, old', 'done, new', 'told, recorded, new', 'done, an empty folder stays']);

function failing(call: Call, code: string): string {
  const root = copy();
  const restore = failAt(call.index, code);
  const said = attempt(() => change(root, EDITS, ABOUT));
  restore();
  const immediately = outcomeOf(root);
  recover(root);
  const finally_ = outcomeOf(root);
  tearDown(root);
  if (said === undefined) return call.name === 'rmdir' && finally_ === 'neither' ? 'done, an empty folder stays' : `done, ${finally_}`;
  const recorded = said.includes('The change is recorded');
  if (call.index < commit.index && recorded) return `${call.name}: recorded too early`;
  return `${told(said)}${recorded ? ', recorded' : ''}, ${finally_}${recorded || immediately === 'old' ? '' : `, but first ${immediately} ${call.name} ${String(call.args[0])}`}`;
}

function told(said: string): string {
  return /^[^\n]+\.$/.test(said) ? 'told' : `said ${said}`;
}

function attempt(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof StackError ? error.message : `a bug: ${String(error)}`;
  }
}

test('a folder that is no stack yet is left without a trace', () => {
  const edits = EDITS.flatMap(({ path, after }) => (after && path !== 'link' ? [{ path, after }] : []));
  const bare = copy();
  tearDown(bare);
  const make = () => write(`${bare}/own.txt`, 'own\n', 0o644);
  make();
  const all = callsOf(() => change(bare, edits, 'create'));
  const last = all.findIndex(({ name, args }) => name === 'rename' && String(args[1]).endsWith('forward.json'));
  const left = all.slice(0, last).map((call) => {
    tearDown(bare);
    make();
    const restore = failAt(call.index, 'EIO');
    const said = attempt(() => change(bare, edits, 'create'));
    restore();
    return said === undefined ? 'made' : Object.keys(picture(bare)).join();
  });
  tearDown(bare);
  console.log('no stack yet:', left.length, 'calls', tally(left));
  expect(Object.keys(tally(left)).sort()).toEqual(['made', 'own.txt']);
});
