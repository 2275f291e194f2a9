/** The flags of commands that write: look, or do it. One plan for both, so that looking cannot lie. */
import { changes } from '../regenerate/plan.ts';
import type { Result } from './commands/index.ts';
import { outcomeOf } from './outcome.ts';
import { countFiles, listFiles } from './report.ts';
import { write, type Rerun } from './rerun.ts';

/** What a run says besides its files and conflicts. */
export interface Report {
  /** As in "redis added". */
  readonly opening: string;
  readonly notes?: readonly string[];
  /** What to type afterwards. */
  readonly next?: readonly string[];
}

/**
 * Shows the plan with --diff or --dry-run; otherwise writes it.
 * @param about the command, for `undo`
 */
export async function lookOrWrite(run: Rerun, about: string, flags: Readonly<Record<string, string>>, { opening, notes, next }: Report): Promise<Result> {
  const changed = changes(run.plan);
  if ('diff' in flags) {
    const { unifiedDiff } = await import('./diff.ts');
    return outcomeOf(run, unifiedDiff(changed), notes);
  }
  if ('dry-run' in flags) return outcomeOf(run, `${listFiles(changed)}\n${countFiles(run.plan)} would change. Nothing did.\n`, notes);
  write(run, about);
  const conflicts = run.conflicts.map((conflict) => ({ ...conflict, line: conflict.lineAfter }));
  return outcomeOf({ ...run, conflicts }, `${opening}: ${countFiles(run.plan)} changed\n${listFiles(changed)}`, notes, next);
}
