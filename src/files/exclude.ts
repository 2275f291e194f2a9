/**
 * One run at a time changes a stack.
 *
 * Each run first leaves a file of its own in the journal's folder, named after its process, and then looks who else has one.
 * Of two that look, at least one sees the other, so two never both go on. As a name is never used again, what a dead process
 * left can be removed at any time by anyone: there is no moment at which two could take over the same lock.
 */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { StackError } from '../errors.ts';
import { RECORD } from '../regenerate/record.ts';
import { makeFolder, remove, removeEmpty } from './durable.ts';
import { journalOf, recordOf } from './journal.ts';
import { insist } from './place.ts';
import { codeOf, standing, system } from './system.ts';

/** process id, its start in clock ticks since boot where known, and where its id means something. */
const CLAIM = /^run-(\d+)-(\d*)-([0-9a-f]{8})$/;

const PAUSE = 10;
const TURNS = 30;

/** @throws StackError failed, if another run is under way */
export function exclusively<T>(root: string, work: () => T): T {
  const folder = journalOf(root);
  for (const path of [recordOf(root), folder]) {
    insist(standing(path)?.isDirectory() !== false, `${relative(root, path)} is not a folder. Move it away; the tool keeps its own files there.`);
  }
  const mine = `run-${ownName()}`;
  const claim = join(folder, mine);
  try {
    leave(folder, claim);
    waitFor(folder, mine);
    return work();
  } finally {
    // What cannot be removed now is cleared away by the next run, when this process is no more.
    tried(() => remove(claim));
    tried(() => removeEmpty(folder));
    tried(() => removeEmpty(recordOf(root)));
  }
}

/** The folder may go, with the run that is just ending, between the two calls. */
function leave(folder: string, claim: string): void {
  for (let turn = 0; ; turn++) {
    try {
      makeFolder(folder, 0o700);
      return system.close(system.open(claim, 'wx', 0o600));
    } catch (error) {
      // Nobody else has this name: an earlier step of this run could not remove it.
      if (codeOf(error) === 'EEXIST' && standing(claim)) return;
      if (codeOf(error) !== 'ENOENT' || turn === TURNS) throw error;
    }
  }
}

/** The one whose name comes first may see others that have yet to give way; the others give way at once. */
function waitFor(folder: string, mine: string): void {
  for (let turn = 0; ; turn++) {
    const [first] = others(folder, mine);
    if (first === undefined) return;
    if (first < mine || turn === TURNS) throw busy(first);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

/** The runs that are under way, apart from this one. Those that were killed are cleared away. */
function others(folder: string, mine: string): readonly string[] {
  const claims = system.readdir(folder).filter((name) => CLAIM.test(name) && name !== mine).sort();
  const dead = claims.filter(isDead);
  for (const name of dead) remove(join(folder, name));
  return claims.filter((name) => !dead.includes(name));
}

/** A number alone says little: after a while another process has it, and one that ended keeps it until its parent looks. */
export function isDead(claim: string): boolean {
  const [, pid = '', start = '', place] = CLAIM.exec(claim) ?? [];
  if (pid === '' || place !== here()) return false;
  if (!exists(Number(pid))) return true;
  const { state, start: now } = entryOf(Number(pid));
  return state === 'Z' || state === 'X' || (start !== '' && now !== '' && start !== now);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Fields 3 and 22 of the process table, where the system has one; the name before them may hold anything, brackets too. */
function entryOf(pid: number): { state: string; start: string } {
  const table = tried(() => system.readFile(`/proc/${pid}/stat`, 'utf8')) ?? '';
  const fields = table.slice(table.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

/** What this process is called: a name that no other ever had or will have. */
export function ownName(): string {
  return `${process.pid}-${entryOf(process.pid).start}-${here()}`;
}

/** Process ids are told apart by machine, and on it by container. */
function here(): string {
  const namespace = tried(() => system.readlink('/proc/self/ns/pid'));
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 8);
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function busy(claim: string): StackError {
  const [, pid, , place] = CLAIM.exec(claim) ?? [];
  const who = place === here() ? `Another run (process ${pid})` : 'A run on another machine, or in a container,';
  return new StackError('failed', `${who} is changing this stack. Wait for it to end, then run this again.`, [
    `If there is no such run, delete ${RECORD}/journal/${claim}`,
  ]);
}
