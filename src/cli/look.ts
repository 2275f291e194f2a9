/** The flags of commands that write: look, or do it. One plan for both, so that looking cannot lie. */
import { changes } from '../regenerate/plan.ts';
import type { Result } from './commands/index.ts';
import { filesAsData, listFiles, countFiles } from './report.ts';
import { describeConflict } from './outcome.ts';
import { write, type Rerun } from './rerun.ts';

/**
 * Shows the plan with --diff or --dry-run; otherwise writes it, and returns what `done` says.
 * @param about the command, for `undo`
 */
export async function lookOrWrite(run: Rerun, about: string, flags: Readonly<Record<string, string>>, done: () => Result): Promise<Result> {
  if (!('diff' in flags) && !('dry-run' in flags)) {
    write(run, about);
    return done();
  }
  const data = { files: filesAsData(run.plan), conflicts: run.conflicts };
  const conflicts = run.conflicts.map(describeConflict).join('\n');
  if ('diff' in flags) {
    const { unifiedDiff } = await import('./diff.ts');
    return { text: `${unifiedDiff(changes(run.plan)) || 'Nothing to change.\n'}${conflicts}`, data };
  }
  return { text: `${listFiles(changes(run.plan))}\n${countFiles(run.plan)} would change. Nothing did.\n${conflicts}`, data };
}
