/**
 * An nginx file as a tree of entries that together hold every byte of it. A comment directly above a directive belongs to
 * it, and so do the blank lines above both; a comment that stands by itself, a blank line below it, is an entry of its own.
 */
import { linesOf, splitMark } from '../text.ts';
import { tokenise, unreadable, type Token } from './tokenise.ts';

/** A word or an inner comment of a directive, with offsets into its head. */
export type Word = Pick<Token, 'kind' | 'start' | 'end' | 'value'>;

/** Written out it is lead, comments, indent, head, open, body, close, tail, in this order. */
export interface Entry {
  readonly kind: 'note' | 'simple' | 'block';
  readonly words: readonly Word[];
  /** Blank lines. */
  readonly lead: string;
  /** Whole comment lines; of a note, all there is. */
  readonly comments: string;
  /** The blanks before the first word on its line. */
  readonly indent: string;
  /** False where something else stands before it on the same line. */
  readonly ownLine: boolean;
  /** From the first word to the semicolon or the opening brace. */
  readonly head: string;
  /** What follows the opening brace on its line. */
  readonly open: string;
  readonly body: readonly Entry[];
  /** The blanks before the closing brace, and the brace. */
  readonly close: string;
  /** What follows on the last line: blanks, a comment, the line end. */
  readonly tail: string;
  /** Where the head begins in the text that it was read from. */
  readonly at: number;
}

export interface File {
  readonly mark: string;
  readonly body: readonly Entry[];
  /** What stands below the last entry. */
  readonly close: string;
}

/** Deeper than anybody nests, and less than what a call stack holds. */
const DEEPEST = 200;

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The next token. */
  index: number;
  /** Where the text that no entry holds yet begins. */
  at: number;
}

/** @throws StackError failed, with the line, where nginx could not read it either */
export function readFile(text: string): File {
  const [mark] = splitMark(text);
  const reader: Reader = { text, tokens: tokenise(text), index: 0, at: mark.length };
  const { entries, rest } = readBody(reader, '', 0);
  return { mark, body: entries, close: rest };
}

interface Body {
  readonly entries: readonly Entry[];
  /** The blanks below the last. */
  readonly rest: string;
}

/** All entries up to the brace that closes them, or the end of the file. */
function readBody(reader: Reader, name: string, depth: number): Body {
  const { text, tokens } = reader;
  if (depth > DEEPEST) throw unreadable(text, reader.at, 'blocks are nested too deeply');
  const entries: Entry[] = [];
  for (;;) {
    while (tokens[reader.index]?.kind === 'comment') reader.index++;
    const token = tokens[reader.index];
    const start = token?.start ?? text.length;
    const { notes, last } = splitGap(text, reader.at, start, token?.kind === 'word');
    entries.push(...notes);
    reader.at = start;
    if (token === undefined && depth > 0) throw unreadable(text, start, `the block "${name}" has no closing brace`);
    if (token?.kind === '}' && depth === 0) throw unreadable(text, start, 'a brace closes what was never opened');
    if (token === undefined || token.kind === '}') return { entries, rest: last.lead + last.indent };
    if (token.kind !== 'word') throw unreadable(text, start, `"${token.value}" stands where a directive should begin`);
    entries.push(readEntry(reader, last, name, depth));
  }
}

type Gap = Pick<Entry, 'lead' | 'comments' | 'indent' | 'ownLine'>;

/** What stands between two entries: the notes, and what belongs to the entry below. */
function splitGap(text: string, from: number, to: number, above: boolean): { readonly notes: readonly Entry[]; readonly last: Gap } {
  const notes: Entry[] = [];
  let [at, lead, comments, indent] = [from, '', '', ''];
  const note = (): void => {
    if (comments !== '') notes.push(whole('note', { words: [], lead, comments, indent: '', ownLine: true, head: '', at: at - comments.length }, NOTHING));
    if (comments !== '') [lead, comments] = ['', ''];
  };
  for (const line of linesOf(text.slice(from, to))) {
    if (line.includes('#')) comments += line;
    else if (!line.endsWith('\n')) indent = line;
    else note();
    if (!line.includes('#') && line.endsWith('\n')) lead += line;
    at += line.length;
  }
  if (!above) note();
  const ownLine = from === 0 || /[\n\uFEFF]/.test(text.charAt(from - 1)) || lead + comments !== '' || notes.length > 0;
  return { notes, last: { lead, comments, indent, ownLine } };
}

const REST_OF_LINE = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y;

/** What follows on the line, if that is nothing but blanks and a comment. */
function takeRest(reader: Reader): string {
  REST_OF_LINE.lastIndex = reader.at;
  const end = REST_OF_LINE.test(reader.text) ? REST_OF_LINE.lastIndex : reader.at;
  while ((reader.tokens[reader.index]?.end ?? Infinity) <= end) reader.index++;
  const rest = reader.text.slice(reader.at, end);
  reader.at = end;
  return rest;
}

function readEntry(reader: Reader, gap: Gap, parent: string, depth: number): Entry {
  const { text, tokens } = reader;
  const at = reader.at;
  const words: Word[] = [];
  let token = tokens[reader.index];
  for (; token?.kind === 'word' || token?.kind === 'comment'; token = tokens[++reader.index]) {
    words.push({ kind: token.kind, value: token.value, start: token.start - at, end: token.end - at });
  }
  const lua = token?.kind === '}' && parent.endsWith('_by_lua_block');
  if (token === undefined || (token.kind === '}' && !lua)) throw unreadable(text, at, `"${words[0]?.value ?? ''}" has no semicolon at its end`);
  const end = lua ? at + (words.at(-1)?.end ?? 0) : token.end;
  if (!lua) reader.index++;
  reader.at = end;
  const own = { ...gap, words, head: text.slice(at, end), at };
  if (token.kind === '{') return readBlock(reader, own, depth);
  return whole('simple', own, { ...NOTHING, tail: lua ? '' : takeRest(reader) });
}

type Own = Gap & Pick<Entry, 'words' | 'head' | 'at'>;
type Inner = Pick<Entry, 'open' | 'body' | 'close' | 'tail'>;

const NOTHING: Inner = { open: '', body: [], close: '', tail: '' };

/** All in one literal: of entries there are many. */
function whole(kind: Entry['kind'], { words, lead, comments, indent, ownLine, head, at }: Own, { open, body, close, tail }: Inner): Entry {
  return { kind, words, lead, comments, indent, ownLine, head, open, body, close, tail, at };
}

function readBlock(reader: Reader, own: Own, depth: number): Entry {
  const open = takeRest(reader);
  const { entries, rest } = readBody(reader, own.words[0]?.value ?? '', depth + 1);
  reader.index++;
  reader.at++;
  return whole('block', own, { open, body: entries, close: `${rest}}`, tail: takeRest(reader) });
}

/** The text of an entry, byte for byte. */
export function textOf(entry: Entry): string {
  return entry.lead + entry.comments + entry.indent + entry.head + entry.open + bodyText(entry.body) + entry.close + entry.tail;
}

export function bodyText(body: readonly Entry[]): string {
  return body.map(textOf).join('');
}
