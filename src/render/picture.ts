/** The stack as a picture, before anybody has decided where its boxes stand: plain data, which `show --json` prints. */
import { hasContainer, type Service } from '../services/index.ts';
import type { ComposeService, ComposeValue, Container } from '../services/types.ts';
import type { Stack } from '../stack/types.ts';
import { composeServices } from './compose.ts';

export type NetworkName = 'default' | 'internal';

export interface Picture {
  /** The stack's name. */
  readonly name: string;
  readonly nginx: Nginx;
  /** What nginx passes on, in the order of the services. */
  readonly routes: readonly PictureRoute[];
  /** The default network, and the internal one if something is on it. */
  readonly networks: readonly PictureNetwork[];
  readonly containers: readonly PictureContainer[];
  /** Services the project uses that no container of this stack runs. */
  readonly outside: readonly Outside[];
  readonly volumes: HostVolumes;
}

/** The host's own nginx, in front of everything. */
export interface Nginx {
  /** The first is canonical, the others redirect to it. */
  readonly names: readonly string[];
  readonly ports: readonly number[];
  /** What it serves itself, from a folder of the host volumes. */
  readonly serves: readonly { readonly prefix: string; readonly folder: string }[];
}

export interface PictureRoute {
  readonly service: string;
  readonly prefixes: readonly string[];
  /** Where nginx finds it on this host, as in "127.0.0.1:8080"; of several hosts, on the first. */
  readonly address: string;
  /** Where else, on further hosts or nodes of a swarm. */
  readonly others: readonly string[];
  /** The port inside the container that this one leads to. */
  readonly containerPort: number;
}

export interface PictureNetwork {
  readonly name: NetworkName;
  readonly label: string;
  /** False where containers cannot reach anything beyond the network. */
  readonly wayOut: boolean;
  readonly containers: readonly string[];
}

export interface PictureContainer {
  readonly id: string;
  /** What runs in it and where it listens, as in "gunicorn :8000". */
  readonly label: string;
  /** How many of it a swarm begins with; 1 on one host. */
  readonly replicas: number;
  readonly networks: readonly NetworkName[];
  /** Where this host reaches it past nginx, as in "127.0.0.1:8025". */
  readonly published: readonly string[];
  readonly mounts: readonly Mount[];
}

/** A bind mount: a folder of the host volumes, and where the container sees it. */
export interface Mount {
  readonly folder: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface Outside {
  readonly id: string;
  /** The variables of `.env` that say where it is. */
  readonly variables: readonly string[];
}

export interface HostVolumes {
  /** An absolute path of the host. */
  readonly root: string;
  readonly folders: readonly string[];
}

/**
 * What there is to draw.
 * @param services those of the stack, as `servicesOf` gives them
 */
export function pictureOf(stack: Stack, services: readonly Service[]): Picture {
  const specs = composeServices(services);
  const own = services.filter(hasContainer).map((service) => containerOf(service, specs[service.id], stack));
  const containers = [...own, ...services.flatMap(adoptedContainer)];
  return {
    name: stack.name,
    nginx: {
      names: stack.domains,
      ports: stack.tls === 'none' ? [80] : [80, 443],
      serves: [{ prefix: stack.static.url, folder: 'static' }, { prefix: stack.media.url, folder: 'media' }],
    },
    routes: services.flatMap((service) => routeOf(service, specs[service.id], stack)),
    networks: networksOf(containers),
    containers,
    outside: services.flatMap(outsideOf),
    volumes: { root: stack.volumesRoot, folders: foldersOf(stack, services) },
  };
}

function containerOf({ id, container, route }: Service & { readonly container: Container }, spec: ComposeService | undefined, { swarm }: Stack): PictureContainer {
  const ports = listOf(spec?.['ports']).map(String).filter((port) => !route || !port.includes(`:${route.port}:`));
  return {
    id,
    label: container.label,
    replicas: swarm && route ? 2 : 1,
    networks: spec?.networks ?? [],
    published: ports.map((port) => port.slice(0, port.lastIndexOf(':'))),
    mounts: listOf(spec?.['volumes']).flatMap(mountOf),
  };
}

/** One written by hand: what its own lines in compose tell. */
function adoptedContainer({ adopted }: Service): readonly PictureContainer[] {
  if (!adopted) return [];
  const networks = NETWORKS.map(({ name }) => name).filter((name) => adopted.networks.includes(name));
  return [{ id: adopted.id, label: adopted.ports.map((port) => `:${port}`).join(' '), replicas: 1, networks, published: [], mounts: adopted.mounts }];
}

/** Compose names a host folder as `${VOLUMES_ROOT:-/srv/shop}/media`; the picture shows what comes after the root. */
function mountOf(volume: ComposeValue): readonly Mount[] {
  if (typeof volume !== 'object' || !('source' in volume)) return [];
  const folder = String(volume['source']).replace(/^\$\{[^}]*\}\//, '');
  return [{ folder, target: String(volume['target']), readOnly: volume['read_only'] === true }];
}

/** The published port says where the container listens: `127.0.0.1:8080:8000`. */
function routeOf({ id, route, adopted }: Service, spec: ComposeService | undefined, { swarm, upstreams }: Stack): readonly PictureRoute[] {
  if (!route) return [];
  const hosts = adopted ? [] : upstreams;
  const [address = '', ...others] = [...(swarm && hosts.length > 0 ? [] : ['127.0.0.1']), ...hosts].map((host) => `${host}:${route.port}`);
  const published = listOf(spec?.['ports']).map(String).find((port) => port.includes(`:${route.port}:`));
  return [{ service: id, prefixes: [...route.prefixes, ...(route.sockets ?? [])], address, others, containerPort: Number(published?.split(':').at(-1) ?? route.port) }];
}

const NETWORKS = [
  { name: 'default', label: 'default net', wayOut: true },
  { name: 'internal', label: 'internal net, no way out', wayOut: false },
] as const;

function networksOf(containers: readonly PictureContainer[]): readonly PictureNetwork[] {
  const on = (name: NetworkName) => containers.filter(({ networks }) => networks.includes(name)).map(({ id }) => id);
  return NETWORKS.map((network) => ({ ...network, containers: on(network.name) }))
    .filter(({ name, containers: some }) => name === 'default' || some.length > 0);
}

/** Its owner alone knows where it is: it runs, only not here. */
function outsideOf({ id, container, address = {}, secrets = [] }: Service): readonly Outside[] {
  const variables = secrets.filter(({ key, from }) => from === 'owner' && key in address).map(({ key }) => key);
  return container || variables.length === 0 ? [] : [{ id, variables }];
}

/** In the order in which a request, the data and the daily work meet them; templates/stack/ makes them. */
function foldersOf(stack: Stack, services: readonly Service[]): readonly string[] {
  const own = services.flatMap(({ directories }) => (directories ?? []).map(({ name }) => name));
  const acme = stack.tls === 'letsencrypt' ? ['acme'] : [];
  return [...new Set(['static', ...own, 'backups', ...acme, 'deploy'])];
}

function listOf(value: ComposeValue | undefined): readonly ComposeValue[] {
  return Array.isArray(value) ? (value as readonly ComposeValue[]) : [];
}
