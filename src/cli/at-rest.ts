/** A run that was killed half-way is brought to its end before anything else is read. */
import { existsSync } from 'node:fs';
import { StackError } from '../errors.ts';
import { pending, recover } from '../files/change.ts';

/** Flags of whoever only looks. */
const LOOKING = ['diff', 'dry-run', 'check'];

/**
 * Completes what was cut off in a folder, which need not exist.
 * @returns true if there was something to complete
 * @throws StackError failed, for flags that only look: they must not write, and would see something half-made
 */
export function bringToRest(root: string, flags: Readonly<Record<string, string>>): boolean {
  const looking = LOOKING.filter((flag) => flag in flags);
  if (looking.length === 0) return existsSync(root) && recover(root) !== undefined;
  if (!pending(root)) return false;
  throw new StackError('failed', `A run was cut off in ${root}. The next one that may write completes it: leave out --${looking.join(' and --')}.`);
}
