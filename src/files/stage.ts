/** All that can go wrong goes wrong here, before the commit point, while no file of the project is touched. */
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { IGNORED, RECORD } from '../regenerate/record.ts';
import { STACK_FILE } from '../stack/paths.ts';
import { heir, move, sha256, sibling, syncFolder, writeNew } from './durable.ts';
import { begin, bytesAt, doneOf, recordOf, type Change, type Entry, type Sum } from './journal.ts';
import { insist, placeOf } from './place.ts';
import { standing, system } from './system.ts';

/** The text and mode of a file. */
export interface Version {
  readonly text: string;
  readonly mode: number;
}

/** What shall happen to one file: created without `before`, deleted without `after`. */
export interface Edit {
  readonly path: string;
  /** What the plan was made for. If something else is there by now, nothing is written. */
  readonly before?: Version;
  readonly after?: Version;
}

export const IGNORE = `${RECORD}/.gitignore`;

/** Keys before those who read them, and what the tool remembers last: wherever it is cut off, the stack can be deployed. */
const ORDER: readonly ((path: string) => boolean)[] = [
  (path) => path === '.env',
  (path) => path === 'docker-compose.yml',
  (path) => path.startsWith('nginx/'),
  (path) => path === STACK_FILE,
  (path) => path.startsWith(`${RECORD}/`) && path !== `${RECORD}/lock.json`,
  (path) => path === `${RECORD}/lock.json`,
];

function rank(path: string): number {
  const found = ORDER.findIndex((matches) => matches(path));
  return found < 0 ? 0.5 : found;
}

/** The edits that change something, in the order in which they are put in place. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const real = edits.filter(({ before, after }) => before?.text !== after?.text || before?.mode !== after?.mode);
  return [...real].sort((a, b) => rank(a.path) - rank(b.path));
}

/** Before anything else: what is under way, secrets included, is not to be committed by accident. Half of the file would be none. */
export function hideFromGit(root: string): void {
  const path = join(root, IGNORE);
  if (standing(path)) return;
  const draft = doneOf(root);
  writeNew(draft, Buffer.from(IGNORED), 0o644 & ~process.umask(), heir(system.lstat(root)));
  move(draft, path, true);
  syncFolder(recordOf(root));
}

/**
 * Writes what each file was and shall be to the journal, and looks whether every one of them can be put in its place.
 * @returns the change to commit
 */
export function stage(root: string, edits: readonly Edit[], about: string): Change {
  const folder = begin(root);
  const entries = edits.map((edit, index) => stageOne(root, folder, edit, index));
  insistOnSpace(root, edits);
  syncFolder(folder);
  return { about, entries };
}

function stageOne(root: string, folder: string, { path, before, after }: Edit, index: number): Entry {
  const place = placeOf(root, path);
  const found = standing(place);
  const bytes = found && currentBytes(path, place, found);
  const same = bytes === undefined ? !before : before !== undefined && bytes.equals(Buffer.from(before.text));
  insist(same, `${path} was changed just now. Nothing was written; run the command again.`);
  insistOnAccess(path, place, found);
  const house = heir(system.lstat(root));
  if (bytes) writeNew(bytesAt(folder, index, 'old'), bytes, 0o600, house);
  if (after) writeNew(bytesAt(folder, index, 'new'), Buffer.from(after.text), after.mode & 0o777, found ?? heir(nearest(place).stats));
  return { path, before: sumOf(before, found?.mode), after: sumOf(after) };
}

function sumOf(version: Version | undefined, mode = version?.mode ?? 0): Sum | null {
  return version ? { sha256: sha256(version.text), mode: mode & 0o777 } : null;
}

function currentBytes(path: string, place: string, found: Stats): Buffer {
  insist(found.isFile(), `${path} is not a file. Move it away; the stack needs a file of that name.`);
  return system.readFile(place);
}

function insistOnAccess(path: string, place: string, found: Stats | undefined): void {
  const user = process.getuid?.() ?? 0;
  insist(!found || (found.mode & 0o200) !== 0, `${path} is read-only. Nothing was written. To allow the change: chmod u+w ${path}`);
  insist(!found || user === 0 || found.uid === user, `${path} belongs to another user. Nothing was written. Run this as that user, or as root.`);
  const folder = nearest(place);
  insist(folder.stats.isDirectory(), `A file stands where ${path} needs a folder. Nothing was written.`);
  system.access(folder.path, constants.W_OK | constants.X_OK);
  if (found) system.access(place, constants.W_OK);
  insist(!standing(sibling(place))?.isDirectory(), `${sibling(path)} is in the way. Nothing was written; delete it.`);
}

/** The folder a file is in, or the nearest above it that is there. */
function nearest(place: string): { path: string; stats: Stats } {
  const path = dirname(place);
  const stats = standing(path);
  return stats ? { path, stats } : nearest(path);
}

/** What was staged is moved into place and needs no room, except on another disk. */
function insistOnSpace(root: string, edits: readonly Edit[]): void {
  const home = system.lstat(recordOf(root)).dev;
  for (const { path, after } of edits) {
    const folder = nearest(placeOf(root, path));
    if (!after || folder.stats.dev === home) continue;
    const { bavail, bsize } = system.statfs(folder.path);
    insist(bavail * bsize > Buffer.byteLength(after.text) + 2 * bsize, `The disk is full: ${path}. Nothing was written.`);
  }
}
