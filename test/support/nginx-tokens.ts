/** An nginx configuration as nginx splits it: words, quotes, blocks. It knows no directive, so it can be fooled by none. */

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Of a block: what stands between its braces. */
  readonly block?: readonly Directive[];
}

const TOKEN = /\s+|#[^\n]*|"((?:\\[\s\S]|[^"\\])*)"|'((?:\\[\s\S]|[^'\\])*)'|([;{}])|((?:\\[\s\S]|\$\{|[^\s;{}"'\\])(?:\\[\s\S]|\$\{[^}]*\}|[^\s;{\\])*)/gy;

type Token = { readonly word: string } | { readonly mark: string };

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [all, double, single, mark, plain] = match;
    end = match.index + all.length;
    const word = double ?? single ?? plain;
    if (mark !== undefined) found.push({ mark });
    else if (word !== undefined) found.push({ word: word.replaceAll(/\\(["'\\])/g, '$1') });
  }
  if (end !== text.length) throw new Error(`no nginx token at ${JSON.stringify(text.slice(end, end + 40))}`);
  return found;
}

/**
 * The directives of a text.
 * @throws Error where braces or semicolons do not fit
 */
export function parseNginx(text: string): readonly Directive[] {
  const rest = tokens(text)[Symbol.iterator]();
  const directives = block(rest, false);
  if (rest.next().done !== true) throw new Error('more "}" than "{"');
  return directives;
}

function block(rest: IterableIterator<Token>, nested: boolean): readonly Directive[] {
  const directives: Directive[] = [];
  let words: string[] = [];
  for (let step = rest.next(); step.done !== true; step = rest.next()) {
    const token = step.value;
    if ('word' in token) words.push(token.word);
    else if (token.mark === '}') {
      if (!nested || words.length > 0) throw new Error('"}" where none can be');
      return directives;
    } else {
      const [name = '', ...args] = words;
      if (name === '' && token.mark === '{') throw new Error('"{" without a name');
      directives.push({ name, args, ...(token.mark === '{' && { block: block(rest, true) }) });
      words = [];
    }
  }
  if (nested || words.length > 0) throw new Error('ends in the middle of a directive');
  return directives;
}

/** Every directive of a name, however deep. */
export function all(directives: readonly Directive[], name: string): readonly Directive[] {
  return directives.flatMap((one) => [...(one.name === name ? [one] : []), ...all(one.block ?? [], name)]);
}
