/** The picture in words, for whoever cannot see it. */
import type { Picture, PictureContainer } from './picture.ts';

/** As a person counts: "a, b and c". */
export const enumerated = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The first of many, and how many more there are. */
export const few = (words: readonly string[], most: number): string =>
  words.length > most ? `${words.slice(0, most).join(', ')} and ${words.length - most} more` : words.join(', ');

/** A few sentences that say what the picture shows, in the order in which a request meets it. */
export function inWords(picture: Picture): string {
  return sentences(picture).join(' ');
}

/** The same, each sentence by itself. */
export function sentences({ nginx, routes, networks, containers, outside, volumes }: Picture): readonly string[] {
  return [
    `The host's nginx answers for ${enumerated(nginx.names)} on port ${enumerated(nginx.ports)}.`,
    `It serves ${enumerated(nginx.serves.map(({ prefix }) => prefix))} from the host volumes.`,
    ...routes.map(({ prefixes, address, others, service }) => `It passes ${enumerated(prefixes)} to ${service} at ${enumerated([address, ...others])}.`),
    ...networks.map(({ label, containers: some }) => `On the ${label}: ${enumerated(some) || 'nothing'}.`),
    ...containers.flatMap(({ id, replicas }) => (replicas > 1 ? [`Of ${id} there are ${replicas}.`] : [])),
    ...containers.flatMap(({ id, published }) => (published.length > 0 ? [`${id} is at ${enumerated(published)}, past nginx.`] : [])),
    ...containers.flatMap(mounted),
    ...outside.map(({ id, variables }) => `Outside, at ${enumerated(variables)}: ${id}.`),
    `The host volumes in ${volumes.root} are ${enumerated(volumes.folders)}.`,
  ];
}

function mounted({ id, mounts }: PictureContainer): readonly string[] {
  return mounts.map(({ folder, target, readOnly }) => `${id} ${readOnly ? 'reads' : 'has'} the folder ${folder} at ${target}.`);
}
