/** The picture for a terminal, for DEPLOY.md and for everybody who reads in one width of letter. */
import type { Box, Drawing, Label, Line, Point } from './layout/drawing.ts';
import { layout } from './layout/index.ts';
import type { Picture } from './picture.ts';

/** A grid of single characters, line by line. */
type Canvas = string[][];

/**
 * Draws the picture with + - | v and letters.
 * @param width no line is longer, unless it is less than 36
 * @returns lines without blanks at their ends, joined by line feeds, without one at the end
 */
export function ascii(picture: Picture, width = 80): string {
  const drawing = layout(picture, width);
  const canvas = blank(drawing);
  for (const box of drawing.boxes) drawBox(canvas, box);
  // All strokes first: where lines meet or turn, the sign of the joint stays on top.
  for (const line of drawing.lines) drawStrokes(canvas, line);
  for (const line of drawing.lines) drawJoints(canvas, line);
  for (const label of drawing.labels) write(canvas, label);
  return canvas.map((cells) => cells.join('').trimEnd()).join('\n');
}

function blank({ width, height }: Drawing): Canvas {
  return Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
}

function put(canvas: Canvas, { x, y }: Point, sign: string): void {
  const cells = canvas[y];
  if (cells && x >= 0 && x < cells.length) cells[x] = sign;
}

function write(canvas: Canvas, { x, y, text }: Pick<Label, 'x' | 'y' | 'text'>): void {
  for (const [index, sign] of [...text].entries()) put(canvas, { x: x + index, y }, sign);
}

function drawBox(canvas: Canvas, { kind, x, y, width, height, rows }: Box): void {
  const [top, side] = kind === 'outside' ? ['- ', ':'] : ['-', '|'];
  const border = `+${top.repeat(width).slice(0, width - 2)}+`;
  for (const at of [y, y + height - 1]) write(canvas, { x, y: at, text: border });
  for (let at = y + 1; at < y + height - 1; at += 1) for (const column of [x, x + width - 1]) put(canvas, { x: column, y: at }, side);
  for (const [index, { text }] of rows.entries()) {
    write(canvas, { x: x + Math.floor((width - text.length) / 2), y: y + 1 + index, text });
  }
}

function drawStrokes(canvas: Canvas, { points }: Line): void {
  for (const [index, to] of points.slice(1).entries()) {
    const from = points[index] ?? to;
    const sign = from.x === to.x ? '|' : '-';
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.abs(dx) + Math.abs(dy);
    for (let step = 0; step < length; step += 1) {
      put(canvas, { x: from.x + Math.sign(dx) * step, y: from.y + Math.sign(dy) * step }, sign);
    }
  }
}

function drawJoints(canvas: Canvas, { points, arrow, free }: Line): void {
  for (const point of free ? points.slice(1) : points) put(canvas, point, '+');
  const head = points.at(-1);
  if (arrow && head) put(canvas, head, 'v');
}
