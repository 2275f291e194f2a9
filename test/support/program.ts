/** The built program in a process of its own, and what it did to the disk. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from './stacks.ts';

export const BIN = join(ROOT, 'bin', 'create-django-stack.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Goes before the program: `unshare -n`, `setpriv …`, or another Node. */
  readonly prefix?: readonly string[];
  /** Options for node itself. */
  readonly node?: readonly string[];
}

/** What a program started by hand has in its environment, and nothing of npm's or of a CI's. */
function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LANG: 'C.UTF-8', ...more };
}

function command(args: readonly string[], { prefix = [], node = [] }: Surroundings): [string, string[]] {
  const [program = '', ...rest] = [...prefix, process.execPath, ...node, BIN, ...args];
  return [program, rest];
}

/** Runs the program without a terminal, until it ends. */
export function run(args: readonly string[], surroundings: Surroundings = {}): Ended {
  const [program, rest] = command(args, surroundings);
  const { cwd = '/', env } = surroundings;
  const options = { cwd, env: environment(env), encoding: 'utf8', input: '', timeout: 25_000 } as const;
  const { status, stdout, stderr, error } = spawnSync(program, rest, options);
  if (error) throw error;
  return { code: status, stdout, stderr };
}

/** The same, without waiting; `kill` ends it. */
export function startProgram(args: readonly string[], surroundings: Surroundings = {}): { ended: Promise<Ended>; kill(signal: NodeJS.Signals): void } {
  const [program, rest] = command(args, surroundings);
  const child = spawn(program, rest, { cwd: surroundings.cwd ?? '/', env: environment(surroundings.env), stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, ...texts }));
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

/** A new folder that is gone when the test is over, and holds these files until then. */
export function tempFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'create-django-stack-')));
  onTestFinished(() => removeAll(folder));
  writeFiles(folder, files);
  return folder;
}

/** Whoever is not root opens first what a test has closed. */
function removeAll(folder: string): void {
  if (process.getuid?.() !== 0) openUp(folder);
  rmSync(folder, { recursive: true, force: true });
}

function openUp(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  chmodSync(path, 0o700);
  for (const name of readdirSync(path)) openUp(join(path, name));
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Every path below a folder, sorted: folders with a slash at their end. */
export function pathsIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1) + (entry.isDirectory() ? '/' : '')).sort();
}

/** Type, mode and content of everything below a folder: equal before and after means that nothing was written. */
export function fingerprint(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(['', ...pathsIn(folder)].map((path) => [path, describeEntry(join(folder, path))]));
}

function describeEntry(path: string): string {
  const found = lstatSync(path);
  const mode = (found.mode & 0o7777).toString(8);
  if (found.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (!found.isFile()) return `${mode} no file`;
  return `${mode} ${found.mtimeMs} ${contentOf(path)}`;
}

/** What this user may not read has its time of change, and its size. */
function contentOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    return `closed, ${lstatSync(path).size} bytes`;
  }
}

/** A home in which `npx create-django-stack` finds the program, as after `npm install --global`, and npm says nothing of its own. */
export function homeWithProgram(): Readonly<Record<string, string>> {
  const folder = tempFolder();
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/create-django-stack'), `#!/bin/sh\nexec node '${BIN}' "$@"\n`, { mode: 0o755 });
  return { HOME: folder, npm_config_prefix: folder, npm_config_update_notifier: 'false', npm_config_progress: 'false' };
}

/** A manage.py and the rest of a small project that somebody wrote. */
export const PROJECT: Readonly<Record<string, string>> = {
  'manage.py': `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "bakery.settings")\n`,
  'bakery/__init__.py': '',
  'bakery/settings.py': 'DEBUG = True\n',
  'bakery/wsgi.py': 'application = None\n',
  'requirements.txt': 'Django\n',
};
