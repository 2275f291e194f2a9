/**
 * A picture whose places are known: boxes, lines and labels on a grid of characters. The terminal draws one cell
 * as one character; SVG draws it as a small rectangle. Both read the same data.
 */

/** What a box stands for. An `outside` box is something of another place, so its border is broken. */
export type Kind = 'nginx' | 'network' | 'container' | 'outside' | 'volumes';

/** A `title` is one of our own few words; a `name` or `code` is whatever the stack is made of. */
export type Style = 'title' | 'name' | 'code';

export interface Row {
  readonly text: string;
  readonly style: Style;
}

/** The border is part of the box: `x + width - 1` is the column of its right side. */
export interface Box {
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Written centred, from the first line inside the border on. */
  readonly rows: readonly Row[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From point to point, each below or beside the one before; the ends lie on borders or on other lines. */
export interface Line {
  readonly points: readonly Point[];
  /** True where the last point is the head of an arrow that goes down. */
  readonly arrow: boolean;
  /** True where the first point touches nothing but a text. */
  readonly free?: boolean;
}

export interface Label extends Row {
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
}

export type Parts = Pick<Drawing, 'boxes' | 'lines' | 'labels'>;

/** A line through these points, given as [x, y]. */
export function line(points: readonly (readonly [x: number, y: number])[], arrow = false): Line {
  return { points: points.map(([x, y]) => ({ x, y })), arrow };
}

/** Rows of one style. */
export function rows(style: Style, texts: readonly string[]): readonly Row[] {
  return texts.map((text) => ({ text, style }));
}

/** The column in the middle of a box. */
export function middle({ x, width }: Pick<Box, 'x' | 'width'>): number {
  return x + Math.floor((width - 1) / 2);
}

/** The line of its lower border. */
export function bottom({ y, height }: Box): number {
  return y + height - 1;
}

/** Length of the longest text; 0 for none. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** The same parts, lower down. */
export function lower({ boxes, lines, labels }: Parts, by: number): Parts {
  const move = <T extends { readonly y: number }>(thing: T): T => ({ ...thing, y: thing.y + by });
  return { boxes: boxes.map(move), lines: lines.map((each) => ({ ...each, points: each.points.map(move) })), labels: labels.map(move) };
}

/** All parts together. */
export function together(all: readonly Parts[]): Parts {
  return {
    boxes: all.flatMap(({ boxes }) => boxes),
    lines: all.flatMap(({ lines }) => lines),
    labels: all.flatMap(({ labels }) => labels),
  };
}

/**
 * Words as lines of at most `width` characters, with `gap` between words on one line. A longer word is cut, after one
 * of `: / . _ -` if there is one in the second half of the line.
 */
export function wrap(words: readonly string[], width: number, gap = ' '): readonly string[] {
  const lines: string[] = [];
  for (const piece of words.flatMap((word) => cut(word, width))) {
    const longer = `${lines.at(-1) ?? ''}${gap}${piece}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

/** The same in as many lines, but of lengths as equal as they can be: for what is centred. */
export function balanced(words: readonly string[], width: number, gap: string): readonly string[] {
  const count = wrap(words, width, gap).length;
  let narrow = Math.min(width, widest(words));
  while (wrap(words, narrow, gap).length > count) narrow += 1;
  return wrap(words, narrow, gap);
}

function cut(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const head = word.slice(0, width);
  const natural = Math.max(...[...':/._-'].map((mark) => head.lastIndexOf(mark))) + 1;
  const at = natural > width / 2 ? natural : width;
  return [word.slice(0, at), ...cut(word.slice(at), width)];
}
