/** resolve: settles conflicts, each by its id or all at once. */
import { StackError } from '../../errors.ts';
import type { FileConflict } from '../../regenerate/regenerate.ts';
import { shown } from '../../stack/shown.ts';
import { followed } from '../adoption.ts';
import { stepsAfter } from '../after.ts';
import { lookOrWrite } from '../look.ts';
import { describeConflict } from '../outcome.ts';
import { render, rerunSinceLast, standingIn, type Decide, type Rerun } from '../rerun.ts';
import type { Terminal } from '../terminal.ts';
import type { Invocation } from '../argv.ts';
import type { Run } from './index.ts';

export const run: Run = async (invocation, terminal) => {
  const standing = standingIn(terminal.cwd, invocation);
  const next = render(followed(standing).answers, standing, standing.file.place);
  const open = rerunSinceLast(standing, next);
  const chosen = choose(invocation.words[0], open);
  if (chosen.length === 0) return { text: 'There is no conflict.\n', data: { conflicts: [] } };
  const decisions = await decide(chosen, invocation, terminal);
  const settled = rerunSinceLast(standing, next, { decide: decisions });
  return await lookOrWrite(settled, 'resolve', invocation.flags, { opening: 'Settled', next: stepsAfter(settled), prose: terminal.prose });
};

function choose(id: string | undefined, { conflicts }: Rerun): readonly FileConflict[] {
  if (id === undefined || id === 'all') return conflicts;
  const found = conflicts.filter((conflict) => conflict.id === id);
  if (found.length > 0) return found;
  const known = conflicts.length > 0 ? `; open are ${conflicts.map((conflict) => conflict.id).join(', ')}.` : ': none is open.';
  throw new StackError('usage', `There is no conflict ${shown(id)}${known}`);
}

/** --mine or --new for all that were chosen; a question for each otherwise. */
async function decide(chosen: readonly FileConflict[], { flags }: Invocation, terminal: Terminal): Promise<Decide> {
  if ('mine' in flags && 'new' in flags) throw new StackError('usage', '--mine and --new: only one of them.');
  const wanted = 'mine' in flags ? 'mine' : 'new' in flags ? 'new' : undefined;
  if (wanted === undefined && !terminal.interactive) {
    throw new StackError('undecided', 'Yours or the new? Say --mine or --new.', chosen.flatMap((conflict) => describeConflict(conflict).trimEnd().split('\n')));
  }
  const answers = new Map<string, 'mine' | 'new' | undefined>();
  for (const conflict of chosen) {
    answers.set(conflict.id, wanted ?? (await (await import('../ask.ts')).askConflict(conflict, terminal)));
  }
  return (id) => answers.get(id);
}
