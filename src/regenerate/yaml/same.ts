/** When two trees say the same: by the source of their scalars, never by JavaScript's idea of a value. */
import { isMerged } from './identity.ts';
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
