/**
 * The layout of the blog post's P.S.: both networks on one line, all containers in one row below them, and a line from
 * each to the host volumes. A container on both networks hangs below the gap between them, so there can be only one.
 */
import type { Picture } from '../picture.ts';
import { line, middle, type Box, type Line, type Parts } from './drawing.ts';
import { frameWidth, NETWORK_LEFT, networkBox, type Core } from './frame.ts';
import { afterLane, laneEnd, ownLane, routeTexts, type Lane } from './lanes.ts';
import { captionOf, isInternal, isOnBoth, mountWords, naturalWidth, nodesOf, type Node } from './nodes.ts';

/** A container's place, and the lines that meet its box. */
interface Column {
  readonly node: Node;
  readonly x: number;
  readonly width: number;
  /** Columns of the lines up to its networks. */
  readonly links: readonly number[];
  /** Up to nginx, if nginx passes something on to it. */
  readonly lane?: Lane;
  /** Down to the host volumes, if it has a folder there. */
  readonly mount?: Lane;
}

/** The first columns that are still free: for a box, for a route's line, for a mount's line. */
interface Free {
  readonly box: number;
  readonly lane: number;
  readonly mount: number;
}

/** The first lines of the containers; the networks take 0 to 2. */
const TOP = 4;
/** The default network ends here or further right: before that its name has no room. */
const LEAST_END = NETWORK_LEFT + 'default net'.length + 3;

/** The networks with their containers; undefined where that needs more than `limit` columns, or two rows. */
export function sideBySide(picture: Picture, limit: number): Core | undefined {
  const nodes = nodesOf(picture);
  if (nodes.filter(isOnBoth).length > 1) return undefined;
  const columns = columnsOf(nodes, picture, limit);
  const inner = picture.networks[1];
  const named = inner ? gapOf(columns).start + inner.label.length + 4 : 0;
  const width = Math.max(named, frameWidth(picture, limit), ...columns.map(columnEnd));
  return width > limit ? undefined : coreOf(columns, networkBoxes(picture, columns, width), width);
}

/** One after the other, each as far left as its box and the texts beside its lines allow. */
function columnsOf(nodes: readonly Node[], picture: Picture, limit: number): readonly Column[] {
  const columns: Column[] = [];
  let free: Free = { box: NETWORK_LEFT + 1, lane: afterLane(ownLane(picture, limit)), mount: 0 };
  for (const node of nodes) {
    const column = columnOf(node, picture, { ...free, box: leftmost(node, columns.at(-1)?.node, free.box) });
    columns.push(column);
    free = {
      box: column.x + column.width + 2,
      lane: column.lane ? afterLane(column.lane) : free.lane,
      mount: column.mount ? afterLane(column.mount) : free.mount,
    };
  }
  return columns;
}

/** Further right than what is free where the networks meet: between them is a gap, and the first needs its room. */
function leftmost(node: Node, before: Node | undefined, free: number): number {
  if (isOnBoth(node)) return Math.max(free, LEAST_END + 2 - Math.floor(widthOf(node) / 2));
  const meeting = isInternal(node) && !(before && (isInternal(before) || isOnBoth(before)));
  return meeting ? Math.max(free + 2, LEAST_END + 4) : free;
}

const widthOf = (node: Node): number => naturalWidth(node, []);

function columnOf(node: Node, picture: Picture, free: Free): Column {
  const width = widthOf(node);
  const route = picture.routes.find(({ service }) => service === node.id);
  const texts = node.mounts.flatMap(mountWords);
  const offset = isOnBoth(node) ? Math.max(1, Math.floor(width / 2) - 4) : middle({ x: 0, width });
  const x = Math.max(free.box, route ? free.lane - offset : 0, texts.length > 0 ? free.mount - width + 3 : 0);
  return {
    node,
    x,
    width,
    links: isOnBoth(node) ? [x + offset, x + width - 1 - offset] : [x + offset],
    ...(route && { lane: { x: x + offset, texts: routeTexts(route) } }),
    ...(texts.length > 0 && { mount: { x: Math.max(free.mount, middle({ x, width })), texts } }),
  };
}

/** The first column right of its box and texts. */
function columnEnd({ x, width, lane, mount }: Column): number {
  return Math.max(x + width + 1, ...[lane, mount].map((texts) => (texts ? laneEnd(texts) : 0)));
}

/** Where the default network ends and the internal one begins. */
function gapOf(columns: readonly Column[]): { readonly end: number; readonly start: number } {
  const between = columns.find(({ node }) => isOnBoth(node));
  const centre = between && between.x + Math.floor(between.width / 2);
  if (centre !== undefined) return { end: centre - 2, start: centre + 1 };
  const last = columns.findLast(({ node }) => !isInternal(node));
  const end = Math.max(LEAST_END, last ? last.x + last.width : 0);
  const first = columns.find(({ node }) => isInternal(node));
  return { end, start: first ? first.x - 1 : end + 3 };
}

function networkBoxes({ networks }: Picture, columns: readonly Column[], width: number): readonly Box[] {
  const { end, start } = gapOf(columns);
  const sides = [[NETWORK_LEFT, networks.length > 1 ? end : width - 1], [start, width - 1]] as const;
  return networks.map(({ label }, index) => networkBox(label, ...(sides[index] ?? sides[0]), 0));
}

function coreOf(columns: readonly Column[], networks: readonly Box[], width: number): Core {
  const contents = columns.map((column) => captionOf(column.node, column.width - 4));
  const height = Math.max(0, ...contents.map(({ length }) => length)) + 2;
  const below = TOP + height;
  const volumes = below + Math.max(1, ...columns.map(({ mount }) => mount?.texts.length ?? 0));
  const boxes = columns.map(({ node, x, width: own }, index): Box => (
    { kind: node.kind, x, y: TOP, width: own, height, rows: contents[index] ?? [] }
  ));
  return {
    width,
    height: volumes,
    lanes: columns.flatMap(({ lane }) => lane ?? []),
    boxes: [...networks, ...boxes],
    lines: columns.flatMap((column) => linesOf(column, below - 1, volumes)),
    labels: columns.flatMap(({ mount }) => (mount ? labelsOf(mount, below) : [])),
  };
}

/** From the networks to the box, and from the box to the host volumes. */
function linesOf({ node, links, mount }: Column, under: number, volumes: number): readonly Line[] {
  const up = links.map((x) => line([[x, 2], [x, TOP]], node.kind === 'outside'));
  return mount ? [...up, line([[mount.x, under], [mount.x, volumes]], true)] : up;
}

function labelsOf({ x, texts }: Lane, top: number): Parts['labels'] {
  return texts.map((text, index) => ({ x: x + 2, y: top + index, text, style: 'code' }));
}
