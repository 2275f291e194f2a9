/** When two trees say the same: by the source of their scalars, never by JavaScript's idea of a value. */
import { canonicalMembers, isEmptyOrNull, isMerged } from './identity.ts';
import { pathOf, type Collection, type Member, type Scalar, type Tree } from './tree.ts';

/** What some reader of YAML 1.1 or 1.2 takes for a number, a truth value, null or a date, where it stands without quotes. */
const TYPED = /^(?:[-+.]?[0-9][0-9a-fA-FxobXOBeE_.:+-]*|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|true|false|null|~|)$|^[0-9]{4}-[0-9]{2}-/i;

export const isTyped = (plain: string): boolean => TYPED.test(plain);

/** A scalar as every reader of YAML sees it. Quotes make a difference for what would else be no text. */
export function exactScalar({ text, style, tag }: Pick<Scalar, 'text' | 'style' | 'tag'>): string {
  const plain = style === 'plain' && TYPED.test(text);
  return `${tag ?? ''}${plain ? 'plain' : 'text'}:${JSON.stringify(/^(?:~|null)?$/i.test(text) && plain ? '' : text.replace(/\r\n/g, '\n'))}`;
}

/** Everything a tree says, with types, and with order where it means something. */
export function exact(tree: Tree): string {
  return (tree.memo.exact ??= exactAnew(tree));
}

function exactAnew(tree: Tree): string {
  if (tree.kind === 'scalar') return exactScalar(tree);
  if (tree.kind === 'alias') return `*${pathOf(tree.target).join('.')}`;
  return exactMembers(tree, tree.kind, tree.members.map((member) => exactMember(member, exact(member.value))));
}

export const exactMember = ({ key, parent }: Pick<Member, 'key' | 'parent'>, value: string): string =>
  parent.kind === 'map' ? `${JSON.stringify(key)}:${value}` : value;

/** What a collection says whose members say this. */
export function exactMembers(tree: Tree, kind: Collection['kind'], members: readonly string[]): string {
  const sorted = kind === 'map' || isMerged({ ...tree, kind } as Collection) ? [...members].sort() : members;
  return `${tree.tag?.startsWith('!') ? tree.tag : ''}${kind}[${sorted.join(',')}]`;
}

/**
 * What a tree says to Compose: quotes, the order of a set, and the difference between nothing and an empty map do not
 * count. A user's file is compared by this, so that whoever puts quotes around a value has not changed it.
 */
export function canonical(tree: Tree): string {
  return (tree.memo.canonical ??= canonicalAnew(tree));
}

function canonicalAnew(tree: Tree): string {
  const tag = tree.tag?.startsWith('!') ? tree.tag : '';
  if (isEmptyOrNull(tree)) return tag;
  if (tree.kind === 'alias') return `*${pathOf(tree.target).join('.')}`;
  if (tree.kind === 'scalar') return `${tag}${JSON.stringify(tree.text.replace(/\r\n/g, '\n'))}`;
  return tag + (canonicalMembers(tree) ?? `[${tree.members.map(({ value }) => canonical(value)).join(',')}]`);
}

export const same = (a: Tree, b: Tree): boolean => canonical(a) === canonical(b);
