/** Writing so that it outlives a power cut: the bytes first, then the name, then the folder that holds the name. */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf, standing, system } from './system.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a file that is not there yet. When this returns, its bytes are on the disk. */
export function writeNew(path: string, bytes: Buffer, mode: number, owner?: Owner): void {
  const handle = system.open(path, 'wx', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += system.write(handle, bytes, done);
    if (owner) give(handle, owner);
    system.fchmod(handle, mode);
    system.fsync(handle);
  } finally {
    system.close(handle);
  }
}

/** Not every file system can do this to a folder; a disk that fails at it is another matter. */
export function syncFolder(path: string): void {
  const handle = system.open(path, 'r');
  try {
    system.fsync(handle);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'].includes(codeOf(error))) throw error;
  } finally {
    system.close(handle);
  }
}

/** Who a new file in `folder` shall belong to: where root works in a person's folder, that person. */
export function heir(folder: Stats): Owner | undefined {
  return process.getuid?.() === 0 && (folder.uid !== 0 || folder.gid !== 0) ? { uid: folder.uid, gid: folder.gid } : undefined;
}

/** Makes the folder and those above it. Each is given to the owner of the one it is made in. */
export function makeFolder(path: string, mode = 0o777): void {
  if (standing(path)) return;
  const above = dirname(path);
  makeFolder(above);
  try {
    system.mkdir(path, mode);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    throw error;
  }
  adopt(path, heir(system.lstat(above)));
  syncFolder(above);
}

function adopt(folder: string, owner: Owner | undefined): void {
  if (!owner) return;
  const handle = system.open(folder, 'r');
  try {
    give(handle, owner);
  } finally {
    system.close(handle);
  }
}

/** Only where it would not be so by itself: not every file system can be told. */
function give(handle: number, { uid, gid }: Owner): void {
  const made = system.fstat(handle);
  if (made.uid !== uid || made.gid !== gid) system.fchown(handle, uid, gid);
}

/** Moves a file to its place: over what is there, or, with `fresh`, only if nothing is. Other disks are reached by a copy. */
export function move(from: string, to: string, fresh: boolean): void {
  const put = fresh ? claim : system.rename;
  try {
    put(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    const near = sibling(to);
    remove(near);
    const staged = system.lstat(from);
    writeNew(near, system.readFile(from), staged.mode & 0o777, staged);
    put(near, to);
    remove(from);
  }
}

/** Where a copy from another disk waits for its name. */
export function sibling(path: string): string {
  return join(dirname(path), `.${basename(path)}.django-stack.tmp`);
}

/** A link, unlike a rename, fails where something appeared in the meantime. Some file systems have none. */
function claim(from: string, to: string): void {
  try {
    system.link(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error)) || standing(to)) throw error;
    return system.rename(from, to);
  }
  system.unlink(from);
}

/** Removes a file. Nothing there is fine. */
export function remove(path: string): void {
  if (!standing(path)) return;
  try {
    system.unlink(path);
  } catch (error) {
    // Another run clears away the same.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Removes a folder with all that is in it. Nothing there is fine. */
export function removeTree(path: string): void {
  if (!standing(path)?.isDirectory()) return remove(path);
  for (const name of system.readdir(path)) removeTree(join(path, name));
  system.rmdir(path);
}

/** Removes a folder if it is empty and this user may: one that stays does no harm. */
export function removeEmpty(path: string): boolean {
  try {
    system.rmdir(path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return false;
    throw error;
  }
}
