import { describe, expect, it } from 'vitest';
import { rising } from '../../src/regenerate/diff3.ts';
import { addOnlyFor, mergeFor } from '../../src/regenerate/kinds.ts';
import type { Decide } from '../../src/regenerate/merge.ts';

const nobody: Decide = () => undefined;
const merge = mergeFor('Dockerfile');
const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

it('finds no conflict where the person has written what is new, and something besides', () => {
  expect(merge('a\nb\nc\n', 'a\n# mine\nB\n\nc\n', 'a\nB\nc\n', nobody)).toMatchObject({ text: 'a\n# mine\nB\n\nc\n', base: 'a\nB\nc\n', conflicts: [] });
  expect(merge('a\nb\nc\n', 'a\nmine\nc\n', 'a\nc\n', nobody).conflicts).toHaveLength(1);
});

describe('merging by lines', () => {
  it('takes changes of neighbouring lines together', () => {
    const merged = merge(text('FROM a', 'USER b', 'CMD c'), text('FROM a', 'USER mine', 'CMD c'), text('FROM new', 'USER b', 'CMD new'), nobody);
    expect(merged).toMatchObject({ text: text('FROM new', 'USER mine', 'CMD new'), conflicts: [] });
  });

  it('reports lines that both changed, names them by what they said, and applies the rest', () => {
    const base = text('FROM a', '', 'RUN x', '', 'CMD c');
    const [mine, next] = [base.replace('RUN x', 'RUN mine'), base.replace('RUN x', 'RUN next').replace('CMD c', 'CMD d')];
    const merged = merge(base, mine, next, nobody);
    expect(merged.conflicts).toEqual([{
      path: '"RUN x"', base: 'RUN x\n', mine: 'RUN mine\n', next: 'RUN next\n', line: 3,
      why: 'You have changed it, and it now has another value of its own.',
    }]);
    expect(merged.text).toBe(mine.replace('CMD c', 'CMD d'));
    expect(merged.base).toBe(base.replace('CMD c', 'CMD d'));
    expect(merge(merged.base, `# above\n${merged.text}`, next, nobody).conflicts.map(({ path, line }) => [path, line])).toEqual([['"RUN x"', 4]]);
    expect(merge(merged.base, merged.text, next, () => 'new').text).toBe(next);
    expect(merge(merged.base, merged.text, next, () => 'mine')).toMatchObject({ text: merged.text, base: next, conflicts: [] });
  });

  it('asks where both put lines into one gap, and not where they put the same', () => {
    const base = text('a', 'b');
    expect(merge(base, text('a', 'mine', 'b'), text('a', 'next', 'b'), nobody).conflicts).toMatchObject([{ path: 'after "a"', mine: 'mine\n', next: 'next\n' }]);
    expect(merge(base, text('x', 'a', 'y', 'b'), text('a', 'y', 'b'), nobody)).toMatchObject({ text: text('x', 'a', 'y', 'b'), conflicts: [] });
  });

  it('keeps line ends, the mark and a missing end of the last line', () => {
    const base = text('a', 'b', 'c');
    expect(merge(base, '\uFEFFa\r\nb\r\nc', text('a', 'b', 'c', 'd'), nobody).text).toBe('\uFEFFa\r\nb\r\nc\r\nd');
    expect(merge(text('a', 'b', 'c', 'd'), '\uFEFFa\r\nb\r\nc\r\nd', base, nobody).text).toBe('\uFEFFa\r\nb\r\nc');
  });

  it('keeps all there is without a base', () => {
    expect(addOnlyFor('Dockerfile')('mine', 'next')).toMatchObject({ text: 'mine', base: 'next', conflicts: [] });
    expect(addOnlyFor('Dockerfile')('same\r\n', 'same\n').notes).toEqual([]);
  });

  it('takes a picture in Markdown as a whole, and commands by their lines', () => {
    const page = (picture: string, command: string): string => text('# Title', '```', '+---+', picture, '+---+', '```', '', '```sh', 'one', command, '```', 'end');
    const merged = mergeFor('DEPLOY.md')(page('| a |', 'two'), page('| a | <- mine', 'two # mine').replace('one', 'one'), page('| b |', 'two').replace('one', 'ONE').replace('+---+', '+===+'), nobody);
    expect(merged.conflicts.map(({ path, line }) => [path, line])).toEqual([['"| a |"', 2]]);
    expect(merged.text).toBe(page('| a | <- mine', 'two # mine').replace('one', 'ONE'));
  });
});

describe('rising', () => {
  it('finds a longest row of rising numbers', () => {
    expect([...rising([3, 0, 1, 4, 2])].sort()).toEqual([0, 1, 2]);
    expect([...rising([])]).toEqual([]);
  });

  it('takes nothing for a picture where a fence is missing', () => {
    const base = text('```sh', 'one', '```', 'a', 'b', '```sh', 'two', '```', 'c', 'd');
    const mine = base.replace('```\na', 'a');
    expect(mergeFor('DEPLOY.md')(base, mine, base.replace('d\n', 'D\n'), nobody)).toMatchObject({ text: mine.replace('d\n', 'D\n'), conflicts: [] });
  });
});
