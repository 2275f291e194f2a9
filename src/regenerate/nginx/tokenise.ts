/** The syntax of nginx, as its own parser reads it (ngx_conf_read_token). Every byte between two tokens is a blank. */
import { StackError } from '../../errors.ts';
import { lineAt } from '../text.ts';

export interface Token {
  readonly kind: 'word' | 'comment' | ';' | '{' | '}';
  /** Offsets into the text: the first character, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** What nginx makes of a word: without quotes, and with escapes resolved. A comment without the blanks at its end. */
  readonly value: string;
}

const BLANKS = /[ \t\r\n]*/y;
const COMMENT = /#[^\n]*/y;
const QUOTED = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'/y;
/** Inside a word neither #, nor a quote, nor }, nor the brace of ${name} means anything. */
const BARE = /(?:[^ \t\r\n;{\\$]+|\\[\s\S]|\$\{?)+/y;
const AFTER_QUOTED = /[ \t\r\n;{)]|$/y;
/** Lua, up to its next brace; its comments and strings may hold any. */
const LUA = /(?:[^{}"'[-]+|--\[\[[\s\S]*?\]\]|--[^\n]*|\[\[[\s\S]*?\]\]|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[[-])*/y;

/** The end of what the expression matches at the offset, or undefined. */
function match(expression: RegExp, text: string, at: number): number | undefined {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : undefined;
}

export function unreadable(text: string, at: number, reason: string): StackError {
  return new StackError('failed', `line ${lineAt(text, at)}: ${reason}.`, ['nginx -t says more about it.']);
}

/**
 * All tokens of the text.
 * @throws StackError failed, with the line: a quote without an end, or something that stands where nothing may
 */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = match(BLANKS, text, text.startsWith('\uFEFF') ? 1 : 0) ?? 0;
  while (at < text.length) {
    const token = luaAt(text, at, tokens) ?? tokenAt(text, at);
    tokens.push(token);
    at = match(BLANKS, text, token.end) ?? token.end;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  const first = text.charAt(at);
  if (first === ';' || first === '{' || first === '}') return { kind: first, start: at, end: at + 1, value: first };
  if (first === '#') {
    const end = match(COMMENT, text, at) ?? at;
    return { kind: 'comment', start: at, end, value: text.slice(at, end).trimEnd() };
  }
  if (first === '"' || first === "'") return quotedAt(text, at);
  const end = match(BARE, text, at);
  if (end === undefined) throw unreadable(text, at, 'the file ends in the middle of a word');
  return { kind: 'word', start: at, end, value: meaning(text.slice(at, end)) };
}

function quotedAt(text: string, at: number): Token {
  const end = match(QUOTED, text, at);
  if (end === undefined) throw unreadable(text, at, 'a quote begins here and ends nowhere');
  if (match(AFTER_QUOTED, text, end) === undefined) throw unreadable(text, end, `"${text.charAt(end)}" stands right after a quote`);
  return { kind: 'word', start: at, end, value: meaning(text.slice(at + 1, end - 1)) };
}

const ESCAPED: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', t: '\t', r: '\r', n: '\n' };

/** Which escapes nginx resolves; it leaves all others to the regular expressions that they are meant for. */
function meaning(raw: string): string {
  const plain = raw.includes('\n') ? raw.replaceAll('\r\n', '\n') : raw;
  return !plain.includes('\\') ? plain : plain.replace(/\\([\s\S])/g, (whole, letter: string) => ESCAPED[letter] ?? whole);
}

/** The body of a directive such as content_by_lua_block, as one word. */
function luaAt(text: string, at: number, before: readonly Token[]): Token | undefined {
  const [brace, name] = [before.at(-1), before.at(-2)];
  const begins = brace?.kind === '{' && before.findLast((token, index) => token.kind === 'word' && before[index - 1]?.kind !== 'word');
  if (!begins || name?.kind !== 'word' || !begins.value.endsWith('_by_lua_block')) return undefined;
  let [end, depth] = [at, 0];
  for (;;) {
    end = match(LUA, text, end) ?? end;
    if (end >= text.length) throw unreadable(text, at, 'a block of Lua begins here and ends nowhere');
    if (text[end] === '}' && depth-- === 0) break;
    if (text[end] === '{') depth++;
    end++;
  }
  const code = text.slice(at, end).trimEnd();
  return code === '' ? undefined : { kind: 'word', start: at, end: at + code.length, value: code.replaceAll('\r\n', '\n') };
}
