/**
 * From the commit point on: a change is made, or, where a person edited one of its files in the meantime, taken back.
 * Every step looks at what is there first, so it can be cut off anywhere and done again.
 */
import { dirname, join } from 'node:path';
import { StackError } from '../errors.ts';
import { RECORD } from '../regenerate/record.ts';
import { heir, makeFolder, move, remove, removeEmpty, removeTree, sha256, sibling, syncFolder, writeNew } from './durable.ts';
import { bytesAt, bytesOf, changeOf, committed, drop, keep, turnBack, type Change, type Entry, type Sum } from './journal.ts';
import { placeOf } from './place.ts';
import { codeOf, standing, system } from './system.ts';

/** Where a text goes that a person's edit took the place of: ignored by git, below .django-stack/. */
const KEPT = `${RECORD}/conflicts/interrupted`;

/**
 * waiting  it is as it was before the change
 * done     it is as the change makes it
 * edited   it was waiting, and a person changed it: the change does not know of that
 * ahead    it was done, and a person changed it since: nothing is left to do
 */
type State = 'waiting' | 'done' | 'edited' | 'ahead';

/** Finishes what was committed. @throws StackError failed, when that was to take it back */
export function complete(root: string): Change | undefined {
  const change = committed(root);
  if (!change) return undefined;
  if (change.direction === 'forward' && goForward(root, change)) {
    forgetKept(root);
    keep(root);
    return change;
  }
  turnBack(root);
  throw goBack(root, change);
}

/** False where a person's edit stands in the way. */
function goForward(root: string, { entries }: Change): boolean {
  if (entries.some((entry, index) => stateOf(root, entry, index) === 'edited')) return false;
  const whole = entries.every((entry, index) => {
    const state = stateOf(root, entry, index);
    if (state === 'edited') return false;
    if (state === 'waiting' && !putInPlace(root, entry, index)) return false;
    tidy(root, entry, index);
    return true;
  });
  syncFolders(root, entries);
  return whole;
}

function stateOf(root: string, { path, before, after }: Entry, index: number): State {
  const place = placeOf(root, path);
  const sum = sumAt(place);
  const staged = standing(bytesAt(changeOf(root), index, 'new'));
  const found = standing(place);
  const placed = after !== null && (!staged || (found?.ino === staged.ino && found.dev === staged.dev));
  if (sum === (after?.sha256 ?? null) && (before?.sha256 !== sum || placed)) return 'done';
  if (placed) return 'ahead';
  return sum === (before?.sha256 ?? null) ? 'waiting' : 'edited';
}

/** The sum of what is there; null for nothing, and no sum at all for what is no file. */
export function sumAt(place: string): string | null {
  const found = standing(place);
  if (!found) return null;
  return found.isFile() ? sha256(system.readFile(place)) : 'no file';
}

/** False where somebody made a file of that name at this very moment. */
function putInPlace(root: string, entry: Entry, index: number): boolean {
  try {
    put(root, entry, index);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return stateOf(root, entry, index) !== 'edited';
  }
}

function put(root: string, { path, before, after }: Entry, index: number): void {
  const place = placeOf(root, path);
  if (!after) return system.unlink(nameOf(root, path));
  bytesOf(changeOf(root), index, 'new', after);
  makeFolder(dirname(place));
  move(bytesAt(changeOf(root), index, 'new'), place, before === null);
}

/** A deletion takes the name away, and with it a link; what the link points to stays. */
function nameOf(root: string, path: string): string {
  const full = join(root, path);
  return standing(full)?.isSymbolicLink() ? full : placeOf(root, path);
}

function tidy(root: string, { path }: Entry, index: number): void {
  remove(bytesAt(changeOf(root), index, 'new'));
  remove(sibling(placeOf(root, path)));
}

/** Once for each folder, and a deletion that leaves one empty takes it along. */
function syncFolders(root: string, entries: readonly Entry[], side: 'before' | 'after' = 'after'): void {
  const folders = new Set<string>();
  for (const entry of entries) {
    let folder = dirname(placeOf(root, entry.path));
    while (!entry[side] && folder !== root && standing(folder) && removeEmpty(folder)) folder = dirname(folder);
    folders.add(folder);
  }
  for (const folder of folders) if (standing(folder)) syncFolder(folder);
}

/** Takes back all but what a person wrote, and says so. */
function goBack(root: string, { about, entries }: Change): StackError {
  const mine = [...entries.entries()].reverse().filter(([index, entry]) => !takeBack(root, entry, index));
  syncFolders(root, entries, 'before');
  const kept = mine.flatMap(([index, entry]) => saveOther(root, entry, index));
  drop(root);
  const names = mine.map(([, { path }]) => path).reverse().join(', ');
  return new StackError('failed', `${names}: edited while "${about}" was under way. Your edit stays; the rest of "${about}" is taken back.`, [
    `Run "${about}" again: it takes your edit along.`,
    ...kept.map((path) => `${path.slice(KEPT.length + 1)} as it would be without your edit: ${path}`),
  ]);
}

/** True where the file is as it was before; false where it holds a person's edit. */
function takeBack(root: string, entry: Entry, index: number): boolean {
  const { path, before, after } = entry;
  const place = placeOf(root, path);
  remove(sibling(place));
  const sum = sumAt(place);
  const modeAlone = before?.sha256 === after?.sha256;
  if (sum === (before?.sha256 ?? null) && !modeAlone) return true;
  if (sum !== (after?.sha256 ?? null)) return false;
  if (before) restore(root, place, before, index);
  else system.unlink(place);
  return true;
}

function restore(root: string, place: string, before: Sum, index: number): void {
  const found = standing(place);
  const bytes = bytesOf(changeOf(root), index, 'old', before);
  const near = sibling(place);
  makeFolder(dirname(place));
  writeNew(near, bytes, before.mode, found ?? heir(system.lstat(dirname(place))));
  move(near, place, !found);
}

/** The version that a person's edit stands instead of, for them to look at. */
function saveOther(root: string, { path, before, after }: Entry, index: number): readonly string[] {
  const folder = changeOf(root);
  const staged = after !== null && standing(bytesAt(folder, index, 'new')) !== undefined;
  const sum = staged ? after : before;
  if (!sum) return [];
  const target = placeOf(root, `${KEPT}/${path}`);
  makeFolder(join(root, RECORD, 'conflicts'));
  makeFolder(join(root, KEPT), 0o700);
  makeFolder(dirname(target));
  remove(target);
  writeNew(target, bytesOf(folder, index, staged ? 'new' : 'old', sum), 0o600, heir(system.lstat(root)));
  return [`${KEPT}/${path}`];
}

/** Once a change was made, nobody needs what an earlier one could not write. */
function forgetKept(root: string): void {
  if (!standing(join(root, KEPT))) return;
  const kept = placeOf(root, KEPT);
  removeTree(kept);
  removeEmpty(dirname(kept));
}
