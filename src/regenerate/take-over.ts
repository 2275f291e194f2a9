/**
 * A compose file that was here before, and the one we render → theirs with ours added. Pure. Every byte of theirs stays: what
 * the stack needs is put in, and a service of a name that both have is theirs.
 */
import { isMap, isPair, isScalar, parseDocument, type Document, type Pair, type YAMLMap } from 'yaml';
import { StackError } from '../errors.ts';
import { yamlSentence } from '../stack/yaml-error.ts';
import { addOnlyFor } from './kinds.ts';
import { lineAt, lineEndOf, splitMark } from './text.ts';

export interface TakenOver {
  readonly text: string;
  /** Services of theirs that have the name of one of ours. */
  readonly matched: readonly string[];
  /** Services that were added. */
  readonly added: readonly string[];
  /** Services of theirs that the stack has no part in. */
  readonly others: readonly string[];
}

const FILE = 'docker-compose.yml';

/**
 * @param name of the stack: `./stack` and the engine go by it
 * @throws StackError failed, where theirs is no compose file or cannot take it; usage, where it has another name
 */
export function takeOver(file: string, ours: string, name: string): TakenOver {
  const [mark, mine] = splitMark(file);
  const [theirs, wanted] = [read(mine), read(ours)];
  insistOnName(theirs, mine, name);
  const [own, needed] = [idsOf(theirs), idsOf(wanted)];
  const matched = needed.filter((id) => own.includes(id));
  const added = needed.filter((id) => !own.includes(id));
  const steps = [['networks'], ...added.map((id) => ['services', id]), ...matched.filter((id) => !theirs.hasIn(['services', id, 'healthcheck'])).map((id) => ['services', id, 'healthcheck'])];
  const text = steps.reduce((so, path) => withOne(so, ours, path), withAnchors(mine, theirs, ours, wanted));
  const there = read(text);
  const lost = [...added.map((id) => ['services', id]), ['networks', 'internal']].find((path) => !there.hasIn(path));
  if (lost) throw new StackError('failed', `${FILE}: ${lost.join('.')} could not be added. Nothing was written.`);
  return { text: mark + text, matched, added, others: own.filter((id) => !needed.includes(id)) };
}

/** One thing of ours at a time: two that go to the same place would be in each other's way. */
function withOne(mine: string, ours: string, path: readonly string[]): string {
  const only = parseDocument(ours);
  const anchored = topLevel(only).map(({ key }) => key.value).filter((key) => String(key).startsWith('x-'));
  only.commentBefore = null;
  keepOnly(only.contents, [path[0], ...anchored]);
  for (let depth = 1; depth < path.length; depth += 1) keepOnly(only.getIn(path.slice(0, depth)), [path[depth]]);
  try {
    return addOnlyFor(FILE)(mine, only.toString({ lineWidth: 0, flowCollectionPadding: false })).text;
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throw new StackError('failed', `${FILE}: ${path.join('.')} could not be added (${error.message.replace(/\.$/, '')}). Nothing was written.`);
  }
}

function keepOnly(node: unknown, keys: readonly unknown[]): void {
  if (isMap(node)) node.items = node.items.filter(({ key }) => isScalar(key) && keys.includes(key.value));
}

function read(text: string): Document.Parsed {
  const document = parseDocument(text, { merge: true, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new StackError('failed', `${FILE}:${lineAt(text, error.pos[0])}: ${yamlSentence(error)} Nothing was written.`);
  if (!isMap(document.contents)) throw new StackError('failed', `${FILE} is no compose file. Nothing was written.`);
  return document;
}

function insistOnName(theirs: Document, text: string, name: string): void {
  const own: unknown = theirs.get('name');
  if (own === undefined || own === name) return;
  const at = pairOf(theirs.contents, 'name')?.key.range?.[0] ?? 0;
  throw new StackError('usage', `${FILE}:${lineAt(text, at)}: its name is ${String(own)}, and the stack's is ${name}. Nothing was written.`, [`Give the stack that name, with --name, or take the line out.`]);
}

function idsOf(document: Document): readonly string[] {
  const services = document.get('services');
  return isMap(services) ? services.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : [])) : [];
}

/** Its name, and anchors, which must stand before the services that refer to them: above theirs. */
function withAnchors(mine: string, theirs: Document, ours: string, wanted: Document): string {
  const names = topLevel(wanted).filter(({ key }) => /^(x-|name$)/.test(String(key.value)) && theirs.get(key.value) === undefined);
  const at = withComments(mine, pairOf(theirs.contents, 'services')?.key.range?.[0] ?? mine.length);
  const end = lineEndOf(mine);
  const blocks = names.map(({ key }) => blockOf(ours, String(key.value))).join('\n');
  return blocks === '' ? mine : mine.slice(0, at) + blocks.replaceAll('\n', end) + end + mine.slice(at);
}

/** Where the comments begin that stand directly above; those that begin the file are about all of it. */
function withComments(text: string, at: number): number {
  const start = at - (/(?:(?<=\n|^)#[^\n]*\n)*$/.exec(text.slice(0, at))?.[0].length ?? 0);
  return start === 0 ? at : start;
}

/** The lines of a top-level key of ours: its own, and the indented ones below it. */
function blockOf(ours: string, key: string): string {
  const [block = ''] = new RegExp(`^${key}:.*\\n(?:[ \\t].*\\n|\\n(?=[ \\t]))*`, 'm').exec(ours) ?? [];
  return block;
}

interface Keyed extends Pair {
  readonly key: { readonly value: unknown; readonly range?: readonly [number, number, number] | null };
}

const topLevel = (document: Document): readonly Keyed[] => (isMap(document.contents) ? (document.contents as YAMLMap).items.filter((pair): pair is Keyed => isPair(pair) && isScalar(pair.key)) : []);

const pairOf = (contents: unknown, name: string): Keyed | undefined => (isMap(contents) ? contents.items.find((pair): pair is Keyed => isScalar(pair.key) && pair.key.value === name) : undefined);
