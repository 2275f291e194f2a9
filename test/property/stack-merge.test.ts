/** The twelve properties of regeneration.md §4 over whole stacks: every file, through the planner. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changes, type Snapshot } from '../../src/regenerate/plan.ts';
import { printSeed, runs } from './runs.ts';
import { marksIn } from './stack-edits.ts';
import { allChanges, applied, edit, folderOf, lives, pastOf, render, run, starts, stepsOf, upgrade, type Files, type Life } from './stack-lives.ts';
import { falseConflicts } from './yaml-lives.ts';
import { dataOf, equal, threeWay } from './yaml-oracle.ts';

const rate = { runs: 0, conflicting: 0 };
beforeAll(() => printSeed('whole stacks'));
afterAll(() => console.log(`whole stacks: ${rate.conflicting} of ${rate.runs} runs had a conflict`));

const textOf = (folder: Snapshot, path: string): string => folder.get(path)?.text ?? '';
const contentOf = (files: Files, path: string): string => files.find((file) => file.path === path)?.content ?? '';
const paths = (...folders: readonly Snapshot[]): readonly string[] => [...new Set(folders.flatMap((folder) => [...folder.keys()]))].sort();

/** Marks of the edits that are in `before` and not in `after`, file by file. */
const lost = (before: Snapshot, after: Snapshot): readonly string[] =>
  paths(before).flatMap((path) => [...marksIn(textOf(before, path))].filter((mark) => !marksIn(textOf(after, path)).has(mark)).map((mark) => `${path}: ${mark}`));

/** What differs by more than the way of writing it: compose by its data, all else by its bytes. */
function differing(one: Snapshot, other: Snapshot): readonly string[] {
  return paths(one, other).filter((path) => {
    const [a, b] = [textOf(one, path), textOf(other, path)];
    return isCompose(path) ? !equal(dataOf(a), dataOf(b)) : a !== b;
  });
}

const isCompose = (path: string): boolean => /^docker-[a-z.-]+\.yml$/.test(path);

const SHARED = ({ ownership }: Files[number]): boolean => ownership === 'shared';

describe('whole stacks', { timeout: 900_000 }, () => {
  it('1, 5: a file whose render did not change is not touched, by whatever else changes', () => {
    fc.assert(fc.property(lives, ({ base, mine, next }) => {
      const still = run(base, mine, pastOf(base));
      expect(changes(still.plan).filter(({ path }) => path !== '.env')).toEqual([]);
      const after = applied(mine, run(next, mine, pastOf(base)).plan);
      const unchanged = next.filter((file) => SHARED(file) && contentOf(base, file.path) === file.content).map(({ path }) => path);
      expect(unchanged.filter((path) => textOf(after, path) !== textOf(mine, path))).toEqual([]);
    }), runs(0.01));
  });

  it('2, 4, 6: nothing is lost, every operation is accounted for, no conflict is false, and a second run writes nothing', () => {
    fc.assert(fc.property(lives, ({ base, mine, next }) => {
      const first = run(next, mine, pastOf(base));
      const after = applied(mine, first.plan);
      expect(lost(mine, after)).toEqual([]);
      expect(falseOnes({ base, mine, next }, first.conflicts)).toEqual([]);
      const open = new Set(first.conflicts.map(({ file }) => file));
      expect(next.filter((file) => SHARED(file) && !open.has(file.path) && first.past.base.get(file.path) !== file.content)).toEqual([]);
      const second = run(next, after, first.past);
      expect(changes(second.plan)).toEqual([]);
      expect([second.past, second.conflicts.map(({ id }) => id)]).toEqual([first.past, first.conflicts.map(({ id }) => id)]);
      rate.runs += 1;
      rate.conflicting += Math.sign(first.conflicts.length);
    }), runs(0.1));
  });

  it('3: where nobody edited, the folder becomes what is rendered', () => {
    fc.assert(fc.property(lives, ({ base, next }) => {
      const { plan, conflicts, notes } = run(next, folderOf(base), pastOf(base));
      expect([conflicts, notes]).toEqual([[], []]);
      const after = applied(folderOf(base), plan);
      expect(next.filter(SHARED).filter(({ path, content }) => textOf(after, path) !== content).map(({ path }) => path)).toEqual([]);
      const gone = base.filter((file) => SHARED(file) && contentOf(next, file.path) === '');
      expect(gone.filter(({ path }) => after.has(path))).toEqual([]);
    }), runs(0.01));
  });

  it('7: two changes come in any order, and an edit elsewhere before or after', () => {
    const own = (folder: Snapshot): Snapshot => new Map([...folder].map(([path, file]) => [path, { ...file, text: `${file.text}# mark0x\n` }]));
    fc.assert(fc.property(starts.filter((start) => !start.with), stepsOf(3), (start, steps) => {
      const base = render(start);
      const mine = edit(folderOf(base), base, steps);
      const via = (first: string): Snapshot => {
        const half = run(render(start, { with: first }), mine, pastOf(base));
        return applied(applied(mine, half.plan), run(render(start, { with: 'redis,valkey' }), applied(mine, half.plan), half.past).plan);
      };
      expect(differing(via('redis'), via('valkey')).filter((path) => path !== 'DEPLOY.md')).toEqual([]);
      const plan = (folder: Snapshot) => run(render(start, { with: 'redis' }), folder, pastOf(base)).plan;
      const pristine = folderOf(base);
      expect(differing(applied(own(pristine), plan(own(pristine))), own(applied(pristine, plan(pristine))))).toEqual([]);
    }), runs(0.005));
  });

  it('8: what was added and is removed leaves the old bytes', () => {
    fc.assert(fc.property(starts.filter((start) => !start.with && start.cache === undefined), stepsOf(6), (start, steps) => {
      const [base, next] = [render(start), render(start, { with: 'redis' })];
      const mine = edit(folderOf(base), base, steps);
      const added = run(next, mine, pastOf(base));
      fc.pre(added.conflicts.length === 0 && added.notes.length === 0 && !/<<: \*mark/.test(textOf(mine, 'docker-compose.yml')));
      const removed = run(base, applied(mine, added.plan), added.past);
      expect(removed.conflicts).toEqual([]);
      const after = applied(applied(mine, added.plan), removed.plan);
      expect(paths(mine, after).filter((path) => path !== '.env' && textOf(mine, path) !== textOf(after, path))).toEqual([]);
    }), runs(0.02));
  });

  it('9: twelve generations, with an edit between each, lose no mark', () => {
    const generations = fc.array(fc.record({ change: allChanges, newer: upgrade, steps: stepsOf(2) }), { minLength: 12, maxLength: 12 });
    fc.assert(fc.property(starts, generations, (start, all) => {
      let files = render(start);
      let [folder, past] = [folderOf(files), pastOf(files)];
      all.forEach(({ change, newer, steps }, index) => {
        const mine = edit(folder, files, steps, 10 * index);
        files = newer(render(start, change));
        const { plan, past: remembered } = run(files, mine, past);
        [folder, past] = [applied(mine, plan), remembered];
        expect(lost(mine, folder)).toEqual([]);
      });
    }), runs(0.003));
  });

  it.each(['mine', 'new'] as const)('10: a conflict that is settled by %s is gone for good', (decision) => {
    fc.assert(fc.property(lives, ({ base, mine, next }) => {
      const open = run(next, mine, pastOf(base));
      fc.pre(open.conflicts.length > 0);
      const folder = applied(mine, open.plan);
      const settled = run(next, folder, open.past, decision);
      if (decision === 'mine') expect([changes(settled.plan), settled.conflicts]).toEqual([[], []]);
      fc.pre(settled.conflicts.length === 0);
      const again = run(next, applied(folder, settled.plan), settled.past);
      expect([changes(again.plan), again.conflicts]).toEqual([[], []]);
      // And so is one that its owner settles by hand: what is now there is what would have come.
      const byHand = run(next, applied(folder, run(next, folder, open.past, 'new').plan), open.past);
      if (decision === 'new') expect(byHand.conflicts.filter(({ file }) => isCompose(file))).toEqual([]);
    }), runs(0.005));
  });

  it('11: without the record things are added, and no line of anybody goes', () => {
    fc.assert(fc.property(lives, ({ base, mine, next }) => {
      const blind = { base: new Map<string, string>(), given: new Set(base.map(({ path }) => path)), deleted: new Set<string>(), migrated: new Set<string>() };
      const { plan, conflicts, past } = run(next, mine, blind);
      expect(conflicts).toEqual([]);
      const after = applied(mine, plan);
      const gone = paths(mine).filter((path) => !isWithin(textOf(mine, path), textOf(after, path)));
      expect(gone).toEqual([]);
      expect(changes(run(next, after, past).plan)).toEqual([]);
    }), runs(0.01));
  });

  it('12: from version 1 to 3 is as from 1 to 2 to 3', () => {
    fc.assert(fc.property(starts, upgrade, upgrade, stepsOf(4), (start, one, two, steps) => {
      const v1 = render(start);
      const [v2, v3] = [one(v1), two(v1)];
      const mine = edit(folderOf(v1), v1, steps);
      const half = run(v2, mine, pastOf(v1));
      const whole = run(v3, mine, pastOf(v1));
      fc.pre(half.conflicts.length + whole.conflicts.length + half.notes.length + whole.notes.length === 0);
      const rest = run(v3, applied(mine, half.plan), half.past);
      fc.pre(rest.conflicts.length === 0);
      expect(differing(applied(applied(mine, half.plan), rest.plan), applied(mine, whole.plan))).toEqual([]);
    }), runs(0.01));
  });
});

/** What is written in collections on one line changes when something is added to them: compose is compared by its words. */
function isWithin(before: string, after: string): boolean {
  const words = new Map<string, number>();
  const wordsOf = (text: string) => text.split(/[\s,[\]{}]+/).filter(Boolean);
  for (const word of wordsOf(after)) words.set(word, (words.get(word) ?? 0) + 1);
  return wordsOf(before).every((word) => {
    const left = words.get(word) ?? 0;
    words.set(word, left - 1);
    return left > 0;
  });
}

/** Conflicts that should be none: of YAML by the oracle that knows what both sides set; elsewhere those whose sides are not three. */
function falseOnes({ base, mine, next }: Life, conflicts: ReturnType<typeof run>['conflicts']): readonly string[] {
  const isRead = (path: string): boolean => path.endsWith('.yml');
  const read = [...new Set(conflicts.map(({ file }) => file).filter(isRead))].flatMap((path) => {
    const texts = { base: contentOf(base, path), mine: textOf(mine, path) };
    const { clashes } = threeWay(dataOf(texts.base), dataOf(texts.mine), dataOf(contentOf(next, path)));
    return falseConflicts(texts, conflicts.filter(({ file }) => file === path), clashes);
  });
  const others = conflicts.filter((conflict) => !isRead(conflict.file) && new Set([conflict.base, conflict.mine, conflict.next]).size < 3);
  return [...read, ...others].map((conflict) => JSON.stringify(conflict));
}
