/**
 * Plain values → YAML as a careful person writes it. Everything is quoted that a reader of YAML 1.1 or 1.2
 * could take for something else than text; short lists and the small maps named below stand on one line.
 */
import { Document, isMap, isScalar, isSeq, Pair, Scalar, visit, type Node, type YAMLMap } from 'yaml';

/** Maps that read better on one line. */
const FLOW_MAPS = new Set(['bind', 'limits', 'options', 'args', 'ulimits', 'driver_opts', 'tmpfs']);
const WIDTH = 112;

/** Words, sizes, times and image tags that no YAML reader takes for a number, a truth value, null, a date or a tag. */
const PLAIN =
  /^(?!(?:y|n|yes|no|on|off|true|false|null|\.inf|\.nan|e[-+]?\d+)$)(?:(?:[a-z$/]|\.[a-z/])[\w$/.@%+=-]*|[a-z][a-z0-9./-]*:\d[\w.-]*|\d+[smhkgb])$/i;

/** A string that needs no quotes, wherever it stands and whoever reads it. */
export function isPlain(value: string): boolean {
  return PLAIN.test(value);
}

/** How a string is written: in literal lines, quoted or as it is. */
function style(value: string): Scalar.Type {
  if (value.includes('\n')) return 'BLOCK_LITERAL';
  return isPlain(value) ? 'PLAIN' : 'QUOTE_DOUBLE';
}

/** Quotes what needs it; in a list, one quoted item has the others quoted too. */
function quote(node: Node | null): void {
  const scalars = isSeq(node) ? node.items.filter(isScalar) : isScalar(node) ? [node] : [];
  const texts = scalars.filter((scalar): scalar is Scalar<string> => typeof scalar.value === 'string');
  const quoted = texts.some((scalar) => style(scalar.value) === 'QUOTE_DOUBLE');
  for (const text of texts) text.type = quoted && style(text.value) === 'PLAIN' ? 'QUOTE_DOUBLE' : style(text.value);
}

const allScalars = (items: readonly unknown[]) => items.every((item) => isScalar(item));

/** Conditions of depends_on stand under the names of services, whatever these are. */
const isCondition = (node: YAMLMap): boolean => node.items.length === 1 && isScalar(node.items[0]?.key) && node.items[0].key.value === 'condition';

/** Puts the collection on one line where all of it is short and flat. */
function flatten(key: string, node: Node | null): void {
  if (isSeq(node)) {
    const oneLine = allScalars(node.items) && node.items.every((item) => !String((item as Scalar).value).includes('\n'));
    node.flow = oneLine && JSON.stringify(node.toJSON()).length + key.length < WIDTH - 16;
  } else if (isMap(node)) {
    node.flow = node.items.length === 0 || ((FLOW_MAPS.has(key) || isCondition(node)) && allScalars(node.items.map((pair) => pair.value)));
  }
}

/**
 * A document of `value`, with comments.
 * @param comments what stands above a key, by its path joined with dots
 */
export function toDocument(value: unknown, comments: Readonly<Record<string, string>> = {}): Document {
  const document = new Document(value);
  visit(document, {
    Pair: (_, pair) => {
      quote(pair.value as Node | null);
      if (isScalar(pair.key)) flatten(String(pair.key.value), pair.value as Node | null);
    },
  });
  for (const [path, comment] of Object.entries(comments)) comment && setComment(document, path.split('.'), comment);
  return document;
}

function setComment(document: Document, path: readonly string[], comment: string): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  if (!(pair instanceof Pair) || !isScalar(pair.key)) throw new Error(`no ${path.join('.')} to comment on`);
  pair.key.commentBefore = comment.split('\n').map((line) => ` ${line}`).join('\n');
}

/** Says once what all services have in common, `x-service`: an anchor, and a merge key in each. */
export function share(document: Document): void {
  const common = document.get('x-service', true);
  const all = document.get('services', true);
  if (!isMap(common) || !isMap(all)) return;
  common.anchor = 'service';
  for (const { value } of all.items) {
    if (isMap(value)) value.items.unshift(document.createPair(new Scalar('<<'), document.createAlias(common, 'service')));
  }
}

/** An empty line before each section and each service but the first. */
export function space(document: Document): void {
  const sections = isMap(document.contents) ? document.contents.items : [];
  const services = document.get('services', true);
  const apart = [...sections.slice(1), ...(isMap(services) ? services.items.slice(1) : [])] as Pair[];
  for (const { key } of apart) if (isScalar(key)) key.spaceBefore = true;
}

/** The text of a document: two spaces deep, lines never broken. */
export function stringify(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
