/** Reads what the last run recorded. It is committed to git and may come back from a bad merge: nothing in it is trusted. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { migrations } from '../regenerate/migrations.ts';
import { RECORD, sha256, type Lock } from '../regenerate/record.ts';
import type { Past } from '../regenerate/regenerate.ts';
import { believed, textAt } from './text.ts';

/** A base that cannot be believed: neither `lock.json` nor anything else says that it is the last render. */
export interface Lost {
  readonly path: string;
  /** The sum that the render had, where lock.json tells. */
  readonly sum?: string;
  /** What stands in its place, if anything does. */
  readonly text?: string;
}

export interface Recorded {
  readonly past: Past;
  /** Of the tool that rendered last; undefined where nothing says so. */
  readonly version?: string;
  /** The text of lock.json, by which a run that comes in between is noticed; undefined where there is none. */
  readonly lock?: string;
  /** Every file of the record, by its path from the stack's folder. */
  readonly files: readonly string[];
  readonly lost: readonly Lost[];
  /** Bases that were lost, and of which it is known all the same what they were. */
  readonly restored: readonly string[];
}

export const LOCK = `${RECORD}/lock.json`;

/**
 * The record of the stack in `root`. Where a base is lost or is not what lock.json says, that file has none: the merge
 * then adds and never takes away.
 */
export function readPast(root: string): Recorded {
  const files = filesBelow(root, join(root, RECORD)).filter((path) => /^[^/]+\/(base|conflicts)\/|lock\.json$/.test(path));
  const text = believed(() => textAt(root, LOCK));
  const lock = lockOf(text);
  if (!lock) return { ...withoutLock(root, files), ...(text !== undefined && { lock: text }) };
  const bases = Object.entries(lock.files).map(([path, sum]): Lost => ({ path, sum, ...textOf(root, path) }));
  const good = bases.filter(({ sum, text }) => text !== undefined && sha256(text) === sum);
  const lost = bases.filter((base) => !good.includes(base));
  return {
    past: { base: new Map(good.map(({ path, text }) => [path, text ?? ''])), given: new Set(lock.given), deleted: new Set(lock.deleted), migrated: new Set(lock.migrations ?? []) },
    version: lock.version,
    ...(text !== undefined && { lock: text }),
    files,
    lost,
    restored: [],
  };
}

function withoutLock(root: string, files: readonly string[]): Recorded {
  const bases = files.filter((path) => path.startsWith(`${RECORD}/base/`)).map((path) => path.slice(`${RECORD}/base/`.length));
  return {
    // Without a base nothing is taken for an old name of ours.
    past: { base: new Map(), given: new Set(), deleted: new Set(), migrated: new Set(migrations.map(({ name }) => name)) },
    files,
    lost: bases.map((path) => ({ path, ...textOf(root, path) })),
    restored: [],
  };
}

/** What was found wrong with the record, a sentence each. */
export function complaints({ version, lost, restored }: Recorded): readonly string[] {
  const careful = (what: string): string => `${what} things are added, and none is taken away or changed.`;
  const lock = restored.length > 0 && lost.length === 0 ? 'it is made again.' : careful('where nothing tells what was generated,');
  if (version === undefined) return [`${LOCK} is lost or damaged: ${lock}`];
  return [
    ...restored.map((path) => `${RECORD}/base/${path} is lost or damaged: it is made again.`),
    ...lost.map(({ path }) => `${RECORD}/base/${path} is lost or damaged: ${careful(`in ${path}`)}`),
  ];
}

function textOf(root: string, path: string): Pick<Lost, 'text'> {
  const text = believed(() => textAt(root, `${RECORD}/base/${path}`));
  return text === undefined ? {} : { text };
}

/** It becomes part of a command that is printed to be copied. */
const VERSION = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;

function lockOf(text = ''): Lock | undefined {
  try {
    const lock = JSON.parse(text) as Lock;
    const sound = Object.entries(lock.files).every(([name, sum]) => isInside(name) && typeof sum === 'string');
    return sound && Array.isArray(lock.given) && Array.isArray(lock.deleted) && Array.isArray(lock.migrations ?? []) && typeof lock.version === 'string' && VERSION.test(lock.version) ? lock : undefined;
  } catch {
    return undefined;
  }
}

/** A plain path below the stack's folder, and nothing that a terminal obeys. */
function isInside(path: string): boolean {
  return !/\p{C}/u.test(path) && !path.startsWith('/') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function filesBelow(root: string, folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
}
