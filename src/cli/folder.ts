/** Which folder a stack is made in. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { StackError } from '../errors.ts';

export interface Folder {
  /** As the person named it, or as we would; what `cd` takes. */
  readonly shown: string;
  /** The same in a sentence. */
  readonly called: string;
  readonly path: string;
}

/**
 * @param named by the person, relative to `cwd`
 * @throws StackError failed, if a file stands there
 */
export function folderAt(cwd: string, named: string): Folder {
  const path = resolve(cwd, named);
  let standing = path;
  while (!existsSync(standing)) standing = dirname(standing);
  if (!statSync(standing).isDirectory()) throw new StackError('failed', `${relative(cwd, standing)} is a file. Name a folder, new or existing.`);
  const shown = named.replace(/(?<=[^/])\/+$/, '');
  return { shown, called: shown === '.' ? 'this folder' : shown, path };
}

/** This folder, where it is empty, a stack or a Django project; a new one in it, otherwise. */
export function defaultFolder(cwd: string, name: string | undefined): string {
  const entries = readdirSync(cwd).filter((entry) => !entry.startsWith('.git'));
  const here = entries.length === 0 || ['manage.py', 'django-stack.yml'].some((file) => existsSync(join(cwd, file)));
  return here ? '.' : (name ?? 'my-site');
}
