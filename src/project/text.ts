/** How the files are read that this tool cannot do without: files, of a size that a person may have written, in UTF-8. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StackError, type Outcome } from '../errors.ts';

/** Hundreds of times what a stack of a thousand services has. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The text of a file; undefined where there is none.
 * @param outcome what it means where it cannot be read
 * @throws StackError of that outcome: it is no file, larger than LARGEST, or not UTF-8
 */
export function textAt(root: string, path: string, outcome: Outcome = 'failed'): string | undefined {
  const full = join(root, path);
  return existsSync(full) ? textOf(full, path, outcome) : undefined;
}

/** The same of one that is there. @param path as it is called in a sentence */
export function textOf(full: string, path: string, outcome: Outcome = 'failed'): string {
  const { size } = insistOnFile(full, path, outcome);
  if (size > LARGEST) throw new StackError(outcome, `${path} is larger than ${LARGEST / 1024 ** 2} MB: nobody has written that by hand. Nothing was written.`);
  const bytes = readFileSync(full);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new StackError(outcome, `${path} is not UTF-8 text. Nothing was written.`);
  return text;
}

/** A pipe would be waited for, and a device has no end. */
function insistOnFile(full: string, path: string, outcome: Outcome): { readonly size: number } {
  const found = statSync(full);
  if (!found.isFile()) throw new StackError(outcome, `${path} is not a file. Move it away; the stack needs a file of that name.`);
  return found;
}

/** For what may be spoilt, as a record that comes out of git: what cannot be read is not there. */
export function believed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StackError) return undefined;
    throw error;
  }
}
