/** Line ends, byte order marks and last lines: what a merge compares without and writes as it was; and the values of .env. */

/** The line end that the text uses; the first one decides. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

export function withLineEnds(text: string, end: '\n' | '\r\n'): string {
  const plain = text.replaceAll('\r\n', '\n');
  return end === '\n' ? plain : plain.replaceAll('\n', end);
}

/** The lines with their ends; nothing for an empty text. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The mark at the beginning, and the rest. */
export function splitMark(text: string): readonly [mark: string, rest: string] {
  return text.startsWith('\uFEFF') ? ['\uFEFF', text.slice(1)] : ['', text];
}

/** `text` ends with a line end exactly if `like` does; an empty `like` wants nothing. */
export function endingLike(like: string, text: string): string {
  if (like === '' || text === '') return text;
  const bare = text.replace(/\r?\n$/, '');
  if (!like.endsWith('\n')) return bare;
  return text.endsWith('\n') ? text : text + lineEndOf(like);
}

/** The number of the line in which the offset lies, counted from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The values that compose reads from a text such as .env, as they are written: exported or not, of two lines of a key the last. */
export function envValues(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^(?:export +)?([A-Za-z_]\w*)=(.*?)\r?$/gm)].map(([, key = '', value = '']) => [key, value]));
}
