/** RenderedFile[] and a snapshot of the folder → what happens to each file. Pure. */
import { placeholder } from '../render/env.ts';
import type { Ownership, RenderedFile } from '../stack/types.ts';

export interface Existing {
  readonly text: string;
  readonly mode: number;
}

/** Files that exist, by path. */
export type Snapshot = ReadonlyMap<string, Existing>;

/**
 * create     it was not there
 * append     it was, and gets the lines it lacks
 * update     it was, as the tool left it
 * merge      it was edited, and what the tool changed is replayed on it
 * delete     it is no longer needed, and is as it was
 * unchanged  it already says the same
 * differs    it says something else: a person decides, and until then nothing at all is written
 * keep       it says something else, and stays
 */
export type Action = 'create' | 'append' | 'update' | 'merge' | 'delete' | 'unchanged' | 'differs' | 'keep';

export interface PlannedFile {
  readonly path: string;
  readonly action: Action;
  readonly mode: number;
  readonly before?: string;
  /** What we would have there. */
  readonly after: string;
  /** True where the text may be shown to nobody. */
  readonly secret: boolean;
}

export type Plan = readonly PlannedFile[];

/** Makes a secret for the key: URL-safe, at least 50 characters. */
export type Generate = (key: string) => string;

/** What creating these files means for a folder. Nothing that exists and differs is ever overwritten. */
export function planCreate(files: readonly RenderedFile[], snapshot: Snapshot, generate: Generate): Plan {
  return files.map((file) => planOne(file, snapshot, generate));
}

/** What becomes of one file that has no history. */
export function planOne(file: RenderedFile, snapshot: Snapshot, generate: Generate): PlannedFile {
  const before = snapshot.get(file.path);
  const after = afterwards(file, before?.text, generate);
  const common = { path: file.path, mode: before?.mode ?? file.mode, after, secret: file.ownership === 'keys' };
  if (before === undefined) return { ...common, action: 'create' };
  return { ...common, action: before.text === after ? 'unchanged' : WHERE_PRESENT[file.ownership], before: before.text };
}

/** What happens to a file that is there and says something else. */
const WHERE_PRESENT: Record<Ownership, Action> = { shared: 'differs', yours: 'differs', lines: 'append', keys: 'append', tool: 'update' };

function afterwards(file: RenderedFile, before: string | undefined, generate: Generate): string {
  if (file.ownership === 'keys') return before === undefined ? filled(file.content, generate) : withKeys(before, file.content, generate);
  if (file.ownership === 'lines' && before !== undefined) return withLines(before, file.content);
  return file.content;
}

function filled(content: string, generate: Generate): string {
  return content.replace(/\{\{([A-Z_]+)\}\}/g, (_, key: string) => generate(key));
}

/** The user's text, and below it what it lacks, with the user's line ends. */
function withMissing(before: string, missing: readonly string[]): string {
  if (missing.length === 0) return before;
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const gap = before === '' || before.endsWith('\n') ? '' : end;
  return before + gap + missing.map((line) => line + end).join('');
}

function withLines(before: string, content: string): string {
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim()));
  return withMissing(before, content.split('\n').filter((line) => line !== '' && !present.has(line)));
}

/** A key counts as present however it is written: exported, indented, commented out, with a colon, after a byte order mark. */
function withKeys(before: string, content: string, generate: Generate): string {
  const present = new Set([...before.matchAll(/^[\uFEFF \t#]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*[=:]/gm)].map((match) => match[1]));
  const missing = content.split('\n\n').slice(1).flatMap((block) => {
    const key = /^([A-Za-z_][A-Za-z0-9_]*)=/m.exec(block)?.[1];
    return key === undefined || present.has(key) ? [] : ['', ...block.trimEnd().replace(placeholder(key), () => generate(key)).split('\n')];
  });
  return withMissing(before, missing);
}

/** The plan in which whatever differs stays as it is. */
export function keepingMine(plan: Plan): Plan {
  return plan.map((file) => (file.action === 'differs' ? { ...file, action: 'keep' } : file));
}

const AT_REST: ReadonlySet<Action> = new Set(['unchanged', 'differs', 'keep']);

/** The files that would be written. */
export function changes(plan: Plan): Plan {
  return plan.filter(({ action }) => !AT_REST.has(action));
}
