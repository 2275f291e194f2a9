/** Every call to the file system that writing a stack makes. One record, so that a test can fail, or kill, any one of them. */
import * as fs from 'node:fs';
import extra from 'fs-extra/esm';

export const system = {
  access: fs.accessSync,
  chmod: fs.chmodSync,
  chown: fs.chownSync,
  close: fs.closeSync,
  fchmod: fs.fchmodSync,
  fchown: fs.fchownSync,
  fstat: fs.fstatSync,
  fsync: fs.fsyncSync,
  link: fs.linkSync,
  lstat: fs.lstatSync,
  mkdir: fs.mkdirSync,
  open: fs.openSync,
  output: extra.outputFileSync,
  readFile: fs.readFileSync,
  readdir: fs.readdirSync,
  readlink: fs.readlinkSync,
  realpath: fs.realpathSync.native,
  rename: fs.renameSync,
  rmdir: fs.rmdirSync,
  statfs: fs.statfsSync,
  symlink: fs.symlinkSync,
  unlink: fs.unlinkSync,
  write: fs.writeSync,
};

/** What stands at a path itself, a link not followed; undefined where nothing does. */
export function standing(path: string): fs.Stats | undefined {
  try {
    return system.lstat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
