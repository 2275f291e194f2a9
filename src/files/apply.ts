/** Plan → disk, for `create`: a new folder in one step, an existing one as one change. None of its files is ever overwritten. */
import { basename, dirname, join } from 'node:path';
import { changes, type Plan, type PlannedFile } from '../regenerate/plan.ts';
import { change, type Edit } from './change.ts';
import { removeTree } from './durable.ts';
import { isDead, ownName } from './exclude.ts';
import { explained } from './reasons.ts';
import { standing, system } from './system.ts';

/**
 * Writes what the plan creates and appends, below `root`.
 * @param about the command, for `undo`
 * @throws StackError failed: no permission, no space, or somebody wrote to the folder at the same time
 */
export function apply(root: string, plan: Plan, about = 'create'): void {
  const files = changes(plan);
  if (standing(root)) change(root, files.map(editOf), about);
  else explained(root, 'Nothing was written.', () => applyBeside(root, files));
}

/** What a planned file means for what stands there. */
export function editOf({ path, action, mode, before, after }: PlannedFile): Edit {
  return { path, ...(before !== undefined && { before: { text: before, mode } }), ...(action !== 'delete' && { after: { text: after, mode } }) };
}

/**
 * The folder is written beside its place and renamed. Nothing is forced to the disk: all of it can be made again,
 * and a power cut in the seconds after is no reason to make everybody wait.
 */
function applyBeside(root: string, files: Plan): void {
  const parent = dirname(root);
  const made = system.mkdir(parent, { recursive: true });
  const staging = join(parent, `.${basename(root)}.run-${ownName()}.tmp`);
  try {
    clearDead(parent, `.${basename(root)}.`);
    system.mkdir(staging);
    for (const { path, after, mode } of files) system.output(join(staging, path), after, { mode });
    system.rename(staging, root);
  } catch (error) {
    removeTree(made ?? staging);
    throw error;
  }
}

/** What killed runs left behind. */
function clearDead(parent: string, start: string): void {
  for (const name of system.readdir(parent)) {
    if (name.startsWith(start) && name.endsWith('.tmp') && isDead(name.slice(start.length, -'.tmp'.length))) removeTree(join(parent, name));
  }
}
