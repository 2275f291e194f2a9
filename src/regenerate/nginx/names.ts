/** Names that one directive defines and others use. Without its definition nginx refuses the whole file. */
import type { Entry } from './blocks.ts';
import { valuesOf } from './keys.ts';

type NameOf = (args: readonly string[]) => string | undefined;

const first: NameOf = (args) => args[0];
const last: NameOf = (args) => args.at(-1);
const zone: NameOf = (args) => args.map((arg) => /^zone=[^:]+/.exec(arg)?.[0]).find((name) => name !== undefined);

/** By the directive: the name as others use it, among its arguments. */
const DEFINED: ReadonlyMap<string, NameOf> = new Map([
  ['upstream', first], ['log_format', first], ['set', first],
  ['map', last], ['geo', last], ['split_clients', last],
  ['limit_req_zone', zone], ['limit_conn_zone', zone],
]);

/** `$name`, `zone=name`, or a plain name; undefined for what defines none. */
export function definedBy(entry: Entry): string | undefined {
  const [name = '', ...args] = valuesOf(entry.words);
  return DEFINED.get(name)?.(args);
}

function uses(word: string, name: string): boolean {
  if (word === name) return true;
  const isVariable = name.startsWith('$');
  const starts = isVariable ? [name, `\${${name.slice(1)}`] : [`//${name}`];
  const more = isVariable ? /^\w/ : /^[\w.-]/;
  return starts.some((start) => word.split(start).slice(1).some((rest) => !more.test(rest)));
}

/** All definitions, and all words that may use one. */
function wordsIn(body: readonly Entry[], defined: Set<string>, words: Set<string>): void {
  for (const entry of body) {
    const name = definedBy(entry);
    if (name !== undefined) defined.add(name);
    for (const word of valuesOf(entry.words).slice(1)) if (word !== name) words.add(word);
    wordsIn(entry.body, defined, words);
  }
}

/** Which of the names the entries use without any of them defining it. */
export function missing(body: readonly Entry[], names: ReadonlySet<string>): ReadonlySet<string> {
  const [defined, words] = [new Set<string>(), new Set<string>()];
  wordsIn(body, defined, words);
  const used = (name: string): boolean => [...words].some((word) => uses(word, name));
  return new Set([...names].filter((name) => !defined.has(name) && used(name)));
}
