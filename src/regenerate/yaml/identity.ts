/**
 * What makes two members the same thing. Most lists of Compose are sets: their order says nothing, and each item is known
 * by what it is about: a port by what it publishes, a volume by its folder in the container, a variable by its name.
 * Several of them can also be written as maps, with the same meaning.
 */
import { questionFor } from '../../stack/questions.ts';
import { isCollection, isNull, pathOf, type Collection, type Member, type Scalar, type Tree } from './tree.ts';

export interface Keyed {
  readonly id: string;
  /** What can only be there once or twice: two members of one slot are two versions of the same thing. */
  readonly slot: string;
  /** What a list item says besides its identity; undefined where a list cannot say what a map can. */
  readonly value: string | undefined;
  readonly member: Member;
  /** Where it stands more than once: the last of them. */
  readonly last: Member;
}

type Identity = Omit<Keyed, 'member' | 'last' | 'slot'> & { readonly slot?: string };
type Identify = (item: Tree) => Identity;

const textOf = (tree: Tree): string => (tree.kind === 'scalar' ? tree.text : canonical(tree));

/** The value of a key of a map, as text; empty where there is none. */
function part(tree: Tree, key: string): string {
  const member = isCollection(tree) ? tree.members.find((candidate) => candidate.key === key) : undefined;
  return member ? textOf(member.value) : '';
}

/** All that a long form says besides the keys named. */
function rest(tree: Tree, ...keys: readonly string[]): string {
  const others = isCollection(tree) ? tree.members.filter(({ key }) => !keys.includes(key)) : [];
  return others.map(({ key, value }) => `${key}=${canonical(value)}`).sort().join(',');
}

/** Splits at colons, but not inside `${VAR:-default}` and `[::1]`. */
function splitAtColons(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    if (character === ':' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const byValue: Identify = (item) => ({ id: textOf(item), value: undefined });

const byKey = (separator: RegExp): Identify => (item) => {
  const text = textOf(item);
  const at = text.search(separator);
  return at === -1 ? { id: text, value: '' } : { id: text.slice(0, at), value: JSON.stringify(text.slice(at + 1)) };
};

/** A name alone, or a map that has it under `key`. */
const byName = (key: string): Identify => (item) =>
  isCollection(item) ? { id: part(item, key), value: rest(item, key) } : { id: textOf(item), value: '' };

function portIdentity(target: string, published: string, protocol: string, value: string): Identity {
  const slot = protocol === '' || protocol === 'tcp' ? target : `${target}/${protocol}`;
  return { id: published === '' ? slot : `${published}:${slot}`, slot, value };
}

const byPort: Identify = (item) => {
  if (isCollection(item)) {
    const value = `${part(item, 'host_ip')}|${rest(item, 'host_ip', 'target', 'published', 'protocol')}`;
    return portIdentity(part(item, 'target'), part(item, 'published'), part(item, 'protocol'), value);
  }
  const [, address = '', protocol = ''] = /^(.*?)(?:\/([a-z]+))?$/s.exec(textOf(item)) ?? [];
  const parts = splitAtColons(address);
  return portIdentity(parts.at(-1) ?? '', parts.at(-2) ?? '', protocol, `${parts.slice(0, -2).join(':')}|`);
};

const folder = (path: string): string => path.replace(/(.)\/+$/, '$1');

const byFolder: Identify = (item) => {
  if (isCollection(item)) return { id: folder(part(item, 'target')), value: rest(item, 'target') };
  const [source = '', target, ...options] = splitAtColons(textOf(item));
  return target === undefined ? { id: folder(source), value: '' } : { id: folder(target), value: `${source}|${options.join(':')}` };
};

const VARIABLES = byKey(/=/);

/** Lists that are sets, by the name of their key. `command`, `entrypoint`, `test` and all others are one value each. */
const LISTS: Readonly<Record<string, Identify>> = {
  networks: byValue, depends_on: byValue, env_file: byName('path'), environment: VARIABLES, labels: VARIABLES, args: VARIABLES,
  annotations: VARIABLES, sysctls: VARIABLES, extra_hosts: byKey(/[:=]/), ports: byPort, volumes: byFolder, secrets: byName('source'),
  configs: byName('source'), cap_add: byValue, cap_drop: byValue, security_opt: byValue, tmpfs: byKey(/:/), expose: byValue,
  profiles: byValue, dns: byValue, group_add: byValue, devices: byFolder, external_links: byValue, links: byValue,
};

/** Lists of django-stack.yml; `domain` is none of them, its first name is the canonical one. */
const ANSWERS: Readonly<Record<string, Identify>> = { 'with': byValue, 'api-prefix': byValue };
const SECTIONS = new Set(['services', 'networks', 'volumes', 'configs', 'secrets']);

function identifyFor(path: readonly string[]): Identify | undefined {
  const [section = '', ...below] = path;
  if (below.length === 0) return ANSWERS[section];
  const inside = SECTIONS.has(section) ? below.length > 1 : true;
  const name = below.at(-1) ?? '';
  return inside && Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
}

/** True for what holds independent members: taking one away or adding one says nothing about the others. */
export function isSet(tree: Collection): boolean {
  const path = pathOf(tree);
  return path.length === 0 || (path.length === 1 && SECTIONS.has(path[0] ?? '')) || identifyFor(path) !== undefined;
}

/** True for a collection that is merged member by member: every map, and lists that are sets. */
export function isMerged(tree: Tree | undefined): tree is Collection {
  return tree?.kind === 'map' || (tree?.kind === 'seq' && identifyFor(pathOf(tree)) !== undefined);
}

/** The members by identity. Of two that are the same, the first counts, and stands where the last one is. */
export function membersOf(tree: Collection): ReadonlyMap<string, Keyed> {
  return (tree.memo.members ??= membersAnew(tree)) as ReadonlyMap<string, Keyed>;
}

function membersAnew(tree: Collection): ReadonlyMap<string, Keyed> {
  const identify = tree.kind === 'seq' ? identifyFor(pathOf(tree)) : undefined;
  const members = new Map<string, Keyed>();
  for (const member of tree.members) {
    const { id, slot = id, value } = identify ? identify(member.value) : { id: member.key, value: undefined };
    const first = members.get(id) ?? { id, slot, value, member };
    members.delete(id);
    members.set(id, { ...first, last: member });
  }
  return members;
}

/** What an answer of django-stack.yml says that takes a list and is written as one text: `with: redis, worker`. */
function canonicalList(tree: Scalar): string | undefined {
  const { owner } = tree;
  if (owner?.parent.kind !== 'map' || owner.parent.owner || questionFor(owner.key)?.list !== true) return undefined;
  const items = tree.text.split(',').map((item) => item.trim()).map((item) => ({ item, text: JSON.stringify(item) }));
  if (ANSWERS[owner.key] === undefined) return `[${items.map(({ text }) => text).join(',')}]`;
  return `{${items.map(({ item, text }) => `${item}=${text}`).sort().join(',')}}`;
}

/** What a collection of one kind says, in a form that neither order nor way of writing changes. */
function canonicalMembers(tree: Collection): string | undefined {
  if (!isMerged(tree)) return undefined;
  const parts = [...membersOf(tree).values()].map(({ id, value, member }) => `${id}=${value ?? canonical(member.value)}`);
  const twice = tree.members.length > parts.length ? `+${tree.members.length - parts.length}` : '';
  return parts.length === 0 ? '' : `{${parts.sort().join(',')}}${twice}`;
}

/** True where both say the same, or where one is written in a way that cannot say it. */
export function saysTheSame(a: Keyed, b: Keyed): boolean {
  const [one, other] = [said(a), said(b)];
  if (a.member.parent.kind === b.member.parent.kind) return canonical(a.member.value) === canonical(b.member.value) || (one === other && one !== undefined);
  return one === undefined || other === undefined || one === other;
}

const said = ({ value, member }: Keyed): string | undefined => (member.parent.kind === 'map' ? canonical(member.value) : value);

const isEmptyOrNull = (tree: Tree): boolean => isNull(tree) || (isCollection(tree) && tree.members.length === 0);

/**
 * What a tree says to Compose: quotes, the order of a set, and the difference between nothing and an empty map do not
 * count. A user's file is compared by this, so that whoever puts quotes around a value has not changed it.
 */
function canonical(tree: Tree): string {
  return (tree.memo.canonical ??= canonicalAnew(tree));
}

function canonicalAnew(tree: Tree): string {
  const tag = tree.tag?.startsWith('!') ? tree.tag : '';
  if (isEmptyOrNull(tree)) return tag;
  if (tree.kind === 'alias') return `*${pathOf(tree.target).join('.')}`;
  if (tree.kind === 'scalar') return canonicalList(tree) ?? `${tag}${JSON.stringify(tree.text.replace(/\r\n/g, '\n'))}`;
  return tag + (canonicalMembers(tree) ?? `[${tree.members.map(({ value }) => canonical(value)).join(',')}]`);
}

export const same = (a: Tree, b: Tree): boolean => canonical(a) === canonical(b);
