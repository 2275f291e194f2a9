/** The stack's nginx files as they would be on this host, and whether they can live beside what is there. */
import { dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import type { Bytes, Copy } from '../machine.ts';
import { isUnseen, type NginxSeen, type Sight } from '../sight.ts';
import type { Subject } from '../see.ts';
import { adapt, knowsHttp2, type Dialect } from './adapt.ts';
import { collisions } from './collisions.ts';
import { placesOf, placesOn, readAt, type Place } from './place.ts';
import { directivesOf, readNamed, type ConfFile } from './read.ts';
import { placeOf, serversOf, type Server } from './servers.ts';

export interface Site {
  /** The folder of nginx.conf. */
  readonly base: string;
  readonly place: Place;
  /** Absolute path → what shall stand there. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** Why it cannot be added; empty where it can. */
  readonly collisions: readonly string[];
  /** Sites that take an address for themselves: nginx looks for a name there only among those that do the same. */
  readonly shadows: readonly string[];
  /** Left out over IPv6, and because of whom. */
  readonly withoutIpv6: readonly string[];
  /** What a person should know: it is without TLS yet. */
  readonly awaitsCertificate: boolean;
}

/**
 * @param seen with the project's own site
 * @param nginx with all its files seen
 * @throws StackError failed: nginx reads no folder of sites
 */
export function siteFor(seen: Sight, nginx: NginxSeen, { stack }: Subject): Site {
  const conf = isUnseen(nginx.files) ? [] : nginx.files;
  const [main] = conf;
  if (!main) throw new StackError('failed', 'nginx -T shows nothing: see nginx -t.');
  const base = dirname(main.path);
  const ours = oursIn(base, stack.name);
  const others = conf.filter(({ path }) => !ours(path));
  const before = directivesOf(others);
  const strangers = serversOf(before);
  const alone = v4Only(strangers);
  const dialect: Dialect = { http2: knowsHttp2(nginx.version), ipv6: (port) => seen.network.ipv6 && !alone.has(port) };
  const present = [...nginx.copies.keys()].map((path) => path.slice(base.length + 1));
  const tried = placesOn(main, stack.name, present, strangers).map((place) => {
    const files = filesAt(place, base, seen, stack.name, dialect);
    const after = directivesOf([...others, ...confFilesOf({ base, place, files }, stack.name, nginx.copies)]);
    return { place, files, collisions: collisions(before, after, ours) };
  });
  const fitting = tried.find((one) => one.collisions.length === 0) ?? tried[0];
  if (!fitting) throw new Error('no place was tried');
  const wantsTls = seen.project.nginx.has(`nginx/${stack.name}.tls.conf`);
  const withoutIpv6 = seen.network.ipv6 ? [...alone].filter(([port]) => port === 80 || (wantsTls && port === 443)).map(([, why]) => why) : [];
  return { base, ...fitting, shadows: shadowsOn(wantsTls ? [80, 443] : [80], strangers), withoutIpv6, awaitsCertificate: wantsTls && !hasCertificate(seen) };
}

const hasCertificate = ({ certificate }: Sight): boolean => typeof certificate.file === 'string';

/** True for the files that belong to a site of this name, wherever it is. */
export function oursIn(base: string, name: string): (path: string) => boolean {
  const own = new Set([...placesOf(name), `${name}.tls.conf`].map((path) => join(base, path)));
  return (path) => own.has(path) || path.startsWith(join(base, `${name}.d/`));
}

/** Ports on which others listen over IPv4 alone: over IPv6 their visitors would meet this site, if it listened there. */
function v4Only(servers: readonly Server[]): ReadonlyMap<number, string> {
  const listens = servers.flatMap(({ listens, file, line }) => listens.map(({ address, port }) => ({ address, port, place: `${file}:${line}` })));
  const v6 = new Set(listens.filter(({ address }) => address.startsWith('[')).map(({ port }) => port));
  return new Map(listens.flatMap(({ port, place }) => (port === undefined || v6.has(port) ? [] : [[port, `${place} listens on port ${port} over IPv4 alone`] as const])));
}

function shadowsOn(ports: readonly number[], servers: readonly Server[]): readonly string[] {
  const everyAddress = /^(0\.0\.0\.0|\[::\]|127\.|\[::1\]|localhost)/;
  return servers.flatMap((server) =>
    server.listens.filter(({ address, port }) => port !== undefined && ports.includes(port) && !everyAddress.test(address)).map(({ address }) => `${placeOf(server)} has ${address} for itself: a request there never comes to a site that does not name that address`),
  );
}

function filesAt({ file }: Place, base: string, seen: Sight, name: string, dialect: Dialect): ReadonlyMap<string, Bytes> {
  const { nginx } = seen.project;
  const wanted = [...nginx].filter(([path]) => path !== `nginx/${name}.tls.conf` || hasCertificate(seen));
  // What cannot be read is said of the project's file, before it is said of a copy that is not there yet.
  for (const [path, text] of wanted) readNamed({ path, text });
  const target = (path: string) => join(base, path === `nginx/${name}.conf` ? file : path.slice('nginx/'.length));
  return new Map(wanted.map(([path, text]) => [target(path), adapt(text, dialect)]));
}

/** As nginx would find them: at the link, and with what else stands in the user's own folder on the host. */
function confFilesOf(site: Pick<Site, 'base' | 'place' | 'files'>, name: string, copies: ReadonlyMap<string, Copy>): readonly ConfFile[] {
  const { base, place, files } = site;
  const beside = [...copies].flatMap(([path, copy]): [string, Bytes][] => (copy.kind === 'file' && path.startsWith(join(base, `${name}.d/`)) ? [[path, copy.bytes]] : []));
  const all = new Map([...beside, ...files]);
  return [...all].map(([path, text]) => ({ path: path === join(base, place.file) ? join(base, readAt(place)) : path, text }));
}
