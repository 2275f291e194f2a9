/** The flags of commands that write: look, or do it. One plan for both, so that looking cannot lie. */
import { changes } from '../regenerate/plan.ts';
import type { Result } from './commands/index.ts';
import { outcomeOf, type About } from './outcome.ts';
import { countFiles, listFiles } from './report.ts';
import { write, type Rerun } from './rerun.ts';

export interface Report extends About {
  /** As in "redis added". */
  readonly opening: string;
}

/**
 * Shows the plan with --diff or --dry-run; otherwise writes it.
 * @param about the command, for `undo`
 */
export async function lookOrWrite(run: Rerun, about: string, flags: Readonly<Record<string, string>>, { opening, ...report }: Report): Promise<Result> {
  const changed = changes(run.plan);
  const looking = { ...report, next: [] };
  if ('diff' in flags) {
    const { unifiedDiff } = await import('./diff.ts');
    return outcomeOf(run, unifiedDiff(changed), looking);
  }
  if ('dry-run' in flags) return outcomeOf(run, `${listFiles(changed)}\n${countFiles(run.plan)} would change. Nothing did.\n`, looking);
  write(run, about);
  const conflicts = run.conflicts.map((conflict) => ({ ...conflict, line: conflict.lineAfter }));
  return outcomeOf({ ...run, conflicts }, `${opening}: ${countFiles(run.plan)} changed\n${listFiles(changed)}`, report);
}
