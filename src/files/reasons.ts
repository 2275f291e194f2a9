/** What a failed call to the file system means to a person. */
import { isAbsolute, relative } from 'node:path';
import { StackError } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'This user has no right to do that',
  EPERM: 'This user has no right to do that',
  EROFS: 'The file system is read-only',
  ENOSPC: 'The disk is full',
  EDQUOT: "This user's quota of disk space is used up",
  EIO: 'The disk reports an error',
  EBUSY: 'Something else is using it',
  EXDEV: 'It is on another disk',
  EMFILE: 'This process has too many files open',
  ENFILE: 'This machine has too many files open',
  ENAMETOOLONG: 'The name is too long for this file system',
  ENOENT: 'It is not there, or a link that leads nowhere',
  ENOTDIR: 'A file stands where a folder is needed',
  EISDIR: 'A folder stands where a file is needed',
  ELOOP: 'The links there lead in a circle',
  EEXIST: 'It was written by somebody else just now',
  ENOTEMPTY: 'It was written by somebody else just now',
};

/**
 * The one sentence for an error that Node's fs threw; undefined for any other error.
 * @param consequence what the failure leaves behind, as a sentence
 * @param root the folder that paths below it are named from
 */
export function fileError(error: unknown, consequence = 'Nothing was written.', root?: string): StackError | undefined {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const reason = code === 'EPERM' && syscall === 'fchown' ? "This user may not keep a file's owner and group as they are" : REASONS[code];
  if (syscall === undefined || reason === undefined) return undefined;
  return new StackError('failed', `${reason}${path === undefined ? '' : `: ${shown(path, root)}`}. ${consequence}`.trimEnd());
}

function shown(path: string, root: string | undefined): string {
  const inside = root === undefined ? '' : relative(root, path);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

/** Runs `work` and ends a failed call in it with that sentence. */
export function explained<T>(root: string, consequence: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, consequence, root) ?? error;
  }
}
