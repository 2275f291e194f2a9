/**
 * Things that are called otherwise from one render to the next. Unless it is told, a merge takes a new name for one thing
 * that goes and another that comes, and the edits made to it for a conflict. So base and mine are given the new names
 * first, both of them, and then compared as always.
 */
import type { Existing, PlannedFile, Snapshot } from './plan.ts';

/** What is called otherwise in one file, or the file itself. */
export interface Rename {
  readonly from: string;
  /** The same, unless it is the file that has another name. */
  readonly to: string;
  /** The text with the new names; one that has none of the old comes back as it is. Pure. */
  readonly text: (text: string) => string;
}

/** A file as the merge shall see it, and as it stands. */
export interface Renamed extends Existing {
  readonly stands?: { readonly path: string; readonly text: string };
}

export type RenamedFiles = ReadonlyMap<string, Renamed>;

/** The last render under the new names. */
export function renamedBase(base: ReadonlyMap<string, string>, renames: readonly Rename[]): ReadonlyMap<string, string> {
  return renames.reduce((before, { from, to, text }) => moved(before, from, to, text), base);
}

/** The folder under the new names; what has none is as it was. */
export function renamedFiles(files: Snapshot, renames: readonly Rename[]): RenamedFiles {
  const start: RenamedFiles = files;
  return renames.reduce((before, { from, to, text }) => moved(before, from, to, (file) => {
    const { stands = { path: from, text: file.text }, mode } = file;
    return { text: text(file.text), mode, stands };
  }), start);
}

/** What is planned for a file under its new names, as a plan for the file as it stands. */
export function asItStands(planned: PlannedFile, files: RenamedFiles): readonly PlannedFile[] {
  const { stands } = files.get(planned.path) ?? {};
  if (stands === undefined) return [planned];
  const old: PlannedFile = { ...planned, path: stands.path, action: 'delete', before: stands.text, after: '' };
  if (planned.action === 'delete') return [old];
  const { before: _, ...fresh } = planned;
  if (stands.path !== planned.path) return [{ ...fresh, action: 'create' }, old];
  const action = planned.after === stands.text ? 'unchanged' : planned.action === 'unchanged' ? 'update' : planned.action;
  return [{ ...planned, action, before: stands.text }];
}

/** Where a file of the new name is there already, the old one is another. */
function moved<T>(before: ReadonlyMap<string, T>, from: string, to: string, change: (value: T) => T): ReadonlyMap<string, T> {
  const value = before.get(from);
  if (value === undefined || (from !== to && before.has(to))) return before;
  return new Map([...before].map(([path, other]) => (path === from ? [to, change(value)] : [path, other])));
}
