/** Which entry of one body is which of another. */
import type { Entry } from './blocks.ts';
import { keyOf, valuesOf } from './keys.ts';
import { commentLines, meaningOf } from './same.ts';

export type Pairs = ReadonlyMap<Entry, Entry>;

/** From this share of common content on, two entries of different names are one that was renamed. */
const ALIKE = 0.5;

/** A server keeps its name if nothing speaks against it: the names of two may also have changed places. */
const SAME_NAME = 0.5;

/**
 * Pairs the entries of two bodies: first those that say the same, then by their keys, then what was renamed.
 * @param parent the first word of the block around them
 * @param renamed false where only the same key makes the same thing
 */
export function pair(left: readonly Entry[], right: readonly Entry[], parent: string, renamed = true): Pairs {
  const found = new Map<Entry, Entry>();
  const taken = new Set<Entry>();
  const join = (one: Entry, other: Entry): void => {
    found.set(one, other);
    taken.add(other);
  };
  const isServer = (entry: Entry): boolean => renamed && entry.kind === 'block' && valuesOf(entry.words)[0] === 'server';
  const key = (entry: Entry): string => `${entry.kind} ${keyOf(entry, parent)}`;
  const leftOf = (entries: readonly Entry[], use: (entry: Entry) => boolean) => entries.filter((entry) => !found.has(entry) && !taken.has(entry) && use(entry));
  const everything = (): boolean => true;
  inTurn(leftOf(left, everything), leftOf(right, everything), meaningOf, join);
  inTurn(leftOf(left, (entry) => !isServer(entry)), leftOf(right, (entry) => !isServer(entry)), key, join);
  if (renamed) for (const family of FAMILIES) likeliest(leftOf(left, family.has), leftOf(right, family.has), family, parent, join);
  return found;
}

type Join = (one: Entry, other: Entry) => void;

/** The first of a name with the first, the second with the second. */
function inTurn(left: readonly Entry[], right: readonly Entry[], name: (entry: Entry) => string, join: Join): void {
  const waiting = new Map<string, Entry[]>();
  for (const entry of [...right].reverse()) {
    const same = waiting.get(name(entry));
    if (same) same.push(entry);
    else waiting.set(name(entry), [entry]);
  }
  for (const entry of left) {
    const other = waiting.get(name(entry))?.pop();
    if (other) join(entry, other);
  }
}

/** Things that are the same under another name, and what of them to compare. */
interface Family {
  readonly has: (entry: Entry) => boolean;
  readonly traits: (entry: Entry) => readonly string[];
}

const begins = (kind: Entry['kind'], word: string) => (entry: Entry) => entry.kind === kind && entry.words[0]?.value === word;
const bodyKeys = (entry: Entry): readonly string[] => entry.body.map((child) => keyOf(child, ''));

const FAMILIES: readonly Family[] = [
  { has: begins('block', 'server'), traits: bodyKeys },
  { has: begins('block', 'if'), traits: bodyKeys },
  { has: begins('simple', 'server'), traits: () => [''] },
  { has: ({ kind }) => kind === 'note', traits: ({ comments }) => commentLines(comments) },
];

/** Pairs what has most in common, from the most alike on; of equals the first. */
function likeliest(left: readonly Entry[], right: readonly Entry[], { traits }: Family, parent: string, join: Join): void {
  const [ones, others] = [left, right].map((entries) => entries.map((entry) => ({ entry, key: keyOf(entry, parent), traits: new Set(traits(entry)) })));
  const pairs = (ones ?? []).flatMap((one) => (others ?? []).map((other) => ({ one, other, score: alike(one, other) })));
  const used = new Set<Entry>();
  for (const { one, other, score } of pairs.sort((a, b) => b.score - a.score)) {
    if (score < ALIKE || used.has(one.entry) || used.has(other.entry)) continue;
    used.add(one.entry).add(other.entry);
    join(one.entry, other.entry);
  }
}

interface Candidate {
  readonly key: string;
  readonly traits: ReadonlySet<string>;
}

function alike(one: Candidate, other: Candidate): number {
  const common = [...one.traits].filter((trait) => other.traits.has(trait)).length;
  const share = (2 * common) / Math.max(1, one.traits.size + other.traits.size);
  return share + (one.key === other.key ? SAME_NAME : 0);
}
