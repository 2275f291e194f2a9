/** Where a site goes: the folder that this host's nginx reads sites from. */
import { basename, dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { readFile } from '../../regenerate/nginx/blocks.ts';
import { included, type ConfFile } from './read.ts';
import type { Server } from './servers.ts';

/** A place for the site's own file. Paths are below the folder of nginx.conf. */
export interface Place {
  /** The file itself. */
  readonly file: string;
  /** Debian's way: nginx reads links in sites-enabled. */
  readonly link?: string;
}

/** In the order in which they are tried. The last comes behind all other sites, where one of them answers for unknown names because it is first. */
const PLACES = (name: string): readonly Place[] => [
  { file: `conf.d/${name}.conf` },
  { file: `sites-available/${name}.conf`, link: `sites-enabled/${name}.conf` },
  { file: `conf.d/zz-${name}.conf` },
];

/** Every path that a site of this name may have, links too. */
export const placesOf = (name: string): readonly string[] => PLACES(name).flatMap(({ file, link }) => (link === undefined ? [file] : [file, link]));

/** The path that nginx reads. */
export const readAt = ({ file, link }: Place): string => link ?? file;

/** What nginx.conf includes directly in its http block. */
export function includesOf({ text }: ConfFile): readonly string[] {
  const http = readFile(text).body.filter(({ words }) => words[0]?.value === 'http').flatMap(({ body }) => body);
  return http.filter(({ words }) => words[0]?.value === 'include').map(({ words }) => words[1]?.value ?? '');
}

/**
 * The places that this host's nginx reads, the best first: where the site is, then where the others are.
 * @param present paths below the folder of nginx.conf that exist
 * @throws StackError failed, where nginx.conf includes none of them
 */
export function placesOn(main: ConfFile, name: string, present: readonly string[], others: readonly Server[]): readonly Place[] {
  const base = dirname(main.path);
  const patterns = includesOf(main);
  const read = PLACES(name).filter((place) => patterns.some((pattern) => included(pattern, base, [join(base, readAt(place))]).length > 0));
  if (read.length === 0) {
    throw new StackError('failed', `${main.path} includes neither conf.d/*.conf nor sites-enabled/*.`, [`Put this line into its http block: include ${base}/conf.d/*.conf;`]);
  }
  const standing = read.filter((place) => present.includes(readAt(place)));
  if (standing.length > 0) return standing;
  const home = (place: Place) => (folderIsHome(dirname(readAt(place)), base, others) ? 0 : 1);
  return read.toSorted((a, b) => home(a) - home(b));
}

/** Do sites of this host live there? The one that Debian brings along is nobody's choice. */
function folderIsHome(folder: string, base: string, others: readonly Server[]): boolean {
  return others.some(({ file }) => dirname(file) === join(base, folder) && basename(file) !== 'default');
}
