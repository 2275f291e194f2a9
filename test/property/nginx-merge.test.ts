/** Properties of the merge of nginx files: whatever the stack becomes and whatever a person wrote, nothing is lost. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { mergeFor } from '../../src/regenerate/kinds.ts';
import type { Conflict, Decide, Merged } from '../../src/regenerate/merge.ts';
import { tokenise } from '../../src/regenerate/nginx/tokenise.ts';
import { plainDiff3 } from './diff3-rate.ts';
import { anyEdits, edited, harmlessEdits } from './nginx-edits.ts';
import { addition, render, site, step } from './nginx-stacks.ts';
import { printSeed, runs } from './runs.ts';

const options = runs(0.06);
const merge = mergeFor('nginx/shop.conf');
const nobody: Decide = () => undefined;

/** Words and comments, each with how often it stands there. */
function count(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { kind, value } of tokenise(text)) if (kind === 'word' || kind === 'comment') found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

/** What of `owned` is missing in `text`: words and comments that `mine` has more often than `base`. */
function lost(base: string, mine: string, text: string): readonly string[] {
  const [before, here, now] = [count(base), count(mine), count(text)];
  return [...here].filter(([value, times]) => (now.get(value) ?? 0) < times - (before.get(value) ?? 0)).map(([value]) => value);
}

const squeezed = (text: string | undefined): string | undefined => text?.replace(/\s+/g, ' ').replaceAll("'", '"').trim();

/** Both sides changed it, and not to the same; and each text stands where it is said to. */
function genuine({ base, mine, next }: Conflict, texts: readonly [string, string, string]): boolean {
  const sides = [squeezed(base), squeezed(mine), squeezed(next)];
  const real = sides.every((side, i) => side === undefined || (squeezed(texts[i]) ?? '').includes(side));
  return real && new Set(sides).size === 3;
}

const ids = ({ conflicts }: Merged) => conflicts.map(({ path, base, next }) => [path, base, next]);

const bare = (line: string): string => (squeezed(line) ?? '').replace(/ # mark-.*$/, '');

/** Each line, and where it stands: the headers around it and what it says. */
function addressed(text: string): readonly (readonly [line: string, address: string])[] {
  const around: string[] = [];
  const all = text.split('\n');
  return all.map((line, i) => {
    const name = /^\s*server\s*\{/.test(line) ? all.slice(i).find((below) => /server_name/.test(below)) ?? '' : '';
    const says = bare(line);
    const address = [...around, says].join(' > ');
    for (const brace of line.replace(/\$\{|"(\\.|[^"])*"|'[^']*'|(^|\s)#[^\n]*/g, '').match(/[{}]/g) ?? []) {
      if (brace === '{') around.push(says + bare(name));
      else around.pop();
    }
    return [line, address] as const;
  });
}

/** Lines of `mine` that `text` has less often, although nothing that says the same in the same place goes from base to next. */
function touched(base: string, mine: string, next: string, text: string): readonly string[] {
  const [before, after] = [base, next].map((of) => tally(addressed(of).map(([, address]) => address)));
  const [ours, now] = [mine, text].map((of) => tally(of.split('\n')));
  const gone = new Set(addressed(mine).filter(([, address]) => (after?.get(address) ?? 0) < (before?.get(address) ?? 0)).map(([line]) => line));
  return [...(ours ?? [])].filter(([line, times]) => line.trim() !== '' && (now?.get(line) ?? 0) < times && !gone.has(line)).map(([line]) => line);
}

function tally(items: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const item of items) found.set(item, (found.get(item) ?? 0) + 1);
  return found;
}

const rate = { runs: 0, ours: 0, plain: 0 };
beforeAll(() => printSeed('nginx files'));
afterAll(() => console.log(`nginx: ${rate.ours} of ${rate.runs} merges had a conflict; plain diff3: ${rate.plain}`));

describe('merging nginx files', { timeout: 600_000 }, () => {
  it('loses nothing, asks only where both sides changed the same, and asks the same again', () => {
    fc.assert(fc.property(step, anyEdits, ([from, to], edits) => {
      const [base, next] = [render(from), render(to)];
      const { text: mine, marks } = edited(base, edits);
      const first = merge(base, mine, next, nobody);
      expect(lost(base, mine, first.text)).toEqual([]);
      expect(marks.filter((mark) => !first.text.includes(mark))).toEqual([]);
      expect(first.conflicts.filter((conflict) => !genuine(conflict, [base, mine, next]))).toEqual([]);
      const second = merge(first.base, first.text, next, nobody);
      expect([second.text, second.base, ids(second)]).toEqual([first.text, first.base, ids(first)]);
      if (first.conflicts.length === 0) expect(first.base).toBe(next);
      rate.runs++;
      rate.ours += Math.sign(first.conflicts.length);
      rate.plain += Math.sign(plainDiff3(base, mine, next));
    }), options);
  });

  it('changes nothing where nothing changed, and takes everything where nobody edited', () => {
    fc.assert(fc.property(step, anyEdits, ([from, to], edits) => {
      const [base, next] = [render(from), render(to)];
      const { text: mine } = edited(base, edits);
      expect(merge(base, mine, base, nobody)).toEqual({ text: mine, base, conflicts: [], notes: [] });
      expect(merge(base, base, next, nobody)).toEqual({ text: next, base: next, conflicts: [], notes: [] });
    }), runs(0.01));
  });

  it('says what the new version says, and what a person added', () => {
    fc.assert(fc.property(step, harmlessEdits, ([from, to], edits) => {
      const [base, next] = [render(from), render(to)];
      const { text: mine } = edited(base, edits);
      const { text, conflicts, notes } = merge(base, mine, next, nobody);
      if (conflicts.length + notes.length > 0) return;
      const [before, here, after, now] = [count(base), count(mine), count(next), count(text)];
      for (const value of new Set([...before.keys(), ...here.keys(), ...after.keys(), ...now.keys()])) {
        const of = (counts: ReadonlyMap<string, number>): number => counts.get(value) ?? 0;
        const wanted = of(here) + of(after) - of(before);
        // A comment of ours that somebody tore apart or from its directive may outlive it, or stand there once more.
        const torn = value.startsWith('#') && of(before) > 0 && of(now) === wanted + 1;
        if (!torn) expect([value, of(now)]).toEqual([value, wanted]);
      }
      // Other domains, other servers: where a line stands is then no longer to be told by the server's name.
      if (String(from.domains) === String(to.domains)) expect(touched(base, mine, next, text)).toEqual([]);
    }), options);
  });

  it('gives the old bytes back when what was added is removed', () => {
    fc.assert(fc.property(addition, anyEdits, ([from, to], edits) => {
      const [base, next] = [render(from), render(to)];
      const { text: mine } = edited(base, edits);
      const added = merge(base, mine, next, nobody);
      expect(added.conflicts).toEqual([]);
      const removed = merge(next, added.text, base, nobody);
      expect(removed.conflicts).toEqual([]);
      expect(removed.text).toBe(mine);
    }), options);
  });

  it('keeps every mark through twelve generations', () => {
    fc.assert(fc.property(site, fc.array(fc.tuple(step, anyEdits), { minLength: 12, maxLength: 12 }), (first, generations) => {
      let base = render(first);
      let mine = base;
      let all: readonly string[] = [];
      generations.forEach(([[, to], edits], generation) => {
        const hand = edited(mine, edits, generation);
        // A person may also take away what they wrote.
        all = [...all, ...hand.marks].filter((mark) => hand.text.includes(mark));
        ({ base, text: mine } = merge(base, hand.text, render(to), nobody));
        expect(all.filter((mark) => !mine.includes(mark))).toEqual([]);
      });
    }), runs(0.003));
  });

  it('settles a conflict for good, whatever was decided', () => {
    fc.assert(fc.property(step, anyEdits, fc.constantFrom('mine' as const, 'new' as const), ([from, to], edits, choice) => {
      const [base, next] = [render(from), render(to)];
      const open = merge(base, edited(base, edits).text, next, nobody);
      fc.pre(open.conflicts.length > 0);
      const settled = merge(open.base, open.text, next, () => choice);
      expect([settled.base, settled.conflicts]).toEqual([next, []]);
      if (choice === 'mine') expect(settled.text).toBe(open.text);
      const [conflict] = open.conflicts;
      if (choice === 'new' && conflict?.next !== undefined) expect(squeezed(settled.text)).toContain(squeezed(conflict.next));
    }), runs(0.003));
  });

  it('refuses a broken file with its line, or loses nothing of it', () => {
    const pieces = fc.constantFrom('{', '}', ';', '"', "'", '#', '\\', '\n', '\r', '${', '<<<<<<< mine\n', 'x y;', ' ', '\uFEFF', '');
    fc.assert(fc.property(step, fc.array(fc.tuple(fc.nat({ max: 9000 }), fc.nat({ max: 30 }), pieces), { minLength: 1, maxLength: 4 }), ([from, to], cuts) => {
      const [base, next] = [render(from), render(to)];
      const mine = cuts.reduce((text, [at, much, piece]) => text.slice(0, at) + piece + text.slice(at + much), base);
      try {
        const first = merge(base, mine, next, nobody);
        expect(lost(base, mine, first.text)).toEqual([]);
        const second = merge(first.base, first.text, next, nobody);
        expect([second.text, second.base, ids(second)]).toEqual([first.text, first.base, ids(first)]);
      } catch (error) {
        if (!(error instanceof StackError)) throw error;
        expect(error.message).toMatch(/^line \d+: /);
      }
    }), options);
  });
});
