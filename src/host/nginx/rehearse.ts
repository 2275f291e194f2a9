/**
 * A second nginx.conf for `nginx -t`, with the site as it would be, before anything that nginx uses is touched. It lies beside
 * the real one, so that relative includes mean the same; only the include that reads the site is written out, file by file.
 */
import { dirname, join } from 'node:path';
import { readFile, type Entry } from '../../regenerate/nginx/blocks.ts';
import type { Bytes } from '../machine.ts';
import { readAt } from './place.ts';
import { included, type ConfFile } from './read.ts';
import { oursIn, type Site } from './site.ts';

export interface Rehearsal {
  /** The other nginx.conf, and the folder that holds the site's files meanwhile. */
  readonly main: string;
  readonly folder: string;
  /** All files to write, the other nginx.conf among them. */
  readonly files: ReadonlyMap<string, Bytes>;
}

/** Where a rehearsal is held. Nothing is read there otherwise. */
export const stageOf = (base: string, name: string) => ({ main: join(base, `${name}.next.conf`), folder: join(base, `${name}.next`) });

/**
 * @param site without files: this host without the site
 * @param conf all files that nginx reads now, nginx.conf first
 */
export function rehearsalOf({ base, place, files }: Pick<Site, 'base' | 'place' | 'files'>, name: string, conf: readonly ConfFile[]): Rehearsal {
  const stage = stageOf(base, name);
  const staged = (path: string) => join(stage.folder, path === join(base, place.file) ? `${name}.conf` : path.slice(base.length + 1));
  const inside = (text: Bytes) => text.replaceAll(`include ${name}.`, `include ${name}.next/${name}.`);
  const entrance = { path: join(base, readAt(place)), staged: files.size > 0 ? staged(join(base, place.file)) : undefined };
  const main = withEntrance(conf, entrance, oursIn(base, name));
  return { ...stage, files: new Map([...[...files].map(([path, text]) => [staged(path), inside(text)] as const), [stage.main, main]]) };
}

/** The text of nginx.conf, in which the include that would read the site's entrance names each file, and the staged one in its place. */
function withEntrance([main, ...rest]: readonly ConfFile[], { path: target, staged }: { path: string; staged: string | undefined }, ours: (path: string) => boolean): Bytes {
  if (!main) throw new Error('no nginx.conf');
  const base = dirname(main.path);
  const paths = [...rest.map(({ path }) => path).filter((path) => !ours(path)), target];
  const http = readFile(main.text).body.filter(({ words }) => words[0]?.value === 'http').flatMap(({ body }) => body);
  const reads = (entry: Entry) => entry.words[0]?.value === 'include' && included(entry.words[1]?.value ?? '', base, [target]).length > 0;
  const entry = http.find(reads);
  if (!entry) throw new Error(`nothing includes ${target}`);
  const named = included(entry.words[1]?.value ?? '', base, paths).map((path) => (path === target ? staged : path));
  const written = named.filter((path) => path !== undefined).map((path) => `include "${path}";`);
  return main.text.slice(0, entry.at) + written.join(' ') + main.text.slice(entry.at + entry.head.length);
}
