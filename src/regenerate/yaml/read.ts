/** Text → tree of offsets, by the tokens of `yaml`. Nothing here is ever written back. */
import { Composer, isAlias, isMap, isScalar, isSeq, Parser, type CST, type Document, type ParsedNode, type Scalar as ParsedScalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { StackError } from '../../errors.ts';
import { unfinishedMerge } from '../../stack/unfinished.ts';
import { yamlSentence } from '../../stack/yaml-error.ts';
import { columnOf, lineOf, toLines, type Lines } from './lines.ts';
import { isCollection, type Collection, type Comment, type Member, type Scalar, type Tree, type Yaml } from './tree.ts';

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Tokens = readonly CST.SourceToken[];

interface Building extends Lines {
  readonly anchors: Map<string, Tree>;
  readonly shared: Set<Tree>;
  /** How many collections are open. */
  depth: number;
}

/** Deeper than anybody nests, and less than what a call stack holds. */
const DEEPEST = 100;
const TOO_DEEP = 'what stands here is nested too deeply.';

/**
 * In the failsafe schema every scalar is text, and none is taken for a number and changed. `yaml` compares every key of a
 * map with every other one; with a thousand services that takes long, so that keys are compared here.
 */
const OPTIONS = { keepSourceTokens: true, schema: 'failsafe', prettyErrors: false, strict: true, uniqueKeys: false } as const;
const STYLES: Readonly<Record<string, Scalar['style']>> = {
  QUOTE_SINGLE: 'single', QUOTE_DOUBLE: 'double', BLOCK_LITERAL: 'block', BLOCK_FOLDED: 'block',
};

function refuse(lines: Lines, offset: number, reason: string): never {
  throw new StackError('failed', `line ${lineOf(lines, offset) + 1}: ${reason}`);
}

/**
 * Reads one YAML document whose content is a map, or nothing yet.
 * @throws StackError failed, with line and reason
 */
export function readYaml(text: string): Yaml {
  const lines = toLines(text);
  const unfinished = unfinishedMerge(text);
  if (unfinished) refuse(lines, unfinished.at, unfinished.sentence);
  const tokens = [...new Parser().parse(text)];
  const documents = [...new Composer(OPTIONS).compose(tokens)] as Document.Parsed[];
  const [document, second] = documents;
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) refuse(lines, error.pos[0], yamlSentence(error));
  if (second) refuse(lines, second.range[0], 'a second document starts here; a file with several is not supported.');
  const building = { ...lines, anchors: new Map<string, Tree>(), shared: new Set<Tree>(), depth: 0 };
  const root = document?.contents ? build(building, document.contents as ParsedNode, undefined) : nothing(text);
  const contents = root.kind === 'scalar' && root.empty ? nothing(text) : root;
  if (contents.kind !== 'map') refuse(lines, contents.start, 'a map such as "services:" was expected here.');
  return { ...lines, root: contents as Collection, comments: commentsOf(tokens), shared: building.shared };
}

function nothing(text: string): Collection {
  return { kind: 'map', flow: false, column: 0, members: [], start: text.length, end: text.length, memo: {} };
}

function build(building: Building, node: ParsedNode, owner: Member | undefined): Tree {
  if (isAlias(node)) return toAlias(building, node.source, node.range, owner);
  const tree: Tree = isScalar(node) ? toScalar(building, node, owner) : toCollection(building, node, owner);
  if (tree.anchor) building.anchors.set(tree.anchor, tree);
  if (building.depth++ > DEEPEST) refuse(building, tree.start, TOO_DEEP);
  if (isMap(node)) addEntries(building, tree as Collection, node as YAMLMap.Parsed);
  if (isSeq(node)) addItems(building, tree as Collection, node as YAMLSeq.Parsed);
  building.depth--;
  return tree;
}

function toAlias(building: Building, name: string, [start, end]: readonly number[], owner: Member | undefined): Tree {
  const target = building.anchors.get(name) ?? refuse(building, start ?? 0, `*${name} refers to no anchor above it.`);
  building.shared.add(target);
  return { kind: 'alias', start: start ?? 0, end: end ?? 0, owner, memo: {}, target };
}

function toScalar({ text }: Building, { range: [start, end], type, value, anchor, tag }: ParsedScalar.Parsed, owner: Member | undefined): Scalar {
  const style = STYLES[type ?? ''] ?? 'plain';
  const last = style === 'block' ? endOfBlock(text.slice(start, end), start) : end;
  return { kind: 'scalar', start, end: last, anchor, tag: tag as string | undefined, owner, memo: {}, text: String(value ?? ''), style, empty: start === end };
}

/** Empty lines below a block scalar are only counted to it where it says so (`|+`). */
function endOfBlock(source: string, start: number): number {
  return start + source.replace(/^[|>][0-9]*\+/.test(source) ? /\r?\n$/ : /\s+$/, '').length;
}

function toCollection(building: Building, node: YAMLMap.Parsed | YAMLSeq.Parsed, owner: Member | undefined): Collection {
  const { range: [start, end], anchor, tag, srcToken: token } = node;
  const kind = isMap(node) ? 'map' : 'seq';
  if (kind === 'map' && token?.type !== 'block-map' && token?.type !== 'flow-collection') refuse(building, start, 'a pair without braces inside a list is not supported.');
  const flow = token?.type === 'flow-collection';
  const column = flow ? columnOf(building, start) : ((token as CST.BlockMap | undefined)?.indent ?? 0);
  return { kind, start, end, anchor, tag: tag as string | undefined, owner, memo: {}, flow, column, members: [] };
}

const isMatter = ({ type }: CST.SourceToken): boolean => type !== 'space' && type !== 'newline' && type !== 'comment' && type !== 'comma';
const endOfToken = ({ offset, source }: CST.SourceToken): number => offset + source.length;
const firstMatter = (tokens: Tokens): number | undefined => tokens.find(isMatter)?.offset;

function lastMatter(tokens: Tokens): number {
  const last = tokens.findLast(isMatter);
  return last ? endOfToken(last) : -1;
}

type Start = Pick<Member, 'key' | 'quotedKey' | 'head' | 'after' | 'comma'>;
const NO_TOKENS: Tokens = [];

interface ItemTokens {
  readonly start: Tokens;
  readonly key?: CST.Token | null | undefined;
  readonly sep?: Tokens | undefined;
  readonly value?: CST.Token | undefined;
}

/** Tokens that stand for a member: behind the last one there may be some that hold only comments or a comma. */
function itemsOf(node: ParsedNode): readonly { readonly item: ItemTokens; readonly comma: number | undefined }[] {
  const items = ((node as { srcToken?: { items?: readonly ItemTokens[] } }).srcToken?.items ?? []);
  const comma = (item: ItemTokens | undefined) => item?.start.find(({ type }) => type === 'comma')?.offset;
  return items
    .map((item, index) => ({ item, comma: comma(items[index + 1]) }))
    .filter(({ item }) => item.key || item.sep || item.value || item.start.some(isMatter));
}

function addEntries(building: Building, map: Collection, node: YAMLMap.Parsed): void {
  const tokens = itemsOf(node);
  const names = new Set<string>();
  node.items.forEach((pair, index) => {
    const { item, comma } = tokens[index] ?? { item: { start: [] }, comma: undefined };
    const key = pair.key as ParsedNode;
    if (!isScalar(key)) refuse(building, key.range[0], 'a key that is no plain text is not supported (is this a template?).');
    if (names.size === names.add(String(key.value)).size) refuse(building, key.range[0], `"${key.value}" stands here for the second time.`);
    const head = firstMatter(item.start) ?? key.range[0];
    const after = Math.max(key.range[1], item.sep ? lastColon(item.sep) : -1);
    const quotedKey = STYLES[key.type ?? ''] !== undefined;
    addMember(building, map, pair.value, { key: String(key.value), quotedKey, head, after, comma }, item.sep ?? NO_TOKENS);
  });
}

function lastColon(sep: Tokens): number {
  const colon = sep.find(({ type }) => type === 'map-value-ind');
  return colon ? endOfToken(colon) : -1;
}

function addItems(building: Building, seq: Collection, node: YAMLSeq.Parsed): void {
  const tokens = itemsOf(node).filter(({ item }) => seq.flow || item.start.some(({ type }) => type === 'seq-item-ind'));
  node.items.forEach((value, index) => {
    const { item, comma } = tokens[index] ?? { item: { start: [] }, comma: undefined };
    const dash = item.start.find(({ type }) => type === 'seq-item-ind');
    const head = dash?.offset ?? firstMatter(item.start) ?? (value as ParsedNode).range[0];
    const after = dash ? endOfToken(dash) : head;
    addMember(building, seq, value as ParsedNode, { key: '', quotedKey: false, head, after, comma }, item.start);
  });
}

function addMember(building: Building, into: Collection, node: ParsedNode | null, { key, quotedKey, head, after, comma }: Start, props: Tokens): void {
  const index = into.members.length;
  const at = Math.max(after, lastMatter(props));
  const nothingThere: Tree = { kind: 'scalar', start: at, end: at, text: '', style: 'plain', empty: true, memo: {} };
  const member: Draft<Member> = { key, quotedKey, parent: into, index, head, after, end: at, comma, value: nothingThere };
  const value: Draft<Tree> = node ? build(building, node, member) : nothingThere;
  value.owner = member;
  member.value = value;
  if (value.kind === 'scalar' && value.empty) value.start = value.end = at;
  else member.end = Math.max(at, endOfContent(value));
  (into.members as Member[]).push(member);
}

/** Where what a tree holds ends, comments below it left out. */
function endOfContent(tree: Tree): number {
  return isCollection(tree) && !tree.flow ? (tree.members.at(-1)?.end ?? tree.end) : tree.end;
}

/** All comments below these tokens; a parser's tokens are read directly, as a document forgets where its comments stood. */
function commentsOf(tokens: readonly CST.Token[]): readonly Comment[] {
  const found: Comment[] = [];
  const scan = (some: Tokens | undefined): void => {
    for (const { type, offset, source } of some ?? NO_TOKENS) if (type === 'comment') found.push({ at: offset, text: source.trimEnd() });
  };
  const look = (token: CST.Token | null | undefined): void => {
    if (!token) return;
    if (token.type === 'comment') scan([token]);
    if ('items' in token) for (const { start, key, sep, value } of token.items) scan(start), look(key), scan(sep), look(value);
    if (token.type === 'document') scan(token.start), look(token.value);
    if (token.type === 'block-scalar') scan(token.props as Tokens);
    if ('end' in token) scan(token.end);
  };
  tokens.forEach(look);
  return found.sort((a, b) => a.at - b.at);
}
