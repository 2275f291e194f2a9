/** Next render, last render and the folder → what happens to each file. Pure; the merges are in merge.ts's kinds. */
import { createHash } from 'node:crypto';
import { StackError } from '../errors.ts';
import type { RenderedFile } from '../stack/types.ts';
import { asItStands, renamedBase, renamedFiles, type Rename, type RenamedFiles } from './rename.ts';
import { unfinishedMerge } from '../stack/unfinished.ts';
import { addOnlyFor, mergeFor } from './kinds.ts';
import { WHY, type Conflict, type Merged } from './merge.ts';
import { lineAt } from './text.ts';
import { planOne, type Existing, type Generate, type PlannedFile, type Snapshot } from './plan.ts';

/** What the tool remembers of the last run: record.ts. */
export interface Past {
  /** The last render, by path. A file whose base is lost is missing here. */
  readonly base: ReadonlyMap<string, string>;
  /** Starter files, which are written once. */
  readonly given: ReadonlySet<string>;
  /** Generated files that their owner deleted: they stay away until asked for by name. */
  readonly deleted: ReadonlySet<string>;
  /** Names of the migrations that these files have had. */
  readonly migrated: ReadonlySet<string>;
}

/** A conflict with its file and the id by which `resolve` knows it. */
export interface FileConflict extends Conflict {
  readonly id: string;
  readonly file: string;
  /** Where to look when the rest has been applied, which may stand above it. */
  readonly lineAfter: number;
}

export interface Regeneration {
  readonly plan: readonly PlannedFile[];
  readonly conflicts: readonly FileConflict[];
  readonly notes: readonly string[];
  /** What to remember this time. */
  readonly past: Past;
}

export interface Context {
  readonly past: Past;
  readonly mine: Snapshot;
  readonly decide: (id: string) => 'mine' | 'new' | undefined;
  readonly generate: Generate;
  /** Deleted files that were asked for by name. */
  readonly wanted: ReadonlySet<string>;
  /** What is called otherwise since the last render. */
  readonly renames?: readonly Rename[];
}

/** The same, with base and files under their new names. */
interface Renewed extends Context {
  readonly mine: RenamedFiles;
}

/** What became of one file. */
interface Outcome {
  readonly planned?: PlannedFile;
  readonly base?: string;
  readonly conflicts?: readonly FileConflict[];
  readonly notes?: readonly string[];
  readonly deleted?: true;
}

/** Stable over runs: the same disagreement has the same id until one of its sides changes. */
export function conflictId(file: string, { path, base = '', next = '' }: Conflict): string {
  return createHash('sha256').update([file, path, base, next].join('\0')).digest('hex').slice(0, 6);
}

/** Replays what changed between the last render and `next` on the files of the folder. */
export function regenerate(next: readonly RenderedFile[], { renames = [], ...before }: Context): Regeneration {
  const past = { ...before.past, base: renamedBase(before.past.base, renames) };
  const context: Renewed = { ...before, past, mine: renamedFiles(before.mine, renames) };
  const names = new Set(next.map(({ path }) => path));
  const gone = [...context.past.base.keys()].filter((path) => !names.has(path));
  const outcomes = new Map([
    ...next.map((file) => [file.path, nextFile(file, context)] as const),
    ...gone.map((path) => [path, goneFile(path, context)] as const),
  ]);
  return {
    plan: [...outcomes.values()].flatMap(({ planned }) => planned ?? []).flatMap((planned) => asItStands(planned, context.mine)),
    conflicts: [...outcomes.values()].flatMap(({ conflicts }) => conflicts ?? []),
    notes: [...outcomes].flatMap(([path, { notes }]) => (notes ?? []).map((note) => `${path}: ${note}`)),
    past: {
      base: new Map([...outcomes].flatMap(([path, { base }]) => (base === undefined ? [] : [[path, base] as const]))),
      given: new Set([...context.past.given, ...next.filter(({ ownership }) => ownership === 'yours').map(({ path }) => path)]),
      migrated: past.migrated,
      deleted: new Set([...outcomes].filter(([, outcome]) => outcome.deleted).map(([path]) => path)),
    },
  };
}

function nextFile(file: RenderedFile, context: Renewed): Outcome {
  const { past, mine, generate } = context;
  if (file.ownership === 'yours' && past.given.has(file.path) && !context.wanted.has(file.path)) return {};
  if (file.ownership === 'shared' || file.ownership === 'lines') return rememberedFile(file, context);
  return { planned: planOne(file, mine, generate) };
}

function rememberedFile(file: RenderedFile, context: Renewed): Outcome {
  const { past, mine, wanted, generate } = context;
  const [base, now] = [past.base.get(file.path), mine.get(file.path)];
  const known = base !== undefined || past.deleted.has(file.path);
  if (now === undefined) {
    // Deleted by its owner: the render goes on being remembered, so that bringing it back is one command.
    if (known && !wanted.has(file.path)) return { base: file.content, deleted: true };
    return { base: file.content, planned: { path: file.path, action: 'create', mode: file.mode, after: file.content, secret: false } };
  }
  // A line that its owner has deleted stays away.
  if (file.ownership === 'lines') return { base: file.content, planned: planOne({ ...file, content: newLines(base, file.content) }, mine, generate) };
  return sharedFile(file, now, base, context);
}

function newLines(base = '', content: string): string {
  const known = new Set(base.split('\n'));
  return content.split('\n').filter((line) => !known.has(line)).join('\n');
}

function sharedFile(file: RenderedFile, now: Existing, base: string | undefined, context: Context): Outcome {
  const merged = placed(file.path, () => (base === undefined ? addOnlyFor(file.path)(now.text, file.content) : merge(file.path, base, now.text, file.content, context)));
  const action = merged.text === now.text ? 'unchanged' : now.text === base ? 'update' : 'merge';
  return {
    planned: { path: file.path, action, mode: now.mode, before: now.text, after: merged.text, secret: false },
    base: merged.base,
    conflicts: conflictsOf(file, now.text, merged, context),
    notes: merged.notes,
  };
}

/** The next run finds the same ones; it alone knows their lines in the file that this one leaves. */
function conflictsOf({ path, content }: RenderedFile, before: string, { text, base, conflicts }: Merged, context: Context): readonly FileConflict[] {
  const found = conflicts.map((conflict) => ({ ...conflict, file: path, id: conflictId(path, conflict), lineAfter: conflict.line }));
  if (found.length === 0 || text === before) return found;
  const lines = new Map(merge(path, base, text, content, context).conflicts.map((conflict) => [conflictId(path, conflict), conflict.line]));
  return found.map((conflict) => ({ ...conflict, lineAfter: lines.get(conflict.id) ?? conflict.line }));
}

function merge(path: string, base: string, mine: string, next: string, { decide }: Context): Merged {
  const unfinished = base === next ? undefined : unfinishedMerge(mine);
  if (unfinished) throw new StackError('failed', `line ${lineAt(mine, unfinished.at)}: ${unfinished.sentence}`);
  return mergeFor(path)(base, mine, next, (conflict) => decide(conflictId(path, conflict)));
}

/** Says of which file a merge complains: `line 12: …` becomes `nginx/shop.conf:12: …`. */
function placed<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throw new StackError(error.outcome, `${error.message.replace(/^line (?=\d)/, `${path}:`)} Nothing was written.`, error.hints);
  }
}

/** The tool no longer renders it: deleted where it is as it was, a person's decision where not. */
function goneFile(path: string, { past, mine, decide }: Context): Outcome {
  const base = past.base.get(path) ?? '';
  const now = mine.get(path);
  if (now === undefined) return {};
  const conflict: Conflict = { path: 'the whole file', base, mine: now.text, why: WHY.bothRemoved, line: 1 };
  const id = conflictId(path, conflict);
  const decision = now.text === base ? 'new' : decide(id);
  if (decision === 'mine') return {};
  if (decision === undefined) return { base, conflicts: [{ ...conflict, file: path, id, lineAfter: 1 }] };
  return { planned: { path, action: 'delete', mode: now.mode, before: now.text, after: '', secret: false } };
}
