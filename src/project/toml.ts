/** TOML files as data. The only file that imports smol-toml. */
import { parse } from 'smol-toml';
import type { Tree } from './tree.ts';

const parsed = new WeakMap<Tree, Map<string, Readonly<Record<string, unknown>>>>();

/** What a file holds; nothing, where it is missing or cannot be read. */
export function tomlIn(tree: Tree, path: string): Readonly<Record<string, unknown>> {
  const cache = parsed.get(tree) ?? new Map<string, Readonly<Record<string, unknown>>>();
  parsed.set(tree, cache);
  const data = cache.get(path) ?? dataOf(tree.text(path));
  cache.set(path, data);
  return data;
}

function dataOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch {
    return {};
  }
}
