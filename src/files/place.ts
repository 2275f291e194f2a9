/** From a path as we name it to the place on the disk. The journal is read back from a folder that others can write to: trust none. */
import { dirname, join, relative, sep } from 'node:path';
import { StackError } from '../errors.ts';
import { RECORD } from '../regenerate/record.ts';
import { codeOf, standing, system } from './system.ts';

const OURS: readonly string[] = ['journal', 'undo'].map((name) => `${RECORD}/${name}`);

/** True for a path below the project's folder that a change may name: relative, plain, and not the record of changes itself. */
export function isPlain(path: string): boolean {
  const parts = path.split('/');
  if (/[\\\0]/.test(path) || parts.some((part) => part === '' || part === '.' || part === '..')) return false;
  if (parts.some((part) => part.toLowerCase() === '.git')) return false;
  return !OURS.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/**
 * Where the bytes of `path` are: a link inside the project is followed.
 * @param root the project's folder, itself no link
 * @throws StackError failed, if a link leads out of the project or to nothing
 */
export function placeOf(root: string, path: string): string {
  insist(isPlain(path), `${JSON.stringify(path)} is no path inside the project.`);
  const real = follow(join(root, path), path);
  insist(real.startsWith(root + sep) && isPlain(relative(root, real)), `${path} leads out of the project: replace the link by a file or folder of its own.`);
  return real;
}

function follow(full: string, path: string): string {
  const found = standing(full);
  if (!found) return join(follow(dirname(full), path), relative(dirname(full), full));
  try {
    return system.realpath(full);
  } catch (error) {
    insist(!['ENOENT', 'ELOOP'].includes(codeOf(error)), `${path} is a link to nothing: remove it, or make what it points to.`);
    throw error;
  }
}

export function insist(holds: boolean, sentence: string, hints: readonly string[] = []): asserts holds {
  if (!holds) throw new StackError('failed', sentence, hints);
}
