/**
 * The journal of a change: what each file was and shall be, on the disk before the first of them is touched.
 *
 *   .django-stack/journal/run-…           a run that is under way: exclude.ts
 *   .django-stack/journal/change/         the change
 *     0.old, 0.new, 1.old, …              the bytes of each file before and after; none where there is no file
 *     forward.json                        the list; from the moment it has this name, the change will be made
 *     back.json                           the same list, once it was decided to take the change back
 *   .django-stack/journal/done/           what is no longer needed, on its way out
 *   .django-stack/undo/                   the last change that was made, as it was in the journal
 *
 * Whatever is read back is checked: the folder travels with the project, and others can write to it.
 */
import { join } from 'node:path';
import { RECORD } from '../regenerate/record.ts';
import { heir, makeFolder, removeTree, sha256, syncFolder, writeNew } from './durable.ts';
import { insist, isPlain } from './place.ts';
import { standing, system } from './system.ts';

const SCHEMA = 1;

/** What a file is known by: its bytes' sum, and its mode. */
export interface Sum {
  readonly sha256: string;
  readonly mode: number;
}

/** One file of a change; null where there is no file. */
export interface Entry {
  readonly path: string;
  readonly before: Sum | null;
  readonly after: Sum | null;
}

export interface Change {
  /** The command, as in "add redis". */
  readonly about: string;
  /** In the order in which they are put in place. */
  readonly entries: readonly Entry[];
}

export type Direction = 'forward' | 'back';

export const recordOf = (root: string): string => join(root, RECORD);
export const journalOf = (root: string): string => join(root, RECORD, 'journal');
export const changeOf = (root: string): string => join(journalOf(root), 'change');
export const doneOf = (root: string): string => join(journalOf(root), 'done');
export const undoOf = (root: string): string => join(root, RECORD, 'undo');

export function bytesAt(folder: string, index: number, side: 'old' | 'new'): string {
  return join(folder, `${index}.${side}`);
}

/** Makes the folder for a change that is about to be staged. */
export function begin(root: string): string {
  const folder = changeOf(root);
  makeFolder(folder, 0o700);
  return folder;
}

/** The commit point: all that was staged is on the disk, and from here on the change is made, by whichever run comes next. */
export function commit(root: string, change: Change): void {
  const folder = changeOf(root);
  const draft = join(folder, 'draft.json');
  writeNew(draft, Buffer.from(`${JSON.stringify({ schema: SCHEMA, ...change }, null, 1)}\n`), 0o600, heir(system.lstat(root)));
  syncFolder(folder);
  system.rename(draft, join(folder, 'forward.json'));
  syncFolder(folder);
}

/** From here on the change is taken back, also by a later run. */
export function turnBack(root: string): void {
  const folder = changeOf(root);
  if (standing(join(folder, 'back.json'))) return;
  system.rename(join(folder, 'forward.json'), join(folder, 'back.json'));
  syncFolder(folder);
}

/** The change that was committed, and which way it goes; undefined where none was. */
export function committed(root: string): (Change & { readonly direction: Direction }) | undefined {
  const folder = changeOf(root);
  const direction = (['back', 'forward'] as const).find((name) => standing(join(folder, `${name}.json`)));
  return direction && { direction, ...read(folder, direction) };
}

/** The last change that was made. */
export function lastChange(root: string): Change | undefined {
  const folder = undoOf(root);
  return standing(join(folder, 'forward.json')) && read(folder, 'forward');
}

/** Keeps the change as the one that `undo` takes back. */
export function keep(root: string): void {
  if (standing(undoOf(root))) retire(root, undoOf(root));
  system.rename(changeOf(root), undoOf(root));
  syncFolder(recordOf(root));
  syncFolder(journalOf(root));
  clear(root);
}

/** Drops the change: in one step, so that a half-removed one is never read. */
export function drop(root: string): void {
  if (standing(changeOf(root))) retire(root, changeOf(root));
  clear(root);
}

function retire(root: string, folder: string): void {
  clear(root);
  system.rename(folder, doneOf(root));
  syncFolder(journalOf(root));
}

function clear(root: string): void {
  removeTree(doneOf(root));
}

/** The bytes that the journal holds for a file, as they were when it was written. */
export function bytesOf(folder: string, index: number, side: 'old' | 'new', sum: Sum): Buffer {
  const path = bytesAt(folder, index, side);
  insist(standing(path)?.isFile() === true, damaged(folder, `${index}.${side} is missing`));
  const bytes = system.readFile(path);
  insist(sha256(bytes) === sum.sha256, damaged(folder, `${index}.${side} was changed`));
  return bytes;
}

function read(folder: string, direction: Direction): Change {
  const path = join(folder, `${direction}.json`);
  insist([folder, path].every((name) => !standing(name)?.isSymbolicLink()), damaged(folder, 'it is a link'));
  const parsed = parse(system.readFile(path, 'utf8'));
  insist(typeof parsed !== 'string', damaged(folder, `${direction}.json: ${String(parsed)}`));
  return parsed;
}

function damaged(folder: string, what: string): string {
  const name = folder.endsWith('undo') ? 'undo' : 'journal';
  return `${RECORD}/${name} is damaged: ${what}. Nothing was changed. Look your files over, then delete ${RECORD}/${name}.`;
}

/** The change in a journal's text, or what is wrong with it. */
export function parse(text: string): Change | string {
  const data = json(text);
  if (!isRecord(data)) return 'it is no list of files';
  const { schema, about, entries } = data;
  if (schema !== SCHEMA) return 'it was written by another version of this tool; finish with that one';
  if (typeof about !== 'string' || /[\0-\x1f\x7f]/.test(about)) return 'it does not say what the change was';
  if (!Array.isArray(entries)) return 'it names no files';
  const wrong = entries.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) return `entry ${wrong} is none`;
  if (new Set(entries.map(({ path }: Entry) => path)).size < entries.length) return 'it names a file twice';
  return { about, entries };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (data: unknown): data is Record<string, unknown> => typeof data === 'object' && data !== null && !Array.isArray(data);

function isEntry(data: unknown): data is Entry {
  if (!isRecord(data)) return false;
  const { path, before, after } = data;
  return typeof path === 'string' && isPlain(path) && isSum(before) && isSum(after) && (before ?? after) !== null;
}

function isSum(data: unknown): data is Sum | null {
  if (data === null) return true;
  if (!isRecord(data)) return false;
  const { sha256: sum, mode } = data;
  return typeof sum === 'string' && /^[0-9a-f]{64}$/.test(sum) && Number.isInteger(mode) && (mode as number) >= 0 && (mode as number) <= 0o777;
}
