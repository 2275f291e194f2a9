/** Three-way comparison of lists of lines. Pure; knows no text, no file and no syntax. */
import { diffArrays } from 'diff';

/** From the first index to the one after the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A stretch of the three lists.
 *   same   nobody changed it
 *   mine   only mine did
 *   next   only next did
 *   both   both did, to the same; mine may have more besides
 *   clash  both did, to something else each
 */
export interface Region {
  readonly kind: 'same' | 'mine' | 'next' | 'both' | 'clash';
  readonly base: Range;
  readonly mine: Range;
  readonly next: Range;
}

/** What one side put in the place of a range of the base. */
interface Hunk {
  readonly side: 'mine' | 'next';
  readonly base: Range;
  readonly side3: Range;
}

type Match = readonly [number, number];

/**
 * A longest rising subsequence of the numbers, as the set of its values.
 * What is not in it has been moved.
 */
export function rising(numbers: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: number[] = [];
  numbers.forEach((number, index) => {
    const at = firstNotBelow(tails, numbers, number);
    before[index] = tails[at - 1] ?? -1;
    tails[at] = index;
  });
  const found = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) found.add(numbers[index] ?? -1);
  return found;
}

function firstNotBelow(tails: readonly number[], numbers: readonly number[], number: number): number {
  let [low, high] = [0, tails.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[tails[middle] ?? 0] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lines that stand once in either list are matched first, as a person would; blank lines and braces then follow them. */
function matches(left: readonly string[], right: readonly string[]): readonly Match[] {
  const anchors = anchorsOf(left, right);
  const found: Match[] = [];
  let [l, r] = [0, 0];
  for (const [toLeft, toRight] of [...anchors, [left.length, right.length] as const]) {
    found.push(...between(left.slice(l, toLeft), right.slice(r, toRight)).map(([a, b]) => [a + l, b + r] as const));
    if (toLeft < left.length) found.push([toLeft, toRight]);
    [l, r] = [toLeft + 1, toRight + 1];
  }
  return found;
}

function anchorsOf(left: readonly string[], right: readonly string[]): readonly Match[] {
  const inRight = once(right);
  const pairs = [...once(left)].flatMap(([line, index]): Match[] => {
    const other = inRight.get(line);
    return index < 0 || other === undefined || other < 0 ? [] : [[index, other]];
  });
  const kept = rising(pairs.map(([, index]) => index));
  return pairs.filter(([, index]) => kept.has(index));
}

/** Where each line stands, or -1 for one that stands more than once. */
function once(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  lines.forEach((line, index) => found.set(line, found.has(line) ? -1 : index));
  return found;
}

function between(left: readonly string[], right: readonly string[]): readonly Match[] {
  if (left.length === 0 || right.length === 0) return [];
  const found: Match[] = [];
  let [l, r] = [0, 0];
  for (const { added, removed, count } of diffArrays([...left], [...right])) {
    if (!added && !removed) for (let i = 0; i < count; i++) found.push([l + i, r + i]);
    if (!added) l += count;
    if (!removed) r += count;
  }
  return found;
}

function hunksOf(side: Hunk['side'], base: readonly string[], other: readonly string[]): readonly Hunk[] {
  const found: Hunk[] = [];
  let [b, o] = [0, 0];
  for (const [atBase, atOther] of [...matches(base, other), [base.length, other.length] as const]) {
    if (atBase > b || atOther > o) found.push({ side, base: { from: b, to: atBase }, side3: { from: o, to: atOther } });
    [b, o] = [atBase + 1, atOther + 1];
  }
  return found;
}

const size = ({ from, to }: Range): number => to - from;
const grows = ({ base, side3 }: Hunk): boolean => size(side3) > size(base);

/**
 * Two changes meet where they share a line of the base, or where both put lines into one gap: which of them would come
 * first, nobody knows. Changes of neighbouring lines do not meet.
 */
function meet(one: Hunk, other: Hunk): boolean {
  if (one.side === other.side) return false;
  if (one.base.from < other.base.to && other.base.from < one.base.to) return true;
  const touch = one.base.to === other.base.from || other.base.to === one.base.from;
  return touch && grows(one) && grows(other);
}

function groups(hunks: readonly Hunk[]): readonly (readonly Hunk[])[] {
  const found: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = found.at(-1);
    if (last?.some((other) => meet(other, hunk))) last.push(hunk);
    else found.push([hunk]);
  }
  return found;
}

/** The three lists as one row of regions that covers each of them without a gap. */
export function regions(base: readonly string[], mine: readonly string[], next: readonly string[]): readonly Region[] {
  const hunks = [...hunksOf('mine', base, mine), ...hunksOf('next', base, next)];
  hunks.sort((one, other) => one.base.from - other.base.from || one.base.to - other.base.to);
  const found: Region[] = [];
  const at = { base: 0, mine: 0, next: 0 };
  const push = (kind: Region['kind'] | undefined, sizes: typeof at): void => {
    const range = (key: keyof typeof at): Range => ({ from: at[key], to: (at[key] += sizes[key]) });
    const region = { base: range('base'), mine: range('mine'), next: range('next') };
    if (sizes.base + sizes.mine + sizes.next > 0) found.push({ kind: kind ?? agreed(region, mine, next), ...region });
  };
  for (const group of groups(hunks)) {
    const same = Math.min(...group.map((hunk) => hunk.base.from)) - at.base;
    push('same', { base: same, mine: same, next: same });
    push(soleSide(group), sizesOf(group));
  }
  const rest = base.length - at.base;
  push('same', { base: rest, mine: rest, next: rest });
  return found;
}

function soleSide(group: readonly Hunk[]): Hunk['side'] | undefined {
  const first = group[0]?.side;
  return group.every(({ side }) => side === first) ? first : undefined;
}

/** How much of each list the group covers: where a side changed nothing, as much as the base has there. */
function sizesOf(group: readonly Hunk[]): { base: number; mine: number; next: number } {
  const base = Math.max(...group.map((hunk) => hunk.base.to)) - Math.min(...group.map((hunk) => hunk.base.from));
  const of = (side: Hunk['side']) => group.reduce((sum, hunk) => (hunk.side === side ? sum + size(hunk.side3) - size(hunk.base) : sum), base);
  return { base, mine: of('mine'), next: of('next') };
}

/** Both say the same, or mine says all that next says and something besides. */
function agreed({ mine, next }: Omit<Region, 'kind'>, ours: readonly string[], theirs: readonly string[]): 'both' | 'clash' {
  const wanted = theirs.slice(next.from, next.to);
  if (wanted.length === 0) return size(mine) === 0 ? 'both' : 'clash';
  for (let at = mine.from; at + wanted.length <= mine.to; at += 1) if (wanted.every((line, index) => ours[at + index] === line)) return 'both';
  return 'clash';
}
