/** Properties of the merge by lines, with an oracle that knows which lines each side changed. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeFor } from '../../src/regenerate/kinds.ts';
import type { Decide, Merged } from '../../src/regenerate/merge.ts';
import { plainDiff3 } from './diff3-rate.ts';
import { applied, bothChanged, cases, looks, type Case } from './lines-edits.ts';
import { printSeed, runs } from './runs.ts';

const options = runs(0.04);
const merge = mergeFor('Dockerfile');
const nobody: Decide = () => undefined;

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const texts = ({ base, mine, next }: Case) => [joined(base), joined(applied(base, mine)), joined(applied(base, next))] as const;
const linesIn = (text: string): readonly string[] => text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line !== '');
const ids = ({ conflicts }: Merged) => conflicts.map(({ path, base, next }) => [path, base, next]);

const rate = { runs: 0, ours: 0, plain: 0 };
beforeAll(() => printSeed('lines'));
afterAll(() => console.log(`lines: ${rate.ours} of ${rate.runs} merges had a conflict; plain diff3: ${rate.plain}`));

describe('merging by lines', { timeout: 600_000 }, () => {
  it('loses nothing, asks only where both sides changed the same, and asks the same again', () => {
    fc.assert(fc.property(cases, looks, (input, look) => {
      const [base, plain, next] = texts(input);
      const mine = look(plain);
      const first = merge(base, mine, next, nobody);
      const now = new Set(linesIn(first.text));
      const inBase = new Set(input.base);
      expect(linesIn(mine).filter((line) => !inBase.has(line) && !now.has(line))).toEqual([]);
      if (!bothChanged(input)) expect(first.conflicts).toEqual([]);
      for (const { base: b, mine: m, next: n } of first.conflicts) expect(new Set([b, m, n]).size).toBe(3);
      const second = merge(first.base, first.text, next, nobody);
      expect([second.text, second.base, ids(second)]).toEqual([first.text, first.base, ids(first)]);
      rate.runs++;
      rate.ours += Math.sign(first.conflicts.length);
      rate.plain += Math.sign(plainDiff3(base, mine, next));
    }), options);
  });

  it('brings every line of the new version, and none that is gone, where nothing clashes', () => {
    fc.assert(fc.property(cases, looks, (input, look) => {
      const [base, plain, next] = texts(input);
      const mine = look(plain);
      const { text, conflicts, base: remembered } = merge(base, mine, next, nobody);
      if (conflicts.length > 0 || mine === '') return;
      expect(remembered).toBe(next);
      const [before, here, after] = [linesIn(base), linesIn(mine), linesIn(next)].map((lines) => new Set(lines));
      const wanted = [...new Set([...before!, ...here!, ...after!])].filter((line) => (before!.has(line) ? here!.has(line) && after!.has(line) : true));
      expect(new Set(linesIn(text))).toEqual(new Set(wanted));
      expect(text.includes('\r\n') || !mine.includes('\r\n') || text === '').toBe(true);
    }), options);
  });

  it('changes nothing where nothing changed, takes everything where nobody edited, settles for good', () => {
    fc.assert(fc.property(cases, looks, fc.constantFrom('mine' as const, 'new' as const), (input, look, choice) => {
      const [base, plain, next] = texts(input);
      const mine = look(plain);
      expect(merge(base, mine, base, nobody).text).toBe(mine);
      expect(merge(base, base, next, nobody).text).toBe(next);
      const open = merge(base, mine, next, nobody);
      const settled = merge(open.base, open.text, next, () => choice);
      expect([settled.base, settled.conflicts]).toEqual([next, []]);
      if (choice === 'mine') expect(settled.text).toBe(open.text);
      expect(merge(next, settled.text, next, nobody).text).toBe(settled.text);
    }), options);
  });

  it('gives the old bytes back when what was added is removed', () => {
    fc.assert(fc.property(cases, looks, (input, look) => {
      const kept = input.next.filter(({ kind, what }) => kind === 'insert' && what.includes('next'));
      const [base, plain, next] = texts({ ...input, next: kept });
      const mine = look(plain);
      const added = merge(base, mine, next, nobody);
      fc.pre(added.conflicts.length === 0);
      expect(merge(next, added.text, base, nobody).text).toBe(mine);
    }), options);
  });
});
