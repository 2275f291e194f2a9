/** What a change may leave behind: the folder as it was, or as it shall be. */
import { cpSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { change, recover } from '../../src/files/change.ts';
import { ABOUT, EDITS, picture, setUp, tearDown, times } from './scene.ts';

let copies = 0;
const model = setUp();
export const OLD = picture(model);
const OLD_TIMES = times(model);

export const NEW = (() => {
  const root = copy();
  change(root, EDITS, ABOUT);
  const made = picture(root);
  tearDown(root);
  return made;
})();

/** The scene once more, to the millisecond. */
export function copy(from: string = model): string {
  const root = `${model}-${(copies += 1)}`;
  cpSync(from, root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return root;
}

export type Outcome = 'old' | 'new' | 'neither';

/** Old counts only with every file's time: nothing was written at all. */
export function outcomeOf(root: string): Outcome {
  const now = picture(root);
  if (isDeepStrictEqual(now, NEW)) return 'new';
  return isDeepStrictEqual(now, OLD) && isDeepStrictEqual(times(root), OLD_TIMES) ? 'old' : 'neither';
}

/** Recovers once more, which must find nothing to do, and looks. */
export function settled(root: string): Outcome {
  return recover(root) === undefined ? outcomeOf(root) : 'neither';
}

export function tally<T extends string>(results: readonly T[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const result of results) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

/** Removes what `copy` was made from. */
export function forgetScene(): void {
  tearDown(model);
}
