/** What hangs on the networks: the containers, and what is outside. Both layouts place these. */
import type { Mount, NetworkName, Picture, PictureContainer } from '../picture.ts';
import { rows, widest, wrap, type Row } from './drawing.ts';

export interface Node {
  readonly kind: 'container' | 'outside';
  /** The service. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly networks: readonly NetworkName[];
  readonly published: readonly string[];
  readonly mounts: readonly Mount[];
}

/** A name, with how many there are of it in a swarm. */
const timesOf = ({ id, replicas }: PictureContainer): string => (replicas > 1 ? `${replicas} x ${id}` : id);

/** What is on the default network only, what is outside, what is on both networks, what is on the internal one only. */
export function nodesOf(picture: Picture): readonly Node[] {
  const containers = picture.containers.map((container): Node => ({ ...container, kind: 'container', name: timesOf(container) }));
  const outside = picture.outside.map(({ id, variables }): Node => ({
    kind: 'outside',
    id,
    name: `${id} (outside)`,
    label: variables.join(' '),
    networks: ['default'],
    published: [],
    mounts: [],
  }));
  const [internal, front] = [containers.filter(isInternal), containers.filter((node) => !isInternal(node))];
  return [...front.filter((node) => !isOnBoth(node)), ...outside, ...front.filter(isOnBoth), ...internal];
}

export const isOnBoth = ({ networks }: Node): boolean => networks.length > 1;
export const isInternal = ({ networks }: Node): boolean => networks.every((network) => network === 'internal');

/** Name and label, and where the host reaches it past nginx, in lines of at most `width` characters. */
export function captionOf({ name, label, published }: Node, width: number): readonly Row[] {
  return [...rows('name', wrap([name], width)), ...rows('code', wrap(label.split(' '), width)), ...rows('code', wrap(published, width))];
}

/** A mount in compose's short notation, as in `media:/media:ro`: the folder with its colon, and the target. */
export function mountWords({ folder, target, readOnly }: Mount): readonly [folder: string, target: string] {
  return [`${folder}:`, `${target}${readOnly ? ':ro' : ''}`];
}

/** The caption, and below it the mounts: each on one line if it fits. */
export function contentOf(node: Node, width: number): readonly Row[] {
  const mounts = node.mounts.map(mountWords).flatMap((words) => wrap(words.join('').length <= width ? [words.join('')] : words, width));
  return [...captionOf(node, width), ...rows('code', mounts)];
}

/** How wide a box is that cuts none of the words, border included. */
export function naturalWidth(node: Node, mounts: readonly string[]): number {
  return widest([node.name, node.label, ...node.published, ...mounts]) + 4;
}
