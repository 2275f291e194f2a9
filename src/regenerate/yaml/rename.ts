/** New names for keys and list items of a YAML text, by path; every other byte stays. */
import { membersOf } from './identity.ts';
import { readYaml } from './read.ts';
import type { Splice } from './task.ts';
import { isCollection, type Collection, type Member } from './tree.ts';
import { splice } from './verify.ts';

/** By path, its new last part: `services.cache` → `memcache`. `*` stands for any name; a list item's name is its text. */
export type NewNames = Readonly<Record<string, string>>;

/**
 * @throws StackError failed, with line and reason, where the text cannot be read
 */
export function renameInYaml(text: string, names: NewNames): string {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const { root, text: body } = readYaml(text.slice(start));
  const wanted = Object.entries(names).map(([path, name]) => ({ path: path.split('.'), name }));
  const splices = wanted.flatMap(({ path, name }) => renamesIn(root, path, name, body)).sort((a, b) => a.at - b.at);
  return text.slice(0, start) + splice(body, splices);
}

/** Nothing where the new name is there already: its owner was first. */
function renamesIn(tree: Collection, [first = '', ...rest]: readonly string[], name: string, text: string): readonly Splice[] {
  const members = [...membersOf(tree)].filter(([id]) => first === '*' || id === first).map(([, { member }]) => member);
  if (rest.length > 0) return members.flatMap(({ value }) => (isCollection(value) ? renamesIn(value, rest, name, text) : []));
  return membersOf(tree).has(name) ? [] : members.map((member) => renamed(member, name, text));
}

/** Its quotes stay. */
function renamed({ parent, head, after, key, value }: Member, name: string, text: string): Splice {
  const [from, to, old] = parent.kind === 'map' ? [head, after, key] : [value.start, value.end, value.kind === 'scalar' ? value.text : ''];
  const at = from + Math.max(0, text.slice(from, to).indexOf(old));
  return { at, end: at + old.length, text: name };
}
