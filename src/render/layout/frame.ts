/** What is the same however the containers stand: the names and nginx above them, the host volumes below. */
import type { Picture } from '../picture.ts';
import { balanced, line, lower, middle, rows, together, widest, wrap, type Box, type Drawing, type Line, type Parts } from './drawing.ts';
import { ownLane, RAIL, type Lane } from './lanes.ts';

/** Networks and containers. Their first line is 0, the upper border of the default network. */
export interface Core extends Parts {
  readonly width: number;
  /** The line on which the upper border of the host volumes comes. */
  readonly height: number;
  /** Those of the routes; each ends on the default network. */
  readonly lanes: readonly Lane[];
}

const nginxTitle = ({ nginx }: Picture) => ['nginx of the host,', ...nginx.ports.map((port) => `:${port}`)];
const folders = ({ volumes }: Picture) => [`${volumes.root}:`, ...volumes.folders];

/** The width at which names, nginx and host volumes need one line each; at most `limit`. */
export function frameWidth(picture: Picture, limit: number): number {
  const lines = [nginxTitle(picture).join(' '), folders(picture).join('   '), picture.nginx.names.join('  ')];
  return Math.min(limit, widest(lines) + 4);
}

/** Puts the core, placed in at most `limit` columns, between nginx and the host volumes. */
export function framed(picture: Picture, core: Core, limit: number): Drawing {
  const { width } = core;
  const names = balanced(picture.nginx.names, width, '  ');
  const nginx: Box = outerBox('nginx', width, names.length + 1, rows('title', wrap(nginxTitle(picture), width - 4)));
  const under = nginx.y + nginx.height;
  const lanes = [ownLane(picture, limit), ...core.lanes];
  const top = under + Math.max(...lanes.map(({ texts }) => texts.length));
  const content = [...rows('title', ['HOST VOLUMES']), ...rows('code', balanced(folders(picture), width - 4, '   '))];
  const volumes = outerBox('volumes', width, top + core.height, content);
  const asked: Line = { ...line([[middle(nginx), names.length], [middle(nginx), nginx.y]], true), free: true };
  const served = line([[RAIL, under - 1], [RAIL, volumes.y]], true);
  const passed = core.lanes.map(({ x }) => line([[x, under - 1], [x, top]], true));
  const own: Parts = {
    boxes: [nginx, volumes],
    lines: [asked, served, ...passed],
    labels: [
      ...names.map((text, y) => ({ x: Math.floor((width - text.length) / 2), y, text, style: 'name' as const })),
      ...lanes.flatMap(({ x, texts }) => texts.map((text, y) => ({ x: x + 2, y: under + y, text, style: 'code' as const }))),
    ],
  };
  return { width, height: volumes.y + volumes.height, ...together([own, lower(core, top)]) };
}

function outerBox(kind: Box['kind'], width: number, y: number, content: Box['rows']): Box {
  return { kind, x: 0, y, width, height: content.length + 2, rows: content };
}

/** The leftmost column of a network, right of the line to the host volumes. */
export const NETWORK_LEFT = RAIL + 2;

/** A network's box, from one column to another. */
export function networkBox(label: string, left: number, right: number, y: number): Box {
  return { kind: 'network', x: left, y, width: right - left + 1, height: 3, rows: rows('title', [label]) };
}
