/** The one place that writes to the host outside of a project. Each file appears whole, by a rename, and is on the disk then. */
import { dirname } from 'node:path';
import { makeFolder, remove, removeEmpty, removeTree, sibling, syncFolder, writeNew } from '../../files/durable.ts';
import { isDead, ownName } from '../../files/exclude.ts';
import { fileError } from '../../files/reasons.ts';
import { codeOf, standing, system } from '../../files/system.ts';
import type { Copy } from '../machine.ts';

/** Runs `work`; what fails in it is taken back by whoever called. */
function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, 'This host is as it was.') ?? error;
  }
}

/** Puts a file or a link there, over whatever is; nothing, for null. Missing folders are made for it. */
export function put(path: string, copy: Copy | null): void {
  explained(() => {
    if (copy === null) return take(path);
    makeFolder(dirname(path), 0o755);
    const near = sibling(path);
    remove(near);
    if (copy.kind === 'link') system.symlink(copy.to, near);
    else writeNew(near, Buffer.from(copy.bytes, 'latin1'), copy.mode, copy);
    system.rename(near, path);
    syncFolder(dirname(path));
  });
}

function take(path: string): void {
  if (!standing(path)) return;
  remove(path);
  syncFolder(dirname(path));
}

/** Makes one folder; its parent is there. */
export function make(path: string, mode: number, uid: number, gid: number): void {
  explained(() => {
    makeFolder(path, mode);
    system.chmod(path, mode);
    system.chown(path, uid, gid);
  });
}

export const drop = (path: string): void => explained(() => removeTree(path));

/** @returns true if it is gone: one that holds something stays */
export const dropIfEmpty = (path: string): boolean => explained(() => removeEmpty(path));

/** Makes a file that names this process. @returns false if it is there already */
export function claim(path: string): boolean {
  return explained(() => {
    makeFolder(dirname(path), 0o755);
    try {
      writeNew(path, Buffer.from(`${ownName()}\n`), 0o644);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      return false;
    }
  });
}

/** Has the process of that name ended? One of before the host got another name has, too. */
export function isOver(name: string): boolean {
  const place = (text: string) => text.split('-').at(-1);
  return place(name) !== place(ownName()) || isDead(`run-${name}`);
}

/** A file that belongs to root. */
export const file = (bytes: string, mode = 0o644): Copy => ({ kind: 'file', bytes, mode, uid: 0, gid: 0 });
