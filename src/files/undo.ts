/** Takes back the last change, by the same journal: an undo is a change like any other, and can be undone. */
import { alone, perform, settle, type Edit } from './change.ts';
import { sumAt } from './complete.ts';
import { bytesOf, journalOf, lastChange, undoOf, type Entry } from './journal.ts';
import { insist, placeOf } from './place.ts';
import { standing, system } from './system.ts';

const PREFIX = 'undo of ';

export interface Undone {
  /** What was taken back: a command, or the undo of one. */
  readonly about: string;
  readonly paths: readonly string[];
  /** Files with secrets that the change had made. They stay: a database may know them by now. */
  readonly kept: readonly string[];
}

/**
 * Takes back the last change.
 * @returns undefined where there is nothing to take back
 * @throws StackError failed, naming the files that were edited since: then nothing is taken back
 */
export function undo(root: string): Undone | undefined {
  if (!standing(undoOf(root)) && !standing(journalOf(root))) return undefined;
  return alone(root, (home) => {
    settle(home);
    const last = lastChange(home);
    if (!last) return undefined;
    insistUnedited(home, last.entries);
    const kept = last.entries.filter(isNewSecret).map(({ path }) => path);
    const edits = last.entries.flatMap((entry, index) => (isNewSecret(entry) ? [] : [inverse(home, entry, index)]));
    if (edits.length === 0) return undefined;
    perform(home, edits.reverse(), last.about.startsWith(PREFIX) ? last.about.slice(PREFIX.length) : PREFIX + last.about);
    return { about: last.about, paths: edits.map(({ path }) => path), kept };
  });
}

const isNewSecret = ({ path, before }: Entry): boolean => path === '.env' && before === null;

function insistUnedited(home: string, entries: readonly Entry[]): void {
  const edited = entries.filter(({ path, after }) => sumAt(placeOf(home, path)) !== (after?.sha256 ?? null)).map(({ path }) => path);
  insist(edited.length === 0, `Edited since the last run: ${edited.join(', ')}. To take that run back would lose the edit. Nothing was changed.`);
}

function inverse(home: string, { path, before, after }: Entry, index: number): Edit {
  const place = placeOf(home, path);
  return {
    path,
    ...(after && { before: { text: system.readFile(place, 'utf8'), mode: system.lstat(place).mode & 0o777 } }),
    ...(before && { after: { text: bytesOf(undoOf(home), index, 'old', before).toString('utf8'), mode: before.mode } }),
  };
}
