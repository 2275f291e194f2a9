/** Where nginx finds each service: on this host, there and on further ones, or on the nodes of a swarm. */
import type { Service } from '../services/index.ts';
import type { Route } from '../services/types.ts';
import type { Stack } from '../stack/types.ts';

export interface SiteRoute extends Route {
  readonly id: string;
  /** The upstream's name; a service that has a spare port has `<name>_spare` too. */
  readonly upstream: string;
  /** What stands in the upstream, a `server` line each. */
  readonly servers: readonly string[];
  /** The same while the second container of a deploy is in front; empty where there is none. */
  readonly spareServers: readonly string[];
}

/** Failures are not counted on this host: both ports may be away for a moment, and nginx would leave them out for longer. */
const here = (port: number): string => `127.0.0.1:${port} max_fails=0`;
/** A host that fell silent is left out after three tries, and asked again two seconds later. */
const there = (host: string, port: number): string => `${host}:${port} max_fails=3 fail_timeout=2s`;

/** The services that nginx routes to. One written by hand runs on this host alone: only its owner knows more. */
export function siteRoutes(stack: Stack, services: readonly Service[]): readonly SiteRoute[] {
  return services.flatMap(({ id, route, adopted }) => {
    if (!route) return [];
    const name = { id, upstream: `${stack.ident}_${id.replaceAll(/[.-]/g, '_')}` };
    return [{ ...route, ...name, ...serversOf(stack, route, adopted ? [] : stack.upstreams) }];
  });
}

/** On Swarm a port opens at the node's address, never on loopback, and Swarm replaces containers without a second port. */
function serversOf({ swarm }: Stack, { port, spare }: Route, hosts: readonly string[]): Pick<SiteRoute, 'servers' | 'spareServers'> {
  const others = hosts.map((host) => there(host, port));
  if (swarm && hosts.length > 0) return { servers: others, spareServers: [] };
  if (spare === undefined) return { servers: [here(port), ...others], spareServers: [] };
  return {
    servers: [here(port), ...others, `${here(spare)} backup`],
    spareServers: [here(spare), ...others, `${here(port)} backup`],
  };
}
