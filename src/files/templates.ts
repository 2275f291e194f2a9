/** Reads templates/, which the package carries beside bin/ and dist/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Templates } from '../render/template.ts';

/**
 * All templates, by their path with `/`.
 * @param root the folder templates/
 */
export function readTemplates(root: string): Templates {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')];
    }),
  );
}
