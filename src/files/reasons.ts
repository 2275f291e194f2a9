/** What a failed call to the file system means to a person. */
import { StackError } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'This user has no right to do that',
  EPERM: 'This user has no right to do that',
  EROFS: 'The file system is read-only',
  ENOSPC: 'The disk is full',
  EDQUOT: "This user's quota of disk space is used up",
  EIO: 'The disk reports an error',
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
 */
export function fileError(error: unknown, consequence = 'Nothing was written.'): StackError | undefined {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (syscall === undefined || reason === undefined) return undefined;
  return new StackError('failed', `${reason}${path === undefined ? '' : `: ${path}`}. ${consequence}`);
}
