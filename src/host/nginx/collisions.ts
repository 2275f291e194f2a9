/** What two sites of one nginx cannot both have. Of some nginx only warns, or says nothing: then one of them silently never serves. */
import type { Directive } from './read.ts';
import { defaultsOf, placeOf, serversOf } from './servers.ts';

/** Something that nginx shares between all sites. */
interface Shared {
  /** What it is, as in "upstream shop_api". */
  readonly what: string;
  readonly file: string;
  readonly line: number;
}

/** Directives that define a name for the whole of http: by the position of that name, or a pattern in any of the words. */
const DEFINE: Readonly<Record<string, (args: readonly string[]) => readonly string[]>> = {
  upstream: ([name = '']) => [`upstream ${name}`],
  log_format: ([name = '']) => [`log_format ${name}`],
  map: (args) => [`variable ${args.at(-1) ?? ''}`],
  geo: (args) => [`variable ${args.at(-1) ?? ''}`],
  split_clients: (args) => [`variable ${args.at(-1) ?? ''}`],
  limit_req_zone: (args) => zones(args),
  limit_conn_zone: (args) => zones(args),
  proxy_cache_path: (args) => zones(args),
};

const ZONE = /^(?:zone|keys_zone)=([^:]+)/;

const zones = (args: readonly string[]): readonly string[] => args.flatMap((arg) => (ZONE.exec(arg)?.[1] ? [`zone ${ZONE.exec(arg)?.[1]}`] : []));

/** Only what stands directly in http. A cache of TLS sessions may have several users. */
function sharedOf(directives: readonly Directive[]): readonly Shared[] {
  const inHttp = directives.filter(({ name }) => name === 'http').flatMap(({ body }) => body);
  return inHttp.flatMap(({ name, args, file, line }) => (DEFINE[name]?.(args) ?? []).map((what) => ({ what, file, line })));
}

/**
 * Why a site cannot be added, a sentence each, with the place of the one that is there already.
 * @param before the host's configuration without the site
 * @param after the same with it
 * @param ours is this file one of the site's?
 */
export function collisions(before: readonly Directive[], after: readonly Directive[], ours: (file: string) => boolean): readonly string[] {
  return [...namesTwice(after, ours), ...sharedTwice(after, ours), ...takenOver(before, after, ours)];
}

function namesTwice(after: readonly Directive[], ours: (file: string) => boolean): readonly string[] {
  const servers = serversOf(after);
  const own = servers.filter(({ file }) => ours(file));
  const names = new Set(own.flatMap((server) => server.names));
  const addresses = new Set(own.flatMap(({ listens }) => listens.map(({ port }) => port)));
  const others = servers.filter(({ file, listens }) => !ours(file) && listens.some(({ port }) => addresses.has(port)));
  return others.flatMap((server) => server.names.filter((name) => names.has(name)).map((name) => `${placeOf(server)} has the name ${name} already`));
}

function sharedTwice(after: readonly Directive[], ours: (file: string) => boolean): readonly string[] {
  const all = sharedOf(after);
  const own = new Set(all.filter(({ file }) => ours(file)).map(({ what }) => what));
  return all.filter(({ what, file }) => own.has(what) && !ours(file)).map((one) => `${placeOf(one)} defines ${one.what} already`);
}

/** Whoever comes by an address or an unknown name would meet another site than today. */
function takenOver(before: readonly Directive[], after: readonly Directive[], ours: (file: string) => boolean): readonly string[] {
  const now = defaultsOf(serversOf(before));
  return [...defaultsOf(serversOf(after))].flatMap(([address, server]) => {
    const today = now.get(address);
    if (today === undefined || ours(today.file) || !ours(server.file)) return [];
    return [`${placeOf(today)} answers for unknown names on ${address} only because it comes first; write default_server into its listen line, or this site would`];
  });
}
