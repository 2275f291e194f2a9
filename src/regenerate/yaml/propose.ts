/** A task on its way into the merge: where something speaks against it, a person decides. */
import { WHY as EVERYWHERE, type Conflict, type Decide } from '../merge.ts';
import { lineOf } from './lines.ts';
import { written } from './piece.ts';
import type { Task } from './task.ts';
import type { Collection, Tree, Yaml } from './tree.ts';

export interface Walk {
  readonly base: Yaml;
  readonly mine: Yaml;
  readonly next: Yaml;
  readonly decide: Decide;
  /** There is no base: what mine says stands, whatever it is. */
  readonly addOnly: boolean;
  /** Paths left as they are, and with a slash what they are below: the conflicts nobody has decided, when it is the base that is brought forward. */
  readonly skip: ReadonlySet<string>;
  /** Paths that stay as they are with all below them, until the image that they go with is decided. */
  readonly held: Set<string>;
  readonly conflicts: Conflict[];
  readonly notes: string[];
}

/** The paths, and all that they are below. */
export function withParents(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => [path, ...[...path.matchAll(/[.[]/g)].map(({ index }) => `${path.slice(0, index)}/`)]));
}

/** Where in the three files the walk is; `base` and `next` are undefined where they have no such collection. */
export interface Spot {
  readonly base: Collection | undefined;
  /** A collection, or a null that may become one. */
  readonly mine: Tree;
  readonly next: Collection | undefined;
  readonly path: string;
  /** An anchor of mine through which something else would change as well. */
  readonly shared: string | undefined;
}

export const WHY = {
  ...EVERYWHERE,
  comments: 'It would take comments of yours with it.',
  inherited: 'In your file the value comes from elsewhere, through a merge key (<<).',
  shared: 'Your file uses it in more than one place, through an anchor.',
} as const;

export function conflictOf(run: Walk, { path, base, mine, next, near }: Task, why: string): Conflict {
  return {
    path,
    ...(base && { base: written(run.base, base) }),
    ...(mine && { mine: written(run.mine, mine) }),
    ...(next && { next: written(run.next, next) }),
    why,
    line: lineOf(run.mine, near) + 1,
  };
}

/** Without a base nothing is a conflict: what is not done is said, with the line to look at. */
export function leave(run: Walk, task: Task, why: string): readonly [] {
  const { path, next, line } = conflictOf(run, task, why);
  run.notes.push(`line ${line}, ${path}: ${why}. Rendered now: ${next?.replace(/\n[^]*/, ' …') ?? 'nothing'}`);
  return [];
}

/** The task itself where nothing is against it or a person has decided so; else nothing, and a conflict on record. */
export function propose(run: Walk, { shared }: Pick<Spot, 'shared'>, task: Task, why: string | undefined): readonly Task[] {
  if (run.skip.has(task.path)) return [];
  const reason = why ?? (shared === undefined ? undefined : WHY.shared);
  if (reason === undefined) return [task];
  if (run.addOnly) return leave(run, task, 'your file says something else, which stays');
  const conflict = conflictOf(run, task, reason);
  const decision = run.decide(conflict);
  if (decision === 'new') return [{ ...task, forced: true }];
  if (decision === undefined) run.conflicts.push(conflict);
  return [];
}
