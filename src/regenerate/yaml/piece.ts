/** A member of the next render as text for another place: its own source where that fits, moved to column 0. */
import { StackError } from '../../errors.ts';
import { isPlain } from '../../render/yaml.ts';
import { lastLine, leadOf } from './around.ts';
import { membersOf } from './identity.ts';
import { endOf, indentOf, lineOf } from './lines.ts';
import { readYaml } from './read.ts';
import { exact, isTyped } from './same.ts';
import { commentsIn, isCollection, isNull, pathOf, treesIn, type Alias, type Collection, type Member, type Scalar, type Tree, type Yaml } from './tree.ts';

export interface Piece {
  /** What it is called there, where that is a map. */
  readonly key: string;
  /** From the key or `-` on, as if it stood at column 0. */
  readonly lines: readonly string[];
  /** What the value says; see same.ts. */
  readonly exact: string;
  /** Comments in the lines. */
  readonly comments: readonly string[];
}

/** Where a piece shall go. */
export interface Style {
  readonly kind: Collection['kind'];
  readonly flow: boolean;
  /** In JSON, and where all keys around it have quotes. */
  readonly quotedKeys: boolean;
}

export const styleOf = ({ kind, flow, members }: Collection): Style => ({ kind, flow, quotedKeys: members.length > 0 && members.every(({ quotedKey }) => quotedKey) });

/** Ends an operation that cannot be done; it becomes a conflict with this reason. */
export function refuse(reason: string): never {
  throw new StackError('failed', reason);
}

function at(root: Collection, path: readonly string[]): Tree | undefined {
  return path.reduce<Tree | undefined>((tree, key) => (tree?.kind === 'map' ? membersOf(tree).get(key)?.member.value : undefined), root);
}

/** Source of `next`, in which aliases carry the names that their anchors have in `mine`. */
function source(next: Yaml, mine: Yaml, member: Member, from: number, to: number): string {
  const aliases = [...treesIn(member.value)].filter((tree): tree is Alias => tree.kind === 'alias');
  const inside = new Set(aliases.length > 0 ? treesIn(member.value) : []);
  const edits = aliases.filter(({ target }) => !inside.has(target)).map((alias) => ({ ...alias, name: anchorOf(mine, alias) }));
  const parts = edits.map(({ start, end, name }, index) => next.text.slice(edits[index - 1]?.end ?? from, start) + (start < end ? `*${name}` : ''));
  return parts.join('') + next.text.slice(edits.at(-1)?.end ?? from, to);
}

function anchorOf(mine: Yaml, { target }: Alias): string {
  const path = pathOf(target);
  return at(mine.root, path)?.anchor ?? refuse(`It refers to ${path.join('.')}, which has no anchor in your file any more.`);
}

function dedent(line: string, column: number): string {
  return line.slice(Math.min(column, indentOf(line)));
}

/** The member in the style in which it stands. */
function asItStands(next: Yaml, mine: Yaml, member: Member): Pick<Piece, 'lines' | 'comments'> {
  const { flow, column, kind } = member.parent;
  const to = flow ? member.end : endOf(next, lastLine(next, member));
  const [first = '', ...others] = source(next, mine, member, member.head, to).split(/\r?\n/);
  const comments = commentsIn(next, member.head, to).map(({ text }) => text);
  const rest = others.map((line) => (flow ? `    ${line.trimStart()}` : dedent(line, column)));
  return { lines: [flow && kind === 'seq' ? `- ${first}` : first, ...rest], comments };
}

/** A tree on one line. */
function onOneLine(next: Yaml, mine: Yaml, tree: Tree, quotedKeys: boolean): string {
  const props = next.text.slice(tree.owner?.after ?? tree.start, tree.start).trim();
  const prefix = props !== '' && !/[#\n]/.test(props) ? `${props} ` : '';
  if (tree.kind === 'alias') return `*${anchorOf(mine, tree)}`;
  if (tree.kind === 'scalar') return prefix + scalarOnOneLine(tree, next.text.slice(tree.start, tree.end), quotedKeys);
  const parts = tree.members.map((member) => keyFor(member.key, quotedKeys) + onOneLine(next, mine, member.value, quotedKeys));
  return prefix + (tree.kind === 'map' ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`);
}

const keyFor = (key: string, quoted: boolean): string => (key === '' ? '' : `${quoted || !/^[\w<./-]+$/.test(key) ? JSON.stringify(key) : key}: `);

/** Where keys have quotes, as in JSON, texts have them too. */
function scalarOnOneLine({ text, style }: Scalar, written: string, quotes: boolean): string {
  if (style === 'plain' && text === '') return 'null';
  const plain = style === 'plain' && !/[[\]{},]/.test(written) && !(quotes && !isTyped(text));
  const fits = plain || style === 'double' || (style === 'single' && !quotes);
  return fits && !written.includes('\n') ? written : JSON.stringify(text);
}

const quoted = (text: string): string => (isPlain(text) ? text : JSON.stringify(text));

/** A map entry as a list item: `A: b` → `A=b`, `db: {condition: …}` → `db`. */
function asItem({ key, parent, value }: Member): string {
  const separator = parent.owner?.key === 'extra_hosts' ? ':' : '=';
  return quoted(value.kind === 'scalar' && !isNull(value) ? `${key}${separator}${value.text}` : key);
}

/** A list item as a map entry: `A=b` → `A: b`, `db` → `db: {condition: service_started}`. */
function asEntry({ parent, value }: Member): readonly [string, string] {
  const name = parent.owner?.key;
  const text = value.kind === 'scalar' ? value.text : '';
  if (isCollection(value) || text === '') refuse('Your file writes this list as a map, in which the new item has no form.');
  if (name === 'depends_on') return [text, '{condition: service_started}'];
  if (name === 'networks') return [text, '{}'];
  const at = text.search(name === 'extra_hosts' ? /[:=]/ : /=/);
  return at === -1 ? [text, ''] : [text.slice(0, at), quoted(text.slice(at + 1))];
}

function converted(member: Member, { kind, flow, quotedKeys }: Style): Piece {
  const [key, value] = kind === 'map' ? asEntry(member) : ['', asItem(member)];
  const read = readYaml(`a: ${value}\n`).root.members[0]?.value;
  return { key, lines: [`${kind === 'map' ? keyFor(key, quotedKeys) : flow ? '' : '- '}${value}`.trimEnd()], exact: read ? exact(read) : '', comments: [] };
}

/** The member as it has to be written there. */
export function pieceFor(next: Yaml, mine: Yaml, member: Member, style: Style): Piece {
  if (member.parent.kind !== style.kind) return converted(member, style);
  if (!style.flow) return { key: member.key, ...asItStands(next, mine, member), exact: exact(member.value) };
  const text = keyFor(member.key, style.quotedKeys) + onOneLine(next, mine, member.value, style.quotedKeys);
  return { key: member.key, lines: [text], exact: exact(member.value), comments: [] };
}

/** The empty lines and comments above a member, as if it stood at column 0. */
export function leadFor(next: Yaml, member: Member): readonly string[] {
  return leadOf(next, member).map((line) => dedent(line, member.parent.column));
}

/** What a member holds, as it is written: for people to compare. */
export function written(yaml: Yaml, member: Member): string {
  const { flow, column } = member.parent;
  const to = flow ? member.end : endOf(yaml, lineOf(yaml, member.end));
  return yaml.text.slice(member.head, to).split(/\r?\n/).map((line, index) => (index === 0 ? line : dedent(line, column))).join('\n');
}
