/** What one merge carries along: who decides, what was decided, and how either file is written. */
import { WHY, type Conflict, type Decide } from '../merge.ts';
import { lineAt } from '../text.ts';
import { textOf, type Entry } from './blocks.ts';
import type { mergeBody } from './body.ts';
import { keyOf, valuesOf } from './keys.ts';
import type { Layout } from './layout.ts';

export interface Run {
  /** A block holds entries, which hold blocks: merging one asks for the merge of the other here. */
  readonly body: typeof mergeBody;
  readonly text: string;
  readonly mine: Layout;
  readonly next: Layout;
  readonly decide: Decide;
  /** True where no base is known: what is missing is added, and all else stays. */
  readonly addOnly: boolean;
  /** Operations that must not be done, because the text would then say something else than was meant. */
  readonly refused: ReadonlySet<string>;
  /** Names whose definition stays, because something that stays uses it. */
  readonly held: ReadonlySet<string>;
  /** Names whose definition went. */
  readonly gone: Set<string>;
  /** Operations that were done. */
  readonly done: Set<string>;
  readonly conflicts: Conflict[];
  readonly notes: string[];
}

/** The block whose body is merged. */
export interface Place {
  readonly path: readonly string[];
  /** Its first word; empty for the file. */
  readonly name: string;
  readonly indent: string;
  /** True if its body begins on a line of its own. */
  readonly started: boolean;
}

/** An operation on an entry: which texts it is about, and where. Absent: there is no such thing there. */
export interface Operation {
  readonly path: string;
  readonly base?: string;
  readonly mine?: string;
  readonly next?: string;
  readonly why: string;
  /** Of mine: where to look. */
  readonly at: number;
}

const named = new WeakMap<readonly Entry[], ReadonlyMap<Entry, string>>();

/** What it is called among its neighbours; the second of a name is numbered. */
export function nameOf(entry: Entry, place: Place, siblings: readonly Entry[]): string {
  const names = named.get(siblings) ?? namesOf(siblings, place.name);
  named.set(siblings, names);
  return names.get(entry) ?? '';
}

function namesOf(siblings: readonly Entry[], parent: string): ReadonlyMap<Entry, string> {
  const seen = new Map<string, number>();
  return new Map(siblings.map((entry) => {
    const key = keyOf(entry, parent).replace(/\s+/g, ' ');
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return [entry, (key.length > 100 ? `${key.slice(0, 99)}…` : key) + (nth > 1 ? ` (${nth})` : '')] as const;
  }));
}

export function pathOf(entry: Entry, place: Place, siblings: readonly Entry[]): string {
  return [...place.path, nameOf(entry, place, siblings)].join(' > ');
}

/** An entry as a person reads it: from its comments to its end. */
export function shown(entry: Entry): string {
  return textOf({ ...entry, lead: '' }).replaceAll('\r\n', '\n').trimEnd();
}

/** The first line of an entry, without its brace. */
export function shownHead(entry: Entry): string {
  return entry.kind === 'block' ? valuesOf(entry.words).join(' ') : entry.head.replaceAll('\r\n', '\n');
}

/**
 * What to do about an operation: `new` does it, `mine` leaves it for good, undefined leaves it and remembers the base.
 * @param clash true if mine says something else there
 */
export function settle(run: Run, clash: boolean, operation: Operation): 'mine' | 'new' | undefined {
  const refused = run.refused.has(operation.path);
  if (!clash && !refused) {
    run.done.add(operation.path);
    return 'new';
  }
  const { at, ...texts } = operation;
  if (run.addOnly) {
    leave(run, operation, 'your file says something else, which stays');
    return 'mine';
  }
  const why = refused ? WHY.refused : operation.why;
  const conflict: Conflict = { ...texts, why, line: lineAt(run.text, at) };
  const choice = run.decide(conflict);
  if (choice === 'mine' || (choice === 'new' && !refused)) return choice;
  run.conflicts.push(conflict);
  return undefined;
}

/** Without a base nothing is a conflict: what is not done is said, with the line to look at. */
export function leave(run: Run, { path, next, at }: Operation, why: string): void {
  run.notes.push(`line ${lineAt(run.text, at)}, ${path}: ${why}. Rendered now: ${next?.trim().replace(/\n[^]*/, ' …') ?? 'nothing'}`);
}

/** True if what has no meaning for nginx, a comment or a place, may be changed. */
export function mayTouch(run: Run, path: string): boolean {
  if (run.addOnly || run.refused.has(path)) return false;
  run.done.add(path);
  return true;
}
