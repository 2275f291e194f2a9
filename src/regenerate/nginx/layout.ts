/** Entries of one file, written as another file writes: its indentation and its line ends. No word changes. */
import { lineEndOf, linesOf, withLineEnds } from '../text.ts';
import type { Entry, File, Word } from './blocks.ts';

export interface Layout {
  readonly end: '\n' | '\r\n';
  /** By how much a block is indented more than what is around it. */
  readonly unit: string;
}

export function layoutOf(text: string, file: File): Layout {
  return { end: lineEndOf(text), unit: unitOf(file.body) ?? '    ' };
}

function unitOf(body: readonly Entry[]): string | undefined {
  for (const { indent, body: inner } of body) {
    const child = inner.find((entry) => entry.kind !== 'note' && entry.ownLine)?.indent ?? '';
    if (child.startsWith(indent) && child !== indent) return child.slice(indent.length);
    const deeper = unitOf(inner);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** How a body is indented, by its first line. */
export function indentOf(body: readonly Entry[]): string | undefined {
  const first = body.find(({ kind, ownLine }) => kind !== 'note' && ownLine) ?? body.find(({ kind }) => kind === 'note');
  return first && ownIndent(first);
}

export function ownIndent(entry: Entry): string {
  return entry.kind === 'note' ? (/^[ \t]*/.exec(entry.comments)?.[0] ?? '') : entry.indent;
}

/** Turns the indent of a line into that of its new place. */
export type Shift = (indent: string) => string;

/** From lines indented by `from` to lines indented by `to`; what they are indented more follows the units. */
export function shift(from: string, to: string, before: Layout, after: Layout): Shift {
  return (indent) => {
    if (!indent.startsWith(from)) return indent;
    let [rest, more] = [indent.slice(from.length), ''];
    for (; rest.startsWith(before.unit); rest = rest.slice(before.unit.length)) more += after.unit;
    return to + more + rest;
  };
}

export function moveLines(text: string, by: Shift, end: Layout['end']): string {
  return linesOf(text).map((line) => withLineEnds(line.replace(/^[ \t]*/, by), end)).join('');
}

/** Lines that begin between words are indented anew; a line that begins inside a quoted word is part of that word. */
function moveHead(entry: Entry, from: number, to: number, by: Shift, end: Layout['end']): string {
  let [text, at] = ['', from];
  const gap = (until: number): string => entry.head.slice(at, until).replace(/(\r?\n)([ \t]*)/g, (_, __, indent: string) => end + by(indent));
  for (const word of entry.words.filter((candidate) => candidate.start >= from && candidate.end <= to)) {
    text += gap(word.start) + entry.head.slice(word.start, word.end);
    at = word.end;
  }
  return text + gap(to);
}

/** The entry at another place. */
export function moved(entry: Entry, by: Shift, end: Layout['end']): Entry {
  return {
    ...entry,
    lead: withLineEnds(entry.lead, end),
    comments: moveLines(entry.comments, by, end),
    indent: entry.ownLine ? by(entry.indent) : entry.indent,
    head: moveHead(entry, 0, entry.head.length, by, end),
    open: withLineEnds(entry.open, end),
    body: entry.body.map((child) => moved(child, by, end)),
    close: movedClose(entry, by, end),
    tail: withLineEnds(entry.tail, end),
  };
}

/** The closing brace is indented only if it begins its line. */
function movedClose({ open, body, close }: Entry, by: Shift, end: Layout['end']): string {
  const last = body.at(-1);
  const above = last ? last.comments + last.tail : open;
  const text = withLineEnds(close, end);
  if (!/\n[ \t]*$/.test(above) && !text.includes('\n')) return text;
  return text.replace(/[ \t]*(?=\}$)/, by);
}

const alike = (one: Word | undefined, other: Word | undefined): boolean => one?.value === other?.value && one?.kind === other?.kind;

/** The head of `mine`, saying what that of `next` says; the words at both ends that say the same keep their bytes. */
export function rewritten(mine: Entry, next: Entry, by: Shift, end: Layout['end']): string {
  const [ours, theirs] = [mine.words, next.words];
  const most = Math.min(ours.length, theirs.length);
  let [first, last] = [0, 0];
  while (first < most && alike(ours[first], theirs[first])) first++;
  while (last < most - first && alike(ours.at(-1 - last), theirs.at(-1 - last))) last++;
  const ends = (words: readonly Word[], index: number): number => words[index]?.end ?? 0;
  const [goes, comes] = [ours.length - last > first, theirs.length - last > first];
  const begin = (words: readonly Word[]): number => (goes && comes ? (words[first]?.start ?? 0) : ends(words, first - 1));
  const stop = (words: readonly Word[]): number => ends(words, words.length - last - 1);
  return mine.head.slice(0, begin(ours)) + moveHead(next, begin(theirs), stop(theirs), by, end) + mine.head.slice(stop(ours));
}
