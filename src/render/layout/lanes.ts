/** What comes down from nginx: one line to the host volumes, and one to the default network for each route. */
import type { Picture, PictureRoute } from '../picture.ts';
import { widest, wrap } from './drawing.ts';

/** A line with texts on its right side. */
export interface Lane {
  readonly x: number;
  readonly texts: readonly string[];
}

/** A lane that has not found its column yet. */
export interface Wanted {
  readonly texts: readonly string[];
  /** Where it would stand best: above its container. */
  readonly x?: number | undefined;
}

/** The column of the line from nginx to the host volumes, left of everything else. */
export const RAIL = 2;

/** The column after the last of a lane's texts. */
export function laneEnd({ x, texts }: Lane): number {
  return x + 2 + widest(texts);
}

/** The first column in which the next lane may stand. */
export function afterLane(lane: Lane): number {
  return laneEnd(lane) + 1;
}

/** What the lane of nginx itself leaves to the routes, however long its URLs are. */
const ROOM_BESIDE = 20;

/** The lane of what nginx serves itself. */
export function ownLane(picture: Picture, limit: number): Lane {
  return { x: RAIL, texts: picture.nginx.serves.flatMap(({ prefix }) => wrap([prefix], limit - ROOM_BESIDE)) };
}

/** The prefixes of a route, none of them cut, then the address on this host, and those on others. */
export function routeTexts({ prefixes, address, others }: PictureRoute): readonly string[] {
  return [...wrap(prefixes, Math.max(28, widest(prefixes))), address, ...others];
}

/** All routes beside one line, for where there is no room for one line each. */
export function allRoutes(picture: Picture, width: number): readonly string[] {
  return picture.routes.flatMap(({ prefixes, address, others, service }) => [...wrap(prefixes, width), ...wrap([address, ...others, service], width)]);
}

/** Where these lanes end if the first stands in column `from` and the others as near as they can. */
export function lanesEnd(lanes: readonly Wanted[], from: number): number {
  return lanes.reduce((x, { texts }) => afterLane({ x, texts }), from) - 1;
}

/** Puts each lane as near as possible to where it wants to be, between `from` and `to`, in their order. */
export function placeLanes(lanes: readonly Wanted[], from: number, to: number): readonly Lane[] {
  const [first, ...rest] = lanes;
  if (!first) return [];
  const latest = to - lanesEnd(lanes, 0);
  const lane = { texts: first.texts, x: Math.max(from, Math.min(first.x ?? from, latest)) };
  return [lane, ...placeLanes(rest, afterLane(lane), to)];
}
