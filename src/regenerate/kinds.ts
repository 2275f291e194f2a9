/** Which merge a file gets, by its path: the first rule that matches. */
import { addOnlyLines, mergeLines, mergeMarkdown } from './lines.ts';
import type { AddOnly, Merge } from './merge.ts';
import { addOnlyNginx, mergeNginx } from './nginx/merge.ts';
import { mergeYaml } from './yaml/merge.ts';

interface Kind {
  readonly path: RegExp;
  readonly merge: Merge;
  readonly addOnly: AddOnly;
}

const kinds: readonly Kind[] = [
  { path: /\.ya?ml$/, merge: mergeYaml, addOnly: (mine, next) => mergeYaml('', mine, next, () => undefined) },
  { path: /^nginx\/.*\.conf$/, merge: mergeNginx, addOnly: addOnlyNginx },
  { path: /\.md$/, merge: mergeMarkdown, addOnly: addOnlyLines },
];

const text: Omit<Kind, 'path'> = { merge: mergeLines, addOnly: addOnlyLines };

const kindOf = (path: string): Omit<Kind, 'path'> => kinds.find((kind) => kind.path.test(path)) ?? text;

export const mergeFor = (path: string): Merge => kindOf(path).merge;

export const addOnlyFor = (path: string): AddOnly => kindOf(path).addOnly;
