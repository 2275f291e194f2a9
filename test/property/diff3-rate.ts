/** How often the usual merge by lines would have asked: for comparison only. */
import { regions } from '../../src/regenerate/diff3.ts';

/** Conflicts of plain diff3, to which changes of neighbouring lines are one. */
export function plainDiff3(base: string, mine: string, next: string): number {
  const lines = (text: string): readonly string[] => text.split(/\r?\n/);
  const found = regions(lines(base), lines(mine), lines(next));
  return found.filter(({ kind }, i) => {
    const before = found[i - 1]?.kind;
    return kind === 'clash' || (kind === 'mine' && before === 'next') || (kind === 'next' && before === 'mine');
  }).length;
}
