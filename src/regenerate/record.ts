/** .django-stack/: what the tool must remember to regenerate without losing an edit (design.md §3, §6). */
import { createHash } from 'node:crypto';
import { renderSchema } from '../render/schema.ts';
import type { RenderedFile } from '../stack/types.ts';
import { migrations } from './migrations.ts';
import type { FileConflict, Past } from './regenerate.ts';

export const RECORD = '.django-stack';

/** Raised when a newer tool can no longer read what an older one recorded. */
const SCHEMA = 1;

export const IGNORED = `# Only while something is under way, or to take it back.
/conflicts/
/journal/
/undo/
`;

/** lock.json: sorted, one entry a line, so that git merges it well. */
export interface Lock {
  readonly schema: number;
  /** Of the tool that rendered. */
  readonly version: string;
  /** The sum of each file of base/. */
  readonly files: Readonly<Record<string, string>>;
  readonly given: readonly string[];
  readonly deleted: readonly string[];
  /** Names of those that the files have had; see migrations.ts. */
  readonly migrations?: readonly string[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const file = (path: string, content: string): RenderedFile => ({ path: `${RECORD}/${path}`, content, mode: 0o644, ownership: 'tool' });

/** What a first render is remembered as. */
export function firstPast(files: readonly RenderedFile[]): Past {
  const of = (...kinds: readonly RenderedFile['ownership'][]) => files.filter(({ ownership }) => kinds.includes(ownership));
  return {
    base: new Map(of('shared', 'lines').map(({ path, content }) => [path, content])),
    given: new Set(of('yours').map(({ path }) => path)),
    deleted: new Set(),
    migrated: new Set(migrations.map(({ name }) => name)),
  };
}

/**
 * The files of the record: each file that is merged verbatim below base/, the three texts of each open conflict, the schema by
 * which editors complete and check django-stack.yml, and lock.json.
 * Secrets are in none of them.
 * @param version of the tool that rendered
 */
export function recordOf({ base, given, deleted, migrated }: Past, conflicts: readonly FileConflict[], version: string): readonly RenderedFile[] {
  const sums = [...base].map(([path, text]): [string, string] => [path, sha256(text)]).sort(([a], [b]) => (a < b ? -1 : 1));
  const lock: Lock = { schema: SCHEMA, version, files: Object.fromEntries(sums), given: [...given].sort(), deleted: [...deleted].sort(), migrations: [...migrated] };
  return [
    file('.gitignore', IGNORED),
    ...[...base].map(([path, text]) => file(`base/${path}`, text)),
    ...conflicts.flatMap(sides),
    file('schema.json', renderSchema()),
    file('lock.json', `${JSON.stringify(lock, null, 2)}\n`),
  ];
}

/** For whoever likes to compare in an editor. */
function sides({ id, base, mine, next }: FileConflict): readonly RenderedFile[] {
  const texts = { base, mine, new: next };
  return Object.entries(texts).flatMap(([side, text]) => (text === undefined ? [] : [file(`conflicts/${id}/${side}`, `${text.trimEnd()}\n`)]));
}
