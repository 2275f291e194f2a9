/**
 * A three-way merge of plain data that knows nothing of texts, written apart from the tool: which paths both sides have
 * set to different values, and what the file must say where nobody is in the other's way.
 */
import { parse } from 'yaml';

export type Data = string | null | { [key: string]: Data };

const SETS = new Set(['networks', 'depends_on', 'env_file', 'environment', 'labels', 'ports', 'volumes', 'cap_drop', 'security_opt', 'tmpfs', 'profiles', 'args', 'with', 'api-prefix']);
const SECTIONS = new Set(['services', 'networks', 'volumes', 'configs', 'secrets']);

/** Lists that are sets as objects, all other lists as one text. */
function plain(value: unknown, path: readonly string[]): Data {
  if (value === null || value === undefined) return null;
  if (value === '') return path.length === 1 || path.at(-2) === 'networks' ? null : '';
  if (Array.isArray(value)) return SETS.has(path.at(-1) ?? '') && (path.length > 2 || !SECTIONS.has(path[0] ?? '')) ? fromList(value, path) : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, inner]) => [key, plain(inner, [...path, key])] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function fromList(items: readonly unknown[], path: readonly string[]): Data {
  const result: { [key: string]: Data } = {};
  for (const item of items) {
    const [key, value] = asEntry(item, path);
    let name = key;
    while (name in result) name += "'";
    result[name] = value;
  }
  return items.length === 0 ? null : result;
}

function asEntry(item: unknown, path: readonly string[]): readonly [string, Data] {
  const kind = path.at(-1);
  if (typeof item === 'object' && item !== null) {
    const { target = '', ...rest } = item as Record<string, unknown>;
    return [String(target), plain(rest, [...path, '-'])];
  }
  const text = String(item);
  if (kind === 'environment' || kind === 'args' || kind === 'labels') return [text.replace(/=.*/s, ''), text.includes('=') ? text.replace(/^[^=]*=/s, '') : null];
  if (kind === 'ports') return [text.replace(/.*:/s, ''), text];
  if (kind === 'depends_on') return [text, { condition: '*' }];
  return [text, null];
}

const known = new Map<string, Data>();

/** The same for a text that comes again and again. */
export function knownData(text: string): Data {
  const data = known.get(text) ?? dataOf(text);
  known.set(text, data);
  return data;
}

/** What the text says; merge keys and aliases stay names, so that each is one value, and a tag is one item more. */
export function dataOf(text: string): Data {
  const named = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n').replace(/: \*([\w-]+)/g, ': "*$1"').replaceAll(/: !(\w+) \[/g, ': ["!$1", ').replaceAll(/: !(\w+) (\w+)/g, ': "!$1 $2"');
  return plain(parse(named, { schema: 'failsafe', logLevel: 'silent' }), []);
}

const isMap = (data: Data | undefined): data is { [key: string]: Data } => typeof data === 'object' && data !== null;

const isAny = (a: Data | undefined, b: Data | undefined): boolean => (a === '*' || b === '*') && a !== undefined && b !== undefined;

/** Equal, where a list that cannot say a condition is equal to all. */
export function equal(a: Data | undefined, b: Data | undefined, loose = isAny): boolean {
  if (!isMap(a) || !isMap(b)) return a === b || loose(a, b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => equal(a[key], b[key], loose));
}

const exactly = (): boolean => false;

export interface Verdict {
  readonly expected: Data | undefined;
  /** Paths that both sides have changed, to different values. */
  readonly clashes: readonly string[];
}

const isOpen = (path: readonly string[]): boolean => path.length === 0 || (path.length === 1 && SECTIONS.has(path[0] ?? '')) || ((path.length > 2 || !SECTIONS.has(path[0] ?? '')) && SETS.has(path.at(-1) ?? ''));

/** What goes with the image of a service, and stays with a person's own. */
const WITH_IMAGE = new Set(['command', 'entrypoint', 'user', 'volumes', 'tmpfs', 'healthcheck']);

/** @param held paths, from the document's beginning, that stay as they are with all below them */
export function threeWay(base: Data | undefined, mine: Data | undefined, next: Data | undefined, held: ReadonlySet<string> = new Set(), path: readonly string[] = []): Verdict {
  if (held.has(path.join('.'))) return { expected: mine, clashes: [] };
  const holds = [...held].some((one) => one.startsWith([...path, ''].join('.')));
  if (holds && isMap(mine) && (isMap(base) || isMap(next))) return each(base, mine, next, held, path);
  if (equal(base, next) || equal(mine, next)) return { expected: mine, clashes: [] };
  // Who writes a list where conditions were has changed what starts when: of a service that goes, it would be lost.
  if (equal(base, mine, path.includes('depends_on') ? isAny : exactly)) return { expected: next, clashes: [] };
  if (mine === undefined) return { expected: mine, clashes: [] };
  const empty = (data: Data | undefined) => data === undefined || data === null;
  const maps = [base, mine, next].every((data) => isMap(data) || empty(data));
  if (maps && (isOpen(path) || (isMap(base) && isMap(next)))) return each(base, mine, next, held, path);
  return { expected: mine, clashes: [path.join('.')] };
}

function each(base: Data | undefined, mine: Data | undefined, next: Data | undefined, outer: ReadonlySet<string>, path: readonly string[]): Verdict {
  const at = (data: Data | undefined, key: string) => (isMap(data) ? data[key] : undefined);
  const own = path.length === 2 && path[0] === 'services' && threeWay(at(base, 'image'), at(mine, 'image'), at(next, 'image')).clashes.length > 0;
  const held = own ? new Set([...outer, ...[...WITH_IMAGE].map((key) => [...path, key].join('.'))]) : outer;
  const keys = new Set([base, mine, next].flatMap((data) => (isMap(data) ? Object.keys(data) : [])));
  const result: { [key: string]: Data } = {};
  const clashes: string[] = [];
  for (const key of keys) {
    const verdict = threeWay(at(base, key), at(mine, key), at(next, key), held, [...path, key]);
    if (verdict.expected !== undefined) result[key] = verdict.expected;
    clashes.push(...verdict.clashes);
  }
  return { expected: Object.keys(result).length > 0 ? result : next === null || mine === null ? null : undefined, clashes };
}
