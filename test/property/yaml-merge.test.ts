/** What must hold for any base, any hand edits and any next: regeneration.md §4, as far as it is about one YAML file. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conflict } from '../../src/regenerate/merge.ts';
import { mergeYaml as merge } from '../../src/regenerate/yaml/merge.ts';
import { printSeed, runs } from './runs.ts';
import { withoutIdleAnchors } from './stack-edits.ts';
import { BROKEN } from './yaml-edits.ts';
import { count, edited, falseConflicts, lives, lost, mergeYaml, oraclePath, ownWords, picks, stepsOf, tally, textsOf, undecided, wordsOf } from './yaml-lives.ts';
import { dataOf, equal, knownData, threeWay } from './yaml-oracle.ts';
import { CHANGES, render, renderChanged, STARTS, UPGRADES } from './yaml-stacks.ts';

describe('three-way merge of compose files', () => {
  beforeAll(() => printSeed('compose files'));
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
      const { clashes } = threeWay(knownData(texts.base), dataOf(texts.mine), knownData(texts.next));
      expect(falseConflicts(texts, result.conflicts, clashes)).toEqual([]);
      // What stands in conflict stays, whatever the data say: a comment or an anchor may be the reason.
      const held = new Set(result.conflicts.map(({ path }) => oraclePath(path)));
      const { expected } = threeWay(knownData(texts.base), dataOf(texts.mine), knownData(texts.next), held);
      if (!equal(dataOf(result.text), expected)) expect(dataOf(result.text)).toEqual(expected);
      if (result.conflicts.length === 0) expect(result.base).toBe(texts.next);
    }), runs(0.25));
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
    }), runs(0.05));
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
    }), runs(0.02));
  });

  it('leaves a file alone whose render did not change, and takes the render where nobody edited', () => {
    fc.assert(fc.property(lives, (life) => {
      const { base, mine, next } = textsOf(life);
      expect(mergeYaml(base, mine, base, undecided).text).toBe(mine);
      expect(mergeYaml(base, base, next, undecided).text).toBe(next);
      expect(mergeYaml(base, next, next, undecided).text).toBe(next);
    }), runs(0.01));
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
    }), runs(0.03));
  });

  it('adds two services in any order to the same data', { timeout: 600_000 }, () => {
    fc.assert(fc.property(fc.constantFrom(...STARTS.filter((start) => !start.with)), stepsOf(4), (start, steps) => {
      const of = (more: string) => render({ ...start, with: more }).compose;
      const mine = edited(of(''), steps);
      const first = mergeYaml(of(''), mine, of('redis'), undecided);
      const other = mergeYaml(of(''), mine, of('valkey'), undecided);
      const both = [mergeYaml(of('redis'), first.text, of('redis,valkey'), undecided), mergeYaml(of('valkey'), other.text, of('redis,valkey'), undecided)];
      expect(equal(dataOf(both[0]?.text ?? ''), dataOf(both[1]?.text ?? ''))).toBe(true);
    }), runs(0.01));
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
        expect(lost(withoutIdleAnchors(before).match(/\bmark\w+/g) ?? [], result.text.replaceAll(/[^\w]/g, ' '))).toEqual([]);
        [base, mine] = [result.base, result.text];
      }
    }), runs(0.003));
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
    }), runs(0.01));
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
    }), runs(0.01));
  });

  it('refuses a half-finished file with line and reason, and never crashes', () => {
    fc.assert(fc.property(lives, fc.constantFrom(...Object.keys(BROKEN)), fc.nat(), (life, kind, seed) => {
      const { base, mine, next } = textsOf(life);
      const broken = BROKEN[kind]?.(mine, { pick: picks(seed), mark: 'broken' }) ?? mine;
      if (broken === mine || next === base) return;
      expect(() => merge(base, broken, next, undecided)).toThrow(expect.objectContaining({ outcome: 'failed', message: expect.stringMatching(/^line \d+: \S/) as string }) as Error);
    }), runs(0.01));
  });
});
