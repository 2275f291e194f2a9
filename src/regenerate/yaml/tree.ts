/** What a YAML text holds and where it stands there: a tree of offsets, without a line of its own formatting. */
import type { Lines } from './lines.ts';

interface Place {
  /** Where the value starts and ends, without its anchor, its tag and its comments. */
  readonly start: number;
  readonly end: number;
  readonly anchor?: string | undefined;
  readonly tag?: string | undefined;
  /** The map entry or list item whose value this is; the document's own map has none. */
  readonly owner?: Member | undefined;
  /** What has been worked out about it, so that it is once (same.ts, identity.ts). */
  readonly memo: { exact?: string; canonical?: string; members?: ReadonlyMap<string, unknown> };
}

export interface Scalar extends Place {
  readonly kind: 'scalar';
  /** As it is written, without quotes and escapes: `3.10` stays 3.10. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  readonly empty: boolean;
}

export interface Alias extends Place {
  readonly kind: 'alias';
  readonly target: Tree;
}

export interface Collection extends Place {
  readonly kind: 'map' | 'seq';
  readonly flow: boolean;
  /** In block style: where in their lines the members start. */
  readonly column: number;
  readonly members: readonly Member[];
}

export type Tree = Scalar | Alias | Collection;

/** A map entry or a list item. */
export interface Member {
  /** A list item has none. */
  readonly key: string;
  readonly quotedKey: boolean;
  readonly parent: Collection;
  readonly index: number;
  /** The first character: of the key, of `?`, or of `-`. */
  readonly head: number;
  /** Behind `key:` or `-`. */
  readonly after: number;
  /** Behind the last character of what it holds. */
  readonly end: number;
  /** In flow style: where the comma behind it stands. */
  readonly comma?: number | undefined;
  readonly value: Tree;
}

export interface Comment {
  readonly at: number;
  readonly text: string;
}

export interface Yaml extends Lines {
  readonly root: Collection;
  /** In the order of the text. */
  readonly comments: readonly Comment[];
  /** What aliases refer to. */
  readonly shared: ReadonlySet<Tree>;
}

export const isCollection = (tree: Tree | undefined): tree is Collection => tree?.kind === 'map' || tree?.kind === 'seq';

/** `key:` with nothing behind it, `~` or `null`. */
export function isNull(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && tree.style === 'plain' && /^(?:~|null|Null|NULL)?$/.test(tree.text);
}

/** The names of the maps' keys from the document down to here; list items add nothing. */
export function pathOf(tree: Tree): readonly string[] {
  const path: string[] = [];
  for (let owner = tree.owner; owner; owner = owner.parent.owner) if (owner.parent.kind === 'map') path.unshift(owner.key);
  return path;
}

/** Everything below a tree, and itself. */
export function* treesIn(tree: Tree): Generator<Tree> {
  yield tree;
  if (isCollection(tree)) for (const member of tree.members) yield* treesIn(member.value);
}

/** The comments from one offset to another. */
export function commentsIn({ comments }: Yaml, from: number, to: number): readonly Comment[] {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.at ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while (last < comments.length && (comments[last]?.at ?? to) < to) last += 1;
  return comments.slice(low, last);
}
