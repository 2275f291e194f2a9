/** .django-stack/: what the tool must remember to regenerate without losing an edit (design.md §3, §6). */
import { createHash } from 'node:crypto';
import type { RenderedFile } from '../stack/types.ts';

export const RECORD = '.django-stack';

/** Raised when a newer tool can no longer read what an older one recorded. */
const SCHEMA = 1;

export const IGNORED = `# Only while something is under way, or to take it back.
/conflicts/
/journal/
/undo/
`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The record of a render: each shared file verbatim below base/, and lock.json with the sums. Secrets are in none of them.
 * @param version of the tool that rendered
 */
export function recordOf(files: readonly RenderedFile[], version: string): readonly RenderedFile[] {
  const shared = files.filter(({ ownership }) => ownership === 'shared');
  const file = (path: string, content: string): RenderedFile => ({ path: `${RECORD}/${path}`, content, mode: 0o644, ownership: 'tool' });
  const sums = Object.fromEntries(shared.map(({ path, content, mode }) => [path, { sha256: sha256(content), mode: mode.toString(8) }]));
  const lock = { schema: SCHEMA, version, files: Object.fromEntries(Object.entries(sums).sort()) };
  return [
    file('.gitignore', IGNORED),
    ...shared.map(({ path, content }) => file(`base/${path}`, content)),
    file('lock.json', `${JSON.stringify(lock, null, 2)}\n`),
  ];
}
