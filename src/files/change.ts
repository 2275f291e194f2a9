/** Files change as one: a set of edits to a folder is made whole or not at all, whatever happens in between. */
import { join } from 'node:path';
import { IGNORED } from '../regenerate/record.ts';
import { complete } from './complete.ts';
import { remove } from './durable.ts';
import { exclusively } from './exclude.ts';
import { changeOf, commit, committed, drop, journalOf, recordOf, type Change } from './journal.ts';
import { explained } from './reasons.ts';
import { hideFromGit, IGNORE, inOrder, stage, type Edit } from './stage.ts';
import { standing, system } from './system.ts';

export type { Edit, Version } from './stage.ts';

const NOTHING_WRITTEN = 'Nothing was written.';
const TO_BE_COMPLETED = 'The change is recorded; the next command completes it.';

/** A change that was cut off, and that the next run completes. */
export interface Pending {
  readonly about: string;
  readonly paths: readonly string[];
}

/**
 * Makes the edits, each only where the file still is what it was when they were planned.
 * Killed at any moment, `recover` makes all of them or none.
 * @param root the stack's folder, which exists
 * @param about the command that makes them, as in "add redis"
 * @throws StackError failed: no permission, no space, a file that is no longer what it was, or another run under way
 */
export function change(root: string, edits: readonly Edit[], about: string): void {
  const mask = ~process.umask();
  const wanted = inOrder(edits).filter(({ path, before, after }) => path !== IGNORE || before || after?.text !== IGNORED);
  if (wanted.length === 0) return;
  alone(root, (home) => {
    settle(home);
    perform(home, wanted.map((edit) => (edit.before || !edit.after ? edit : { ...edit, after: { ...edit.after, mode: edit.after.mode & mask } })), about);
  });
}

/**
 * Brings a run that was cut off to its end: what had been decided is done, what had not is forgotten.
 * Every command that writes calls it before it reads the folder.
 * @returns what was completed; undefined where nothing had been left
 * @throws StackError failed, if a person edited one of its files meanwhile: the edit stays, the change is taken back
 */
export function recover(root: string): Pending | undefined {
  if (!standing(journalOf(root)) && !isBare(root)) return undefined;
  return alone(root, settle);
}

/** What `recover` would complete; changes nothing. For commands that only look. */
export function pending(root: string): Pending | undefined {
  return explained(root, '', () => summary(standing(root) && committed(system.realpath(root))));
}

/** Runs `work` while no other run can, with the real folder. */
export function alone<T>(root: string, work: (home: string) => T): T {
  const home = explained(root, NOTHING_WRITTEN, () => system.realpath(root));
  return explained(home, NOTHING_WRITTEN, () => exclusively(home, () => work(home)));
}

/** Within a run that is alone: completes or forgets what an earlier one left. */
export function settle(home: string): Pending | undefined {
  if (standing(changeOf(home)) && committed(home)) return summary(explained(home, TO_BE_COMPLETED, () => complete(home)));
  forget(home);
  return undefined;
}

/** Within a run that is alone: one change, from its staging to its end. The edits are made in the order given. */
export function perform(home: string, edits: readonly Edit[], about: string): void {
  try {
    hideFromGit(home);
    commit(home, stage(home, edits, about));
  } catch (error) {
    quietly(() => forget(home));
    throw error;
  }
  explained(home, TO_BE_COMPLETED, () => complete(home));
}

/** Leaves no trace of what was not decided, not even a record in a folder that is no stack. */
function forget(home: string): void {
  drop(home);
  if (!isBare(home)) return;
  const ignore = join(home, IGNORE);
  if (standing(ignore) && system.readFile(ignore, 'utf8') === IGNORED) remove(ignore);
}

/** True for a record that holds nothing yet. */
function isBare(root: string): boolean {
  if (!standing(recordOf(root))?.isDirectory()) return false;
  return system.readdir(recordOf(root)).every((name) => name === '.gitignore' || name === 'journal');
}

/** Cleaning up after a failure that is to be reported, not this one's: the next run does it again. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    return;
  }
}

function summary(change: Change | undefined): Pending | undefined {
  return change && { about: change.about, paths: change.entries.map(({ path }) => path) };
}
