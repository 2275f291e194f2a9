/** Putting entries where they belong in a body, and keeping each line a line. */
import type { Entry } from './blocks.ts';
import { rising } from '../diff3.ts';
import type { Pairs } from './pair.ts';

/** Where in an order something stands already, and what is to be put there. */
export interface Order {
  readonly entries: readonly Entry[];
  readonly standing: (entry: Entry) => Entry | undefined;
  readonly coming: (entry: Entry) => Entry | undefined;
}

const endsLine = ({ kind, tail, comments }: Entry): boolean => (kind === 'note' ? comments : tail).endsWith('\n');

/**
 * Puts each coming entry right after the one that precedes it in the order; the first ones before the one that follows.
 * Never in the middle of a line.
 */
export function placed(list: readonly Entry[], order: Order): readonly Entry[] {
  const after = new Map<Entry, Entry[]>();
  const leading: Entry[] = [];
  let bucket = leading;
  let first: Entry | undefined;
  const present = new Set(list);
  for (const entry of order.entries) {
    const stands = order.standing(entry);
    const comes = order.coming(entry);
    if (comes) bucket.push(comes);
    else if (stands && present.has(stands)) {
      first ??= stands;
      after.set(stands, (bucket = after.get(stands) ?? []));
    }
  }
  return insert(list, first, leading, after);
}

function insert(list: readonly Entry[], first: Entry | undefined, leading: readonly Entry[], after: ReadonlyMap<Entry, readonly Entry[]>): readonly Entry[] {
  const found: Entry[] = [];
  let waiting: Entry[] = [];
  for (const entry of list) {
    if (entry === first) waiting.push(...leading);
    if (entry.ownLine) found.push(...waiting.splice(0));
    found.push(entry);
    waiting.push(...(after.get(entry) ?? []));
    if (endsLine(entry)) found.push(...waiting.splice(0));
  }
  if (first === undefined) waiting = [...waiting, ...leading];
  return [...found, ...waiting];
}

/**
 * The list without what is dropped. Where that ended a line which others share, the line ends all the same.
 * @param kept what becomes of an entry; undefined drops it
 */
export function without(list: readonly Entry[], kept: (entry: Entry) => Entry | undefined, end: string): Entry[] {
  const found: Entry[] = [];
  for (const entry of list) {
    const stays = kept(entry);
    const last = found.at(-1);
    if (stays) found.push(stays);
    else if (last && !entry.ownLine && endsLine(entry) && !endsLine(last)) found[found.length - 1] = { ...last, tail: last.tail + end };
  }
  return found;
}

/** How a body stands in its file. */
export interface Seams {
  /** True if it begins on a line of its own. */
  readonly started: boolean;
  /** True if it may be written on the line of its braces. */
  readonly inline: boolean;
  readonly end: string;
}

/**
 * Gives each new entry a line of its own, or a place on the line of a block that is written on one; and a comment that
 * stands by itself the blank line below it that makes it so.
 */
export function seamed(list: readonly Entry[], fresh: ReadonlySet<Entry>, { started, inline, end }: Seams): readonly Entry[] {
  const found: Entry[] = [];
  for (const entry of list) {
    const last = found.at(-1);
    const newLine = { ...entry, lead: end + entry.lead };
    const atStart = last ? endsLine(last) : started;
    if (fresh.has(entry) && !atStart) found.push(inline && fitsInLine(entry) ? { ...entry, lead: '', indent: ' ', tail: '', ownLine: false } : newLine);
    else if (last?.kind === 'note' && !entry.lead.includes('\n')) found.push(newLine);
    else found.push(entry);
  }
  return found;
}

const fitsInLine = ({ kind, comments, tail }: Entry): boolean => kind === 'simple' && comments === '' && tail.trim() === '';

/** The entries of `right` that do not stand in the order of `left`. */
export function outOfOrder(left: readonly Entry[], right: readonly Entry[], pairs: Pairs): ReadonlySet<Entry> {
  const index = new Map(left.flatMap((entry, at) => {
    const other = pairs.get(entry);
    return other ? [[other, at] as const] : [];
  }));
  const common = right.filter((entry) => index.has(entry));
  const kept = rising(common.map((entry) => index.get(entry) ?? 0));
  return new Set(common.filter((entry) => !kept.has(index.get(entry) ?? 0)));
}
