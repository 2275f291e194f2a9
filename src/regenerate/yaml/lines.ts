/** A text as lines: which line an offset is in, and what kind of line that is. */

export interface Lines {
  readonly text: string;
  /** Where each line starts. */
  readonly starts: readonly number[];
}

export function toLines(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && at + 1 < text.length; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { text, starts };
}

/** The line that holds the offset, counted from 0. */
export function lineOf({ starts }: Lines, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the line starts; for the line after the last, where the text ends. */
export function startOf({ starts, text }: Lines, line: number): number {
  return starts[line] ?? text.length;
}

/** The line without its end. */
export function textOf(lines: Lines, line: number): string {
  return lines.text.slice(startOf(lines, line), startOf(lines, line + 1)).replace(/\r?\n$/, '');
}

/** Where the line's text ends, before the characters that end the line. */
export function endOf(lines: Lines, line: number): number {
  return startOf(lines, line) + textOf(lines, line).length;
}

export const isBlank = (line: string): boolean => /^[ \t]*$/.test(line);
export const isComment = (line: string): boolean => /^[ \t]*#/.test(line);
export const indentOf = (line: string): number => line.search(/[^ ]|$/);

/** Where the offset stands in its line, counted from 0. */
export function columnOf(lines: Lines, offset: number): number {
  return offset - startOf(lines, lineOf(lines, offset));
}

/** True where only spaces stand before the offset in its line. */
export function startsLine(lines: Lines, offset: number): boolean {
  return isBlank(lines.text.slice(startOf(lines, lineOf(lines, offset)), offset));
}
