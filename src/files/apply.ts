/** Plan → disk. The one place that writes: a new folder in one step, an existing one file by file, none ever overwritten. */
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fs from 'fs-extra/esm';
import { StackError } from '../errors.ts';
import { STACK_FILE } from '../stack/file.ts';
import { fileError } from './reasons.ts';
import { changes, type Plan, type PlannedFile } from '../regenerate/plan.ts';

/**
 * Writes what the plan creates and appends, below `root`.
 * A folder that does not exist is written beside its place and renamed. In one that does, every file is first written
 * to a staging folder; only when all are there are they moved to their places, and a failure takes back those that were.
 * Killed at any moment, it leaves nothing half-written: the same command run again completes it.
 * @throws StackError failed: no permission, no space, or somebody wrote to the folder at the same time
 */
export function apply(root: string, plan: Plan): void {
  try {
    if (existsSync(root)) applyInside(root, stackFileLast(changes(plan)));
    else applyBeside(root, changes(plan));
  } catch (error) {
    throw fileError(error) ?? error;
  }
}

/** A folder is a stack when it has django-stack.yml, so that comes when all else is there. */
function stackFileLast(files: Plan): Plan {
  return [...files.filter(({ path }) => path !== STACK_FILE), ...files.filter(({ path }) => path === STACK_FILE)];
}

function applyBeside(root: string, files: Plan): void {
  const parent = dirname(root);
  const made = mkdirSync(parent, { recursive: true });
  const staging = ownFolder(parent, `.${basename(root)}`);
  try {
    write(staging, files);
    renameSync(staging, root);
  } catch (error) {
    rmSync(made ?? staging, { recursive: true, force: true });
    throw error;
  }
}

function applyInside(root: string, files: Plan): void {
  const record = join(root, '.django-stack');
  const fresh = mkdirSync(record, { recursive: true });
  const staging = ownFolder(record, 'staging');
  const undo: (() => void)[] = [];
  try {
    write(staging, files);
    for (const file of files) undo.push(moveTo(root, staging, file));
  } catch (error) {
    for (const step of undo.reverse()) step();
    rmSync(fresh ?? staging, { recursive: true, force: true });
    throw error;
  }
  rmSync(staging, { recursive: true });
}

function write(folder: string, files: Plan): void {
  for (const { path, after, mode } of files) fs.outputFileSync(join(folder, path), after, { mode });
}

/** Moves one file from staging to its place, and returns how to take that back. */
function moveTo(root: string, staging: string, file: PlannedFile): () => void {
  const from = join(staging, file.path);
  const to = join(root, file.path);
  const made = mkdirSync(dirname(to), { recursive: true });
  if (file.action === 'create') {
    claim(from, to);
    return () => (made ? rmSync(made, { recursive: true, force: true }) : unlinkSync(to));
  }
  const { before = '' } = file;
  if (readFileSync(to, 'utf8') !== before) throw new StackError('failed', `${file.path} was changed just now. Nothing was written; run the command again.`);
  sync(from);
  renameSync(from, to);
  return () => fs.outputFileSync(to, before, { mode: file.mode });
}

/** A link, unlike a rename, fails where something appeared in the meantime. Some file systems have none. */
function claim(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(code) || existsSync(to)) throw error;
    renameSync(from, to);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** A folder of this process's own; those that killed ones left behind are removed. */
function ownFolder(parent: string, name: string): string {
  for (const entry of readdirSync(parent)) {
    const pid = entry.startsWith(`${name}.`) && /\.(\d+)\.tmp$/.exec(entry)?.[1];
    if (pid && !alive(Number(pid))) rmSync(join(parent, entry), { recursive: true, force: true });
  }
  const folder = join(parent, `${name}.${process.pid}.tmp`);
  mkdirSync(folder);
  return folder;
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
