/** docker-compose.yml: what all services share, each service of the catalogue, and the networks between them. */
import { hasContainer, type Service } from '../services/index.ts';
import type { ComposeService, ComposeValue, Container } from '../services/types.ts';
import type { RenderedFile, Stack } from '../stack/types.ts';
import { share, space, stringify, toDocument } from './yaml.ts';

/** What every service has unless it says otherwise. */
export const COMMON = {
  restart: 'always',
  init: true,
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': '5' } },
};

/** The order in which a service says what it is. */
const ORDER = [
  'image', 'build', 'command', 'user', 'init', 'hostname', 'read_only', 'cap_drop', 'ports', 'networks', 'env_file', 'environment', 'volumes',
  'tmpfs', 'shm_size', 'ulimits', 'depends_on', 'healthcheck', 'stop_grace_period', 'deploy',
];

type Running = Service & { container: Container };

/** The services with a container, each as compose will have it. */
export function composeServices(services: readonly Service[]): Record<string, ComposeService> {
  const running = services.filter(hasContainer);
  const helpers = running.filter((service) => service.container.spec.networks.every((network) => network === 'internal'));
  const address = Object.assign({}, ...services.map((service) => service.address ?? {})) as Record<string, ComposeValue>;
  return Object.fromEntries(running.map((service) => [service.id, ordered(withNeighbours(service, helpers, address))]));
}

/** Whoever runs the project gets the addresses of the others, and waits until those on the internal network are healthy. */
function withNeighbours({ container }: Running, helpers: readonly Running[], address: Record<string, ComposeValue>): ComposeService {
  if (!container.runsProject) return container.spec;
  const waits = Object.fromEntries(helpers.map((helper) => [helper.id, { condition: 'service_healthy' }]));
  return {
    ...container.spec,
    networks: container.spec.networks.filter((network) => network === 'default' || helpers.length > 0),
    environment: { ...(container.spec.environment as Record<string, ComposeValue>), ...address },
    ...(helpers.length > 0 && { depends_on: waits }),
  };
}

/** In the order of all services. */
export function ordered<T extends Readonly<Record<string, ComposeValue>>>(spec: T): T {
  const known = ORDER.filter((key) => key in spec);
  if (known.length < Object.keys(spec).length) throw new Error(`compose keys without a place: ${Object.keys(spec).join(' ')}`);
  return Object.fromEntries(known.map((key) => [key, spec[key]])) as T;
}

function comments(services: readonly Service[]): Record<string, string> {
  const why: Record<string, string> = {
    'x-service.restart': 'Not unless-stopped: after a crash of the engine that leaves the whole stack down.',
    'networks.internal': 'No way out, and no way in but through the api.',
  };
  for (const { id, container } of services.filter(hasContainer)) {
    for (const [path, comment] of Object.entries(container.why ?? {})) why[`services.${id}.${path}`] = comment;
  }
  return why;
}

/** The compose file, rendered as data and never pasted: research/config-quality.md §5. */
export function renderCompose(stack: Stack, services: readonly Service[]): RenderedFile {
  const containers = composeServices(services);
  const isolated = Object.values(containers).some((spec) => spec.networks.includes('internal'));
  const value = {
    name: stack.name,
    'x-service': COMMON,
    services: containers,
    networks: { default: {}, ...(isolated && { internal: { internal: true } }), ...missing(services, 'missingNetworks') },
    ...(Object.keys(missing(services, 'missingVolumes')).length > 0 && { volumes: missing(services, 'missingVolumes') }),
  };
  const { 'networks.internal': network, ...why } = comments(services);
  const document = toDocument(value, isolated && network ? { ...why, 'networks.internal': network } : why);
  document.commentBefore = ` ${header(stack, Object.keys(containers))}\n Secrets are in .env, the daily commands in ./stack, the answers behind it all in django-stack.yml.`;
  share(document);
  space(document);
  return { path: 'docker-compose.yml', content: stringify(document), mode: 0o644, ownership: 'shared' };
}

/** What adopted services use and nobody declares. */
function missing(services: readonly Service[], kind: 'missingNetworks' | 'missingVolumes'): Record<string, ComposeValue> {
  return Object.fromEntries(services.flatMap(({ adopted }) => adopted?.[kind] ?? []).map((name) => [name, {}]));
}

function header(stack: Stack, names: readonly string[]): string {
  const inFront = names.filter((name) => name === 'web' || name === 'api').join(' and ');
  const behind = names.length > inFront.split(' and ').length ? '; no visitor reaches the others.' : '.';
  return `${stack.name}: ${inFront} behind the host's nginx${behind}`;
}
