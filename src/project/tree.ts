/** The files of a folder as detection sees them: all names, and the texts that somebody asks for. Nothing is run, no link is followed. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Tree {
  /** Paths from the folder, with `/`; the nearest to it first, else by name. */
  readonly files: readonly string[];
  has(path: string): boolean;
  /** The text of a file; empty where there is none, or one that is no text of ours to read. */
  text(path: string): string;
}

/** Folders that hold other people's programs, or what a build has made. */
const OTHERS = new Set(['node_modules', 'bower_components', 'site-packages', '__pycache__', 'venv', 'env', 'virtualenv', 'htmlcov']);
/** Folders of data, unless somebody has called an app so. */
const DATA = new Set(['staticfiles', 'media', 'backups']);

/** Deep enough for a project in a folder of a repository, and not for all that a home directory holds. */
const DEPTH = 6;
const MOST = 20_000;
/** A lock file of a thousand packages has one or two of these. */
const LARGEST = 16 * 1024 * 1024;

/** Looks into a folder; one that is not there has no files. */
export function treeOf(folder: string): Tree {
  const files = filesBelow(folder);
  const there = new Set(files);
  const texts = new Map<string, string>();
  return {
    files,
    has: (path) => there.has(path),
    text(path) {
      if (!there.has(path)) return '';
      const text = texts.get(path) ?? read(join(folder, path));
      texts.set(path, text);
      return text;
    },
  };
}

function filesBelow(folder: string): readonly string[] {
  const files: string[] = [];
  let level = [''];
  for (let depth = 0; depth <= DEPTH && level.length > 0 && files.length < MOST; depth += 1) {
    const entries = level.flatMap((parent) => entriesOf(folder, parent));
    files.push(...entries.filter(({ isFile }) => isFile).map(({ path }) => path));
    level = entries.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  }
  return files;
}

interface Item {
  readonly path: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

function entriesOf(folder: string, parent: string): readonly Item[] {
  try {
    const entries = readdirSync(join(folder, parent), { withFileTypes: true });
    const has = (file: string): boolean => entries.some(({ name }) => name === file);
    // A virtual environment, whatever it is called.
    if (parent !== '' && has('pyvenv.cfg')) return [];
    if (DATA.has(basename(parent)) && !has('__init__.py')) return [];
    return entries
      .map((entry) => ({ path: parent === '' ? entry.name : `${parent}/${entry.name}`, isFile: entry.isFile(), isFolder: entry.isDirectory() && !entry.name.startsWith('.') && !OTHERS.has(entry.name) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return statSync(path).size > LARGEST ? '' : decoded(readFileSync(path));
  } catch {
    return '';
  }
}

/** `pip freeze > requirements.txt` in a PowerShell of Windows writes UTF-16 with its mark, and pip reads it. */
function decoded(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

/** A path with its `.` and `..` worked out; undefined where it leaves the folder. */
export function plain(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The folder of a path; empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** A path below a folder, which may be the top. */
export function inside(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** `path:line` of the first line that `pattern` matches, or the path alone. */
export function placeOf(tree: Tree, path: string, pattern: RegExp): string {
  const line = tree.text(path).split('\n').findIndex((text) => pattern.test(text));
  return line < 0 ? path : `${path}:${line + 1}`;
}
