/** What must hold for any base, any hand edits and any next: regeneration.md §4, as far as it is about one YAML file. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { Conflict, Decide, Merge } from '../../src/regenerate/merge.ts';
import { StackError } from '../../src/errors.ts';
import { mergeYaml as merge } from '../../src/regenerate/yaml/merge.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { BROKEN, EDITS, type Editing } from './yaml-edits.ts';
import { dataOf, equal, knownData, threeWay } from './yaml-oracle.ts';
import { CHANGES, render, renderChanged, STARTS, UPGRADES } from './yaml-stacks.ts';

/** Merges in all; more of them for a night. */
const RUNS = Number(process.env['MERGE_RUNS'] ?? 10_000);
const undecided: Decide = () => undefined;

/** The merge. A run whose edits have spoilt the file together, as `yaml` says, does not count. */
const mergeYaml: Merge = (base, mine, next, decide) => {
  try {
    return merge(base, mine, next, decide);
  } catch (error) {
    if (error instanceof StackError) fc.pre(isReadable(mine));
    throw error;
  }
};

function isReadable(text: string): boolean {
  try {
    const document = parseDocument(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' });
    document.toJS();
    return document.errors.length === 0;
  } catch {
    return false;
  }
}

/** The same picks for the same number. */
function picks(seed: number): Editing['pick'] {
  let state = seed + 1;
  return (count) => {
    state = (state * 48271) % 2147483647;
    return state % count;
  };
}

type Step = readonly [name: string, seed: number];

interface Life {
  readonly start: RawAnswers;
  readonly change: RawAnswers;
  readonly upgrade: (text: string) => string;
  readonly steps: readonly Step[];
}

const stepsOf = (maxLength: number) => fc.array(fc.tuple(fc.constantFrom(...Object.keys(EDITS)), fc.nat(1_000_000)), { maxLength });
const lives = fc.record({ start: fc.constantFrom(...STARTS), change: fc.constantFrom(...CHANGES), upgrade: fc.constantFrom(...UPGRADES), steps: stepsOf(5) });

const edited = (text: string, steps: readonly Step[], name = 'mark'): string =>
  steps.reduce((before, [edit, seed], index) => EDITS[edit]?.(before, { pick: picks(seed), mark: `${name}${index}` }) ?? before, text);

function textsOf({ start, change, upgrade, steps }: Life): { base: string; mine: string; next: string } {
  const base = render(start).compose;
  return { base, mine: edited(base, steps), next: upgrade(renderChanged(start, change).compose) };
}

/** What separates words: all that another way of writing the same may change. */
const SPLIT = /:?[\s,[\]{}"'=]+/;

const wordsOf = (text: string): readonly string[] => `${text}\n`.split(SPLIT);

/** Words of mine that base does not have, each as often as mine has it. */
function ownWords(base: string, mine: string): readonly string[] {
  const known = new Set(wordsOf(base));
  return wordsOf(mine).filter((word) => !known.has(word));
}

function lost(words: readonly string[], text: string): readonly string[] {
  const there = new Map<string, number>();
  for (const word of wordsOf(text)) there.set(word, (there.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const left = there.get(word) ?? 0;
    there.set(word, left - 1);
    return left <= 0;
  });
}

const tally = { runs: 0, conflicting: 0, conflicts: 0, why: new Map<string, number>() };

function count(conflicts: readonly Conflict[]): void {
  tally.runs += 1;
  tally.conflicting += Number(conflicts.length > 0);
  tally.conflicts += conflicts.length;
  for (const { why } of conflicts) tally.why.set(why, (tally.why.get(why) ?? 0) + 1);
}

const near = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

/** A path as the oracle writes it: ports by the container's side, no brackets. */
const oraclePath = (path: string): string => path.replace(/\[(?:[^\]]*:)?([^\]:]*)\]/g, '.$1');

/** Conflicts about which both sides do not disagree, nor a comment or an anchor of the user stands in the way. */
function falseConflicts({ mine, base }: { mine: string; base: string }, conflicts: readonly Conflict[], clashes: readonly string[]): readonly Conflict[] {
  const lines = mine.split(/\r?\n/);
  return conflicts.filter(({ path, why, line, mine: text = '' }) => {
    if (clashes.some((clash) => near(oraclePath(path), clash))) return false;
    const around = [...lines.slice(Math.max(0, line - 4), line), text].join('\n');
    if (text.includes('!override')) return false;
    if (why.includes('comments')) return !/#.*mark/.test(around);
    return !(/anchor|merge key/.test(why) && /[&*]mark/.test(mine) && !/[&*]mark/.test(base));
  });
}

describe('three-way merge of compose files', () => {
  afterAll(() => {
    const rate = ((100 * tally.conflicting) / Math.max(1, tally.runs)).toFixed(1);
    console.log(`${tally.runs} merges, ${tally.conflicting} with a conflict (${rate} %), ${tally.conflicts} conflicts`, Object.fromEntries(tally.why));
  });

  it('loses nothing, invents no conflict, and says what both sides meant', { timeout: 600_000 }, () => {
    fc.assert(fc.property(lives, (life) => {
      const texts = textsOf(life);
      const result = mergeYaml(texts.base, texts.mine, texts.next, undecided);
      count(result.conflicts);
      expect(lost(ownWords(texts.base, texts.mine), result.text)).toEqual([]);
      const verdict = threeWay(knownData(texts.base), dataOf(texts.mine), knownData(texts.next));
      expect(falseConflicts(texts, result.conflicts, verdict.clashes)).toEqual([]);
      const aside = result.conflicts.some(({ why, mine = '' }) => /comments|anchor|merge key/.test(why) || mine.includes('!override'));
      if (!aside && !equal(dataOf(result.text), verdict.expected)) expect(dataOf(result.text)).toEqual(verdict.expected);
      if (result.conflicts.length === 0) expect(result.base).toBe(texts.next);
    }), { numRuns: Math.round(RUNS * 0.55) });
  });

  it('does nothing twice: a second run changes no byte and finds the same conflicts', { timeout: 600_000 }, () => {
    fc.assert(fc.property(lives, (life) => {
      const { base, mine, next } = textsOf(life);
      const first = mergeYaml(base, mine, next, undecided);
      const second = mergeYaml(first.base, first.text, next, undecided);
      expect(second.text).toBe(first.text);
      expect(second.base).toBe(first.base);
      const facts = ({ path, base: was, mine: is, next: shall }: Conflict) => ({ path, was, is, shall });
      expect(second.conflicts.map(facts)).toEqual(first.conflicts.map(facts));
    }), { numRuns: Math.round(RUNS * 0.1) });
  });

  it.each(['mine', 'new'] as const)('settles every conflict for good by %s', { timeout: 600_000 }, (decision) => {
    fc.assert(fc.property(lives, (life) => {
      const { base, mine, next } = textsOf(life);
      const settled = mergeYaml(base, mine, next, () => decision);
      const stuck = settled.conflicts.length;
      if (decision === 'mine') expect(stuck).toBe(0);
      if (stuck > 0) return;
      expect(settled.base).toBe(next);
      expect(mergeYaml(settled.base, settled.text, next, undecided)).toMatchObject({ text: settled.text, base: next, conflicts: [] });
    }), { numRuns: Math.round(RUNS * 0.05) });
  });

  it('leaves a file alone whose render did not change, and takes the render where nobody edited', () => {
    fc.assert(fc.property(lives, (life) => {
      const { base, mine, next } = textsOf(life);
      expect(mergeYaml(base, mine, base, undecided).text).toBe(mine);
      expect(mergeYaml(base, base, next, undecided).text).toBe(next);
      expect(mergeYaml(base, next, next, undecided).text).toBe(next);
    }), { numRuns: Math.round(RUNS * 0.02) });
  });

  it('gives the old bytes back when what was added is removed', { timeout: 600_000 }, () => {
    fc.assert(fc.property(fc.constantFrom(...STARTS.filter((start) => !start.with && !/redis|valkey/.test(start.cache ?? ''))), fc.constantFrom('redis', 'valkey', 'redis,valkey'), stepsOf(5), (start, more, steps) => {
      const base = render(start).compose;
      const next = render({ ...start, with: more }).compose;
      const mine = edited(base, steps.filter(([name]) => name !== 'anchorOnService'));
      const added = mergeYaml(base, mine, next, undecided);
      if (added.conflicts.length > 0) return;
      const removed = mergeYaml(next, added.text, base, undecided);
      expect(removed.conflicts).toEqual([]);
      expect(removed.text).toBe(mine);
    }), { numRuns: Math.round(RUNS * 0.08) });
  });

  it('adds two services in any order to the same data', { timeout: 600_000 }, () => {
    fc.assert(fc.property(fc.constantFrom(...STARTS.filter((start) => !start.with)), stepsOf(4), (start, steps) => {
      const of = (more: string) => render({ ...start, with: more }).compose;
      const mine = edited(of(''), steps);
      const first = mergeYaml(of(''), mine, of('redis'), undecided);
      const other = mergeYaml(of(''), mine, of('valkey'), undecided);
      const both = [mergeYaml(of('redis'), first.text, of('redis,valkey'), undecided), mergeYaml(of('valkey'), other.text, of('redis,valkey'), undecided)];
      expect(equal(dataOf(both[0]?.text ?? ''), dataOf(both[1]?.text ?? ''))).toBe(true);
    }), { numRuns: Math.round(RUNS * 0.02) });
  });

  it('lives long: twelve generations with an edit between each', { timeout: 600_000 }, () => {
    const generations = fc.array(fc.tuple(fc.constantFrom(...CHANGES), fc.constantFrom(...UPGRADES), stepsOf(1)), { minLength: 12, maxLength: 12 });
    fc.assert(fc.property(fc.constantFrom(...STARTS), generations, (start, changes) => {
      let base = render(start).compose;
      let mine = base;
      for (const [index, [change, upgrade, steps]] of changes.entries()) {
        const next = upgrade(renderChanged(start, change).compose);
        const before = edited(mine, steps, `mark${index}x`);
        const result = mergeYaml(base, before, next, undecided);
        expect(lost(before.match(/\bmark\w+/g) ?? [], result.text.replaceAll(/[^\w]/g, ' '))).toEqual([]);
        [base, mine] = [result.base, result.text];
      }
    }), { numRuns: Math.round(RUNS * 0.006) });
  });

  it('goes from v1 to v3 as from v1 to v2 to v3', { timeout: 600_000 }, () => {
    fc.assert(fc.property(fc.constantFrom(...STARTS), fc.constantFrom(...UPGRADES), fc.constantFrom(...UPGRADES), stepsOf(3), (start, one, two, steps) => {
      const v1 = render(start).compose;
      const [v2, v3] = [one(v1), two(one(v1))];
      const mine = edited(v1, steps);
      const half = mergeYaml(v1, mine, v2, undecided);
      const whole = mergeYaml(v1, mine, v3, undecided);
      if (half.conflicts.length + whole.conflicts.length > 0) return;
      expect(equal(dataOf(mergeYaml(half.base, half.text, v3, undecided).text), dataOf(whole.text))).toBe(true);
    }), { numRuns: Math.round(RUNS * 0.03) });
  });

  it('without a base only adds', { timeout: 600_000 }, () => {
    fc.assert(fc.property(lives, (life) => {
      const { base, mine, next } = textsOf(life);
      const result = mergeYaml('', mine, next, undecided);
      expect(result.conflicts).toEqual([]);
      expect(lost(wordsOf(mine), result.text)).toEqual([]);
      expect(result.base).toBe(next);
      expect(mergeYaml('', result.text, next, undecided).text).toBe(result.text);
      expect(base).not.toBe('');
    }), { numRuns: Math.round(RUNS * 0.03) });
  });

  it('refuses a half-finished file with line and reason, and never crashes', () => {
    fc.assert(fc.property(lives, fc.constantFrom(...Object.keys(BROKEN)), fc.nat(), (life, kind, seed) => {
      const { base, mine, next } = textsOf(life);
      const broken = BROKEN[kind]?.(mine, { pick: picks(seed), mark: 'broken' }) ?? mine;
      if (broken === mine || next === base) return;
      expect(() => merge(base, broken, next, undecided)).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(/^line \d+: \S/) as string }) as Error);
    }), { numRuns: Math.round(RUNS * 0.03) });
  });
});
