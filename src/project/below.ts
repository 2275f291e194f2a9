/** Django projects below a folder, for whoever has not said which folder a stack is for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { STACK_FILE } from '../stack/paths.ts';
import { findManage } from './find/manage.ts';
import { rootOf } from './project.ts';
import { inside, parentOf, treeOf } from './tree.ts';

export interface Below {
  /** Where a stack for it goes: the top of its own repository, or the folder that was looked into. */
  readonly folder: string;
  /** Each manage.py that it is for, from the folder that was looked into. */
  readonly projects: readonly string[];
}

/** By the folders of their stacks, the nearest first; not those that have one. */
export function projectsBelow(cwd: string): readonly Below[] {
  const { value, several = [] } = findManage(treeOf(cwd));
  const found = [...(value ? [value] : []), ...several].map(({ value: manage }) => ({ manage, folder: repositoryOf(cwd, rootOf(manage)) }));
  const folders = [...new Set(found.map(({ folder }) => folder))].filter((folder) => !existsSync(join(cwd, folder, STACK_FILE)));
  return folders.map((folder) => ({ folder, projects: found.filter((one) => one.folder === folder).map(({ manage }) => manage) }));
}

/** The nearest folder with a stack or `.git`, upwards from the project's; never above the one that was looked into. */
function repositoryOf(cwd: string, folder: string): string {
  if (folder === '') return '.';
  return [STACK_FILE, '.git'].some((name) => existsSync(join(cwd, inside(folder, name)))) ? folder : repositoryOf(cwd, parentOf(folder));
}
