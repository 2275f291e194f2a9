/**
 * Six edits of any compose file. The wanted result is made with `yaml`'s own document editing, which knows nothing of our
 * splices: base is the document as `yaml` writes it, next the same one edited, mine the bytes as they were found.
 */
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { mergeYaml } from '../../src/regenerate/yaml/merge.ts';

/** Bytes of mine that the edit may take away. */
type Takes = (mine: string) => number;

interface ComposeEdit {
  /** False where the file has no place for it. */
  readonly apply: (document: Document, service: string) => boolean;
  readonly takes: Takes;
}

const firstService = (document: Document): string | undefined => {
  const services = document.get('services', true);
  const pair = isMap(services) ? services.items.find(({ value }) => isMap(value)) : undefined;
  return isScalar(pair?.key) ? String(pair.key.value) : undefined;
};

const blank = (node: unknown): boolean => node === undefined || (isScalar(node) && !node.tag && (node.source === undefined || /^(?:|~|null)$/.test(node.source)) && node.type === 'PLAIN');

/** Appends to a list, adds to a map, or makes the list. */
function add(document: Document, path: readonly string[], item: string, entry: readonly [string, unknown]): boolean {
  const node = document.getIn(path, true);
  if (isSeq(node)) node.add(document.createNode(item));
  else if (isMap(node)) node.set(entry[0], document.createNode(entry[1]));
  else if (blank(node)) document.setIn(path, document.createNode([item]));
  return isSeq(node) || isMap(node) || blank(node);
}

/** An empty list or map that is filled is written anew. */
const emptied: Takes = () => 4;

export const COMPOSE_EDITS: Readonly<Record<string, ComposeEdit>> = {
  insertService: {
    apply: (document) => {
      document.setIn(['services', 'added'], document.createNode({ image: 'example/added:1', ports: ['7000:7000'], environment: { ADDED: 'yes-it-is' } }));
      return true;
    },
    takes: emptied,
  },
  addNetwork: { apply: (document, service) => add(document, ['services', service, 'networks'], 'default', ['default', {}]), takes: emptied },
  appendPort: { apply: (document, service) => add(document, ['services', service, 'ports'], '7001:7001', ['', '']), takes: emptied },
  addEnvironment: { apply: (document, service) => add(document, ['services', service, 'environment'], 'ADDED=1a', ['ADDED', '1a']), takes: emptied },
  setImage: {
    apply: (document, service) => {
      const image = document.getIn(['services', service, 'image'], true);
      if (isScalar(image)) image.value = 'example/other:9';
      return isScalar(image);
    },
    takes: (mine) => Math.max(...[...mine.matchAll(/image\W+([^\n]*)/g)].map(([, text = '']) => text.length), 0),
  },
  deleteService: {
    apply: (document, service) => {
      const services = document.get('services', true);
      return isMap(services) && services.items.length > 1 && services.delete(service);
    },
    takes: (mine) => mine.length,
  },
};

export type Outcome = 'right' | 'not applicable' | 'conflict' | 'WRONG';

export interface Result {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly text: string;
  readonly next: string;
}

const data = (text: string): string => JSON.stringify(sorted(parseDocument(text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n'), { schema: 'failsafe', merge: true, logLevel: 'silent' }).toJS({ maxAliasCount: -1 })));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? '';
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '' : Object.fromEntries(entries);
}

function common(a: string, b: string): number {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return start + end;
}

const withoutEmptyLines = (text: string): string => text.replace(/(?<=\n)[ \t]*\r?\n/g, '');

const emptyLines = (text: string): number => text.split(/\r?\n/).filter((line) => line.trim() === '').length;

/** True if at most so many bytes of the first text, in one place, are not in the second. */
const keeps = (mine: string, text: string, takes: number): boolean => common(mine, text) >= mine.length - takes;

const comments = (text: string): readonly string[] => text.match(/#[^\n]*/g) ?? [];

/** Nothing where an alias is left without its anchor. */
function printed(document: Document, print: (document: Document) => string): string | undefined {
  try {
    return print(document);
  } catch {
    return undefined;
  }
}

/** One edit of one file, and what came of it. */
export function tryEdit(mine: string, name: string): Result {
  const read = () => parseDocument(mine.replace(/^\uFEFF/, ''), { schema: 'failsafe', logLevel: 'silent' });
  const print = (document: Document) => `# As it was.\n${document.toString({ lineWidth: 0 })}`;
  const edited = read();
  const service = firstService(edited);
  const edit = COMPOSE_EDITS[name];
  if (!edit || service === undefined || isAlias(edited.getIn(['services', service], true)) || !edit.apply(edited, service)) return { outcome: 'not applicable', text: mine, next: mine };
  const base = print(read());
  const next = printed(edited, print);
  if (next === undefined) return { outcome: 'not applicable', text: mine, next: mine };
  const { text, conflicts } = mergeYaml(base, mine, next, () => undefined);
  const made = { text, base, next };
  if (conflicts.length > 0) return { outcome: 'conflict', reason: conflicts.map(({ path, why }) => `${path}: ${why}`).join(' '), ...made };
  const wrong = fault(mine, made, edit.takes(mine)) ?? (name === 'setImage' ? undefined : notBack(mine, base, made, name));
  return wrong === undefined ? { outcome: 'right', ...made } : { outcome: 'WRONG', reason: wrong, ...made };
}

function fault(mine: string, { text, base, next }: { text: string; base: string; next: string }, takes: number): string | undefined {
  if (data(text) !== data(next)) return 'other data than wanted';
  // `yaml` may write an empty line in another place than before; then we were asked to move it as well.
  const asAsked = emptyLines(text) - emptyLines(mine) === emptyLines(next) - emptyLines(base) && keeps(withoutEmptyLines(mine), withoutEmptyLines(text), takes);
  if (!keeps(mine, text, takes) && !asAsked) return 'bytes changed outside the edit';
  const there = comments(text);
  return takes < mine.length && comments(mine).some((comment) => !there.includes(comment)) ? 'a comment is gone' : undefined;
}

/** What was added and is taken out again leaves nothing behind. */
function notBack(mine: string, base: string, { text, next }: { text: string; next: string }, name: string): string | undefined {
  if (name === 'deleteService') return undefined;
  const back = mergeYaml(next, text, base, () => undefined);
  if (back.conflicts.length > 0) return `cannot be taken out: ${back.conflicts.map(({ why }) => why).join(' ')}`;
  return back.text === mine ? undefined : `leaves something behind: ${JSON.stringify(back.text)}`;
}
