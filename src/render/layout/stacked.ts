/**
 * The layout for any set of services and any width: the default network, below it what is on it, below that the
 * internal network and what is on that one. A row that does not touch its network is joined to it by a line on the
 * left; one that does not touch the internal network below, by a line on the right. So no two lines ever cross.
 */
import type { Picture } from '../picture.ts';
import { bottom, line, middle, type Line } from './drawing.ts';
import { frameWidth, NETWORK_LEFT, networkBox, type Core } from './frame.ts';
import { afterLane, allRoutes, lanesEnd, ownLane, placeLanes, routeTexts, type Wanted } from './lanes.ts';
import { isInternal, isOnBoth, nodesOf, type Node } from './nodes.ts';
import { pack, placeRows, tightRoom, type PlacedRows } from './rows.ts';

/** How many columns beside the rows belong to the lines there. */
interface Margins {
  readonly left: number;
  readonly right: number;
}

/** The columns of the line on the left, and of the one on the right as counted from the right side. */
const LEFT_LINE = NETWORK_LEFT + 2;
const RIGHT_LINE = 3;

/** From the first line of a network to the first line of its containers. */
const BELOW_NETWORK = 4;

/** The networks with their containers, in at most `limit` columns; of those, 36 are always enough. */
export function stacked(picture: Picture, limit: number): Core {
  const nodes = nodesOf(picture);
  const groups = [nodes.filter((node) => !isInternal(node)), nodes.filter(isInternal)];
  const { left, right } = marginsFor(groups, limit);
  const lanes = lanesFor(picture, nodes, limit);
  const from = afterLane(ownLane(picture, limit));
  const needed = Math.max(...groups.map((group) => tightRoom(group, limit - left - right)));
  const width = Math.min(limit, Math.max(needed + left + right, lanesEnd(lanes, from), frameWidth(picture, limit)));
  const [front = [], inner = []] = placeGroups(groups, left, width - left - right);
  const above = (service: string | undefined) => front[0]?.find(({ node }) => node.id === service);
  const wanted = lanes.map(({ texts, service }) => ({ texts, x: xOf(above(service)?.box) }));
  return { ...coreOf(picture, front, inner, width), lanes: placeLanes(wanted, from, width) };
}

const xOf = (box: Parameters<typeof middle>[0] | undefined): number | undefined => box && middle(box);

/** A single row touches its networks. More need a line on the left, and one on the right if they stand between two networks. */
function marginsFor(groups: readonly (readonly Node[])[], limit: number): Margins {
  const touching: Margins = { left: NETWORK_LEFT + 2, right: 2 };
  const room = limit - touching.left - touching.right;
  if (groups.every((group) => pack(group, room).length < 2)) return touching;
  const left = LEFT_LINE + 2;
  const passed = pack(groups[0] ?? [], limit - left - touching.right).slice(0, -1).flat();
  return { left, right: passed.some(isOnBoth) ? RIGHT_LINE + 2 : touching.right };
}

/** A lane for each route where they fit beside each other, in the order of their containers; else one for all. */
function lanesFor(picture: Picture, nodes: readonly Node[], limit: number): readonly (Wanted & { readonly service?: string })[] {
  const routes = nodes.flatMap(({ id }) => picture.routes.filter(({ service }) => service === id));
  const lanes = routes.map((route) => ({ service: route.service, texts: routeTexts(route) }));
  const from = afterLane(ownLane(picture, limit));
  return lanesEnd(lanes, from) <= limit ? lanes : [{ texts: allRoutes(picture, limit - from - 2) }];
}

/** One group of rows below the other, with room for a network above each. */
function placeGroups(groups: readonly (readonly Node[])[], left: number, room: number): readonly PlacedRows[] {
  const placed: PlacedRows[] = [];
  for (const group of groups) {
    const top = placed.length === 0 ? 0 : endOf(placed.flat()) + 1;
    placed.push(placeRows(pack(group, tightRoom(group, room)), left, top + BELOW_NETWORK, room));
  }
  return placed;
}

/** The line below the last box; where there is none, below the default network. */
function endOf(placed: PlacedRows): number {
  return Math.max(BELOW_NETWORK - 1, ...placed.flat().map(({ box }) => bottom(box) + 1));
}

function coreOf({ networks }: Picture, front: PlacedRows, inner: PlacedRows, width: number): Omit<Core, 'lanes'> {
  const tops = [0, endOf(front) + 1];
  const [outerEnd, innerStart, innerEnd] = [2, endOf(front) + 1, endOf(front) + 3];
  const rows = [...front, ...inner];
  return {
    width,
    height: Math.max(endOf(rows), networks.length > 1 ? innerEnd + 1 : 0) + 1,
    boxes: [
      ...networks.map(({ label }, index) => networkBox(label, NETWORK_LEFT, width - 1, tops[index] ?? 0)),
      ...rows.flat().map(({ box }) => box),
    ],
    lines: [...fromAbove(front, outerEnd), ...toBelow(front, innerStart, width - RIGHT_LINE), ...fromAbove(inner, innerEnd)],
    labels: [],
  };
}

/** From the lower border of a network to the upper borders of its containers. */
function fromAbove(placed: PlacedRows, network: number): readonly Line[] {
  return placed.flatMap((row, index) => row.map(({ node, box }) => {
    const [x, y] = [middle(box), box.y];
    const way = index === 0 ? [[x, network]] as const : [[LEFT_LINE, network], [LEFT_LINE, y - 1], [x, y - 1]] as const;
    return line([...way, [x, y]], node.kind === 'outside');
  }));
}

/** From the containers that are on both networks to the upper border of the internal one. */
function toBelow(placed: PlacedRows, network: number, right: number): readonly Line[] {
  return placed.flatMap((row, index) => row.filter(({ node }) => isOnBoth(node)).map(({ box }) => {
    const [x, y] = [middle(box), bottom(box)];
    const way = index === placed.length - 1 ? [] : [[x, y + 1], [right, y + 1], [right, network]] as const;
    return line([[x, y], ...(way.length > 0 ? way : [[x, network]] as const)]);
  }));
}
