/** Containers in rows of equal width, as many rows as they need. */
import type { Box } from './drawing.ts';
import { contentOf, isOnBoth, mountWords, naturalWidth, type Node } from './nodes.ts';

/** A container in its place. */
export interface Placed {
  readonly node: Node;
  readonly box: Box;
}

/** Row by row, from left to right. */
export type PlacedRows = readonly (readonly Placed[])[];

const GAP = 2;

/** The width of a box none of whose words is cut, or `room` if that is less. */
const widthIn = (node: Node, room: number): number => Math.min(room, naturalWidth(node, node.mounts.flatMap(mountWords)));

/** Fills row after row, in order. */
export function pack(nodes: readonly Node[], room: number): readonly (readonly Node[])[] {
  const starts = rowStarts(nodes.map((node) => widthIn(node, room)), room);
  return starts.map((start, index) => nodes.slice(start, starts[index + 1]));
}

/** Which of the boxes begin a row. */
function rowStarts(widths: readonly number[], room: number): readonly number[] {
  const starts: number[] = [];
  let used = room;
  for (const [index, width] of widths.entries()) {
    const fits = used + GAP + width <= room;
    if (!fits) starts.push(index);
    used = fits ? used + GAP + width : width;
  }
  return starts;
}

/** The least room in which they need no more rows: so that no row is much emptier than the others. */
export function tightRoom(nodes: readonly Node[], room: number): number {
  const widths = nodes.map((node) => widthIn(node, room));
  const count = rowStarts(widths, room).length;
  let tight = Math.max(0, ...widths);
  while (tight < room && rowStarts(widths, tight).length > count) tight += 1;
  return tight;
}

/** Space between two rows: a line from the left, and one to the right below containers that are on both networks. */
const spaceBelow = (row: readonly Node[]): number => 1 + Number(row.some(isOnBoth));

/** Places rows from column `left` and line `top` on; each fills the room, and its boxes are equally high. */
export function placeRows(packed: readonly (readonly Node[])[], left: number, top: number, room: number): PlacedRows {
  const placed: (readonly Placed[])[] = [];
  let y = top;
  for (const row of packed) {
    const boxes = placeRow(row, left, y, room);
    placed.push(boxes);
    y += (boxes[0]?.box.height ?? 0) + spaceBelow(row);
  }
  return placed;
}

function placeRow(row: readonly Node[], left: number, y: number, room: number): readonly Placed[] {
  const widths = stretched(row.map((node) => widthIn(node, room)), room);
  const contents = row.map((node, index) => contentOf(node, (widths[index] ?? 0) - 4));
  const height = Math.max(...contents.map(({ length }) => length)) + 2;
  return row.map((node, index) => {
    const x = left + widths.slice(0, index).reduce((sum, width) => sum + width + GAP, 0);
    return { node, box: { kind: node.kind, x, y, width: widths[index] ?? 0, height, rows: contents[index] ?? [] } };
  });
}

/** Shares what is left of the room, so that all rows end in the same column. */
function stretched(widths: readonly number[], room: number): readonly number[] {
  const spare = room - widths.reduce((sum, width) => sum + width + GAP, -GAP);
  const upTo = (count: number) => Math.floor((count * spare) / widths.length);
  return widths.map((width, index) => width + upTo(index + 1) - upTo(index));
}
