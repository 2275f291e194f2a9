/** What an entry means, whatever it looks like. */
import { linesOf } from '../text.ts';
import type { Entry } from './blocks.ts';

/** The comments of a text, one a line, without the blanks around them. */
export function commentLines(text: string): readonly string[] {
  return text === '' ? [] : linesOf(text).map((line) => line.trim()).filter((line) => line !== '');
}

/** One text from several, of which no other several could be made. */
function packed(parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('');
}

/** Computes once what is asked for many times. */
function once(compute: (entry: Entry) => string): (entry: Entry) => string {
  const known = new WeakMap<Entry, string>();
  return (entry) => {
    const value = known.get(entry) ?? compute(entry);
    known.set(entry, value);
    return value;
  };
}

/** The words of an entry, and the comments between them. */
export const wordsOf = once(({ words }) => packed(words.map(({ kind, value }) => (kind === 'comment' ? value : ` ${value}`))));

/** Equal for two entries that say the same, comments included, in the same order. */
export const meaningOf: (entry: Entry) => string = once((entry) => {
  const { kind, comments, open, tail, body } = entry;
  return packed([kind, ...commentLines(comments), '', wordsOf(entry), open.trim(), tail.trim(), ...body.map(meaningOf)]);
});

/** The same without comments, and wherever the directives of a block stand in it. */
function contentOf(entry: Entry): string {
  const inner = entry.body.filter(({ kind }) => kind !== 'note').map(contentOf).sort();
  return packed([entry.kind, wordsOf(entry), ...inner]);
}

/** All comments in and above an entry. */
function commentsIn(entry: Entry): readonly string[] {
  const own = [...commentLines(entry.comments), ...commentLines(entry.open), ...commentLines(entry.tail)];
  return [...own, ...entry.body.flatMap(commentsIn)];
}

/** True if `mine` holds nothing, not even a comment, that `base` does not: so nothing is lost with it. */
export function holdsNothingElse(mine: Entry, base: Entry): boolean {
  const known = new Set(commentsIn(base));
  return contentOf(mine) === contentOf(base) && commentsIn(mine).every((comment) => known.has(comment));
}

/** What must stand in a text for it to say what these entries say, in its order: words, braces and comments. */
export function flat(body: readonly Entry[], into: string[] = []): readonly string[] {
  for (const { kind, comments, words, head, open, body: inner, tail } of body) {
    into.push(...commentLines(comments));
    for (const word of words) into.push(word.kind === 'comment' ? word.value : ` ${word.value}`);
    if (kind === 'block') {
      into.push('{', ...commentLines(open));
      flat(inner, into);
    }
    if (kind === 'block') into.push('}');
    else if (head.endsWith(';')) into.push(';');
    into.push(...commentLines(tail));
  }
  return into;
}
