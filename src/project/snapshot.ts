/** Reads what stands where a stack's files would go. */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { StackError } from '../errors.ts';
import type { Snapshot } from '../regenerate/plan.ts';
import { textOf } from './text.ts';

/**
 * The texts of those of `paths` that exist below `root`.
 * @throws StackError failed: one is no file, cannot be read, is not text, or lies outside `root` by way of a link
 */
export function takeSnapshot(root: string, paths: readonly string[]): Snapshot {
  const home = exists(root) ? realpathSync(root) : undefined;
  const snapshot = new Map<string, { text: string; mode: number }>();
  for (const path of home === undefined ? [] : paths) {
    insistOnWay(home!, path, root);
    const full = join(root, path);
    if (exists(full)) snapshot.set(path, read(full, path));
  }
  return snapshot;
}

function read(full: string, path: string): { text: string; mode: number } {
  return { text: textOf(full, path), mode: statSync(full).mode & 0o7777 };
}

/** The nearest part of the path that exists is below `home`, and the file itself or a folder. */
function insistOnWay(home: string, path: string, root: string): void {
  let full = join(home, path);
  while (!exists(full)) full = dirname(full);
  const real = realpathSync(full);
  insist(real === home || real.startsWith(home + sep), `${path} leads outside of ${root}: replace the link by a folder or file of its own.`);
  const isWay = full === join(home, path) || statSync(full).isDirectory();
  insist(isWay, `${relative(home, full)} is a file, and the stack needs a folder of that name. Move it away.`);
}

/** False also below a file, where nothing can be: writing there says so. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

function insist(holds: boolean, sentence: string): void {
  if (!holds) throw new StackError('failed', sentence);
}
