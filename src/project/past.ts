/** Reads what the last run recorded. It is committed to git and may come back from a bad merge: nothing in it is trusted. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { RECORD, sha256, type Lock } from '../regenerate/record.ts';
import type { Past } from '../regenerate/regenerate.ts';

export interface Recorded {
  readonly past: Past;
  /** Of the tool that rendered last; undefined where nothing says so. */
  readonly version?: string;
  /** Every file of the record, by its path from the stack's folder. */
  readonly files: readonly string[];
  /** What was found wrong, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The record of the stack in `root`. Where a base is lost or is not what lock.json says, that file has none: the merge
 * then adds and never takes away.
 */
export function readPast(root: string): Recorded {
  const files = filesBelow(root, join(root, RECORD)).filter((path) => /^[^/]+\/(base|conflicts)\/|lock\.json$/.test(path));
  const lock = readLock(join(root, RECORD, 'lock.json'));
  if (!lock) {
    const note = `${RECORD}/lock.json is lost or damaged: what is missing is added, and nothing is taken away or changed.`;
    return { past: { base: new Map(), given: new Set(), deleted: new Set() }, files, notes: [note] };
  }
  const bases = Object.entries(lock.files).map(([path, sum]) => ({ path, sum, text: textAt(join(root, RECORD, 'base', path)) }));
  const good = bases.filter(({ sum, text }) => text !== undefined && sha256(text) === sum);
  const lost = bases.filter((base) => !good.includes(base));
  return {
    past: { base: new Map(good.map(({ path, text }) => [path, text ?? ''])), given: new Set(lock.given), deleted: new Set(lock.deleted) },
    version: lock.version,
    files,
    notes: lost.map(({ path }) => `${RECORD}/base/${path} is lost or damaged: in ${path} things are added, and none is taken away or changed.`),
  };
}

function readLock(path: string): Lock | undefined {
  try {
    const lock = JSON.parse(textAt(path) ?? '') as Lock;
    const sound = Object.entries(lock.files).every(([name, sum]) => isInside(name) && typeof sum === 'string');
    return sound && Array.isArray(lock.given) && Array.isArray(lock.deleted) && typeof lock.version === 'string' ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** A plain path below the stack's folder. */
function isInside(path: string): boolean {
  return !path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function textAt(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function filesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
}
