/** Lives of a compose file: where it starts, what a person does to it, what is rendered next; and what to look at afterwards. */
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { StackError } from '../../src/errors.ts';
import type { Conflict, Decide, Merge } from '../../src/regenerate/merge.ts';
import { mergeYaml as merge } from '../../src/regenerate/yaml/merge.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { EDITS, type Editing } from './yaml-edits.ts';
import { CHANGES, render, renderChanged, STARTS, UPGRADES } from './yaml-stacks.ts';

export const undecided: Decide = () => undefined;

/** The merge. A run whose edits have spoilt the file together, as `yaml` says, does not count. */
export const mergeYaml: Merge = (base, mine, next, decide) => {
  try {
    return merge(base, mine, next, decide);
  } catch (error) {
    if (error instanceof StackError) fc.pre(isReadable(mine));
    throw error;
  }
};

/** Whether a reader that is not ours can read it. */
export function isReadable(text: string): boolean {
  try {
    const document = parseDocument(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' });
    document.toJS();
    return document.errors.length === 0;
  } catch {
    return false;
  }
}

/** The same picks for the same number. */
export function picks(seed: number): Editing['pick'] {
  let state = seed + 1;
  return (count) => {
    state = (state * 48271) % 2147483647;
    return state % count;
  };
}

export type Step = readonly [name: string, seed: number];

export interface Life {
  readonly start: RawAnswers;
  readonly change: RawAnswers;
  readonly upgrade: (text: string) => string;
  readonly steps: readonly Step[];
}

export const stepsOf = (maxLength: number) => fc.array(fc.tuple(fc.constantFrom(...Object.keys(EDITS)), fc.nat(1_000_000)), { maxLength });
export const lives = fc.record({ start: fc.constantFrom(...STARTS), change: fc.constantFrom(...CHANGES), upgrade: fc.constantFrom(...UPGRADES), steps: stepsOf(5) });

export const edited = (text: string, steps: readonly Step[], name = 'mark'): string =>
  steps.reduce((before, [edit, seed], index) => EDITS[edit]?.(before, { pick: picks(seed), mark: `${name}${index}` }) ?? before, text);

export function textsOf({ start, change, upgrade, steps }: Life): { base: string; mine: string; next: string } {
  const base = render(start).compose;
  return { base, mine: edited(base, steps), next: upgrade(renderChanged(start, change).compose) };
}

/** What separates words: all that another way of writing the same may change. */
const SPLIT = /:?[\s,[\]{}"'=]+/;

export const wordsOf = (text: string): readonly string[] => `${text}\n`.split(SPLIT);

/** Words of mine that base does not have, each as often as mine has it. An anchor that nothing refers to says nothing. */
export function ownWords(base: string, mine: string): readonly string[] {
  const [known, all] = [new Set(wordsOf(base)), wordsOf(mine)];
  const means = (word: string) => !word.startsWith('&') || all.includes(`*${word.slice(1)}`);
  return all.filter((word) => !known.has(word) && means(word));
}

export function lost(words: readonly string[], text: string): readonly string[] {
  const there = new Map<string, number>();
  for (const word of wordsOf(text)) there.set(word, (there.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const left = there.get(word) ?? 0;
    there.set(word, left - 1);
    return left <= 0;
  });
}

export const tally = { runs: 0, conflicting: 0, conflicts: 0, why: new Map<string, number>() };

export function count(conflicts: readonly Conflict[]): void {
  tally.runs += 1;
  tally.conflicting += Number(conflicts.length > 0);
  tally.conflicts += conflicts.length;
  for (const { why } of conflicts) tally.why.set(why, (tally.why.get(why) ?? 0) + 1);
}

const near = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

/** A path as the oracle writes it: ports by the container's side, no brackets. */
export const oraclePath = (path: string): string => path.replace(/\[(?:[^\]]*:)?([^\]:]*)\]/g, '.$1');

/** Conflicts about which both sides do not disagree, nor a comment or an anchor of the user stands in the way. */
export function falseConflicts({ mine, base }: { mine: string; base: string }, conflicts: readonly Conflict[], clashes: readonly string[]): readonly Conflict[] {
  const lines = mine.split(/\r?\n/);
  return conflicts.filter(({ path, why, line, mine: text = '' }) => {
    if (clashes.some((clash) => near(oraclePath(path), clash))) return false;
    const around = [...lines.slice(Math.max(0, line - 4), line), text].join('\n');
    if (why.includes('comments')) return !/#.*mark/.test(around);
    return !(/anchor|merge key/.test(why) && /[&*]mark/.test(mine) && !/[&*]mark/.test(base));
  });
}
