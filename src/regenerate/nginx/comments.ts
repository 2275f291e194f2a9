/** Comments and blank lines: no conflict about them is worth a question. Where both sides changed one, mine stays. */
import { regions } from '../diff3.ts';
import { linesOf, withLineEnds } from '../text.ts';
import type { Entry } from './blocks.ts';
import { moveLines, type Shift } from './layout.ts';
import { commentLines } from './same.ts';
import { mayTouch, type Run } from './run.ts';

/** What becomes of a text of mine, and whether a change of the new version was left undone. */
interface Outcome {
  readonly text: string;
  readonly left?: true;
}

/** Mine with the change from base to next, line by line. */
function mergeComments(base: Entry, mine: Entry, next: Entry, by: Shift, end: '\n' | '\r\n'): Outcome {
  if (base.comments === next.comments || mine.comments === next.comments) return { text: mine.comments };
  const [ours, theirs] = [linesOf(mine.comments), linesOf(next.comments)];
  const found = regions(commentLines(base.comments), commentLines(mine.comments), commentLines(next.comments));
  if (found.some(({ kind }) => kind === 'clash') || (!mine.ownLine && found.some(({ kind }) => kind === 'next'))) return { text: mine.comments, left: true };
  const lines = found.flatMap((region) => {
    if (region.kind === 'next') return theirs.slice(region.next.from, region.next.to).map((line) => moveLines(line, by, end));
    return ours.slice(region.mine.from, region.mine.to);
  });
  const text = lines.map((line, index) => (line.endsWith('\n') || index === lines.length - 1 ? line : line + end)).join('');
  return { text: mine.kind === 'note' || text === '' || text.endsWith('\n') ? text : text + end };
}

/** The comment at the end of a line. */
function mergeRest(base: string, mine: string, next: string, end: '\n' | '\r\n'): Outcome {
  const same = (one: string, other: string): boolean => one.trim() === other.trim();
  if (same(base, next) || same(mine, next)) return { text: mine };
  if (!same(base, mine)) return { text: mine, left: true };
  const lineEnd = /\r?\n$/.exec(mine)?.[0] ?? (next.trim() === '' ? '' : end);
  return { text: withLineEnds(next, '\n').replace(/\n$/, '') + lineEnd };
}

const blanks = (text: string): number => text.split('\n').length;

function mergeLead(base: Entry, mine: Entry, next: Entry, end: string): string {
  const follows = blanks(base.lead) === blanks(mine.lead) && blanks(next.lead) !== blanks(mine.lead) && mine.ownLine;
  return follows ? end.repeat(blanks(next.lead) - 1) : mine.lead;
}

/** The parts of an entry that nginx does not read. */
export function mergeUnread(run: Run, path: string, [base, mine, next]: readonly [Entry, Entry, Entry], by: Shift): Pick<Entry, 'lead' | 'comments' | 'open' | 'tail'> {
  const { end } = run.mine;
  const changed = ([key, outcome]: readonly [string, Outcome]): readonly [string, string] => {
    const kept = mine[key as 'comments' | 'open' | 'tail'];
    if (outcome.left) run.notes.push(`The comment at ${path} was changed here and in the new version: it stays as it is.`);
    return [key, outcome.text !== kept && mayTouch(run, `comment ${key} ${path}`) ? outcome.text : kept];
  };
  const parts = Object.fromEntries(([
    ['comments', mergeComments(base, mine, next, by, end)],
    ['open', mergeRest(base.open, mine.open, next.open, end)],
    ['tail', mergeRest(base.tail, mine.tail, next.tail, end)],
  ] as const).map(changed));
  const lead = run.addOnly ? mine.lead : mergeLead(base, mine, next, end);
  return { lead, ...(parts as Pick<Entry, 'comments' | 'open' | 'tail'>) };
}
