/** Pieces of compose that several entries have in common. */
import type { Stack } from '../stack/types.ts';
import type { ComposeService, ComposeValue, Route } from './types.ts';

/**
 * A health check that asks often until the first success, and every 30 seconds from then on.
 * @param starting seconds a start may take before a failure counts
 * @param every seconds between two questions until then
 */
export function healthcheck(test: ComposeValue, { timeout = 3, starting = 30, every = 1 } = {}): ComposeValue {
  return {
    test,
    interval: '30s',
    timeout: `${timeout}s`,
    retries: 3,
    start_period: `${starting}s`,
    start_interval: `${every}s`,
  };
}

/** A folder of the host. The engine must not make a missing one: it would belong to root. */
export function bind(stack: Stack, folder: string, target: string, readOnly = false): ComposeValue {
  return {
    type: 'bind',
    source: `\${VOLUMES_ROOT:-${stack.volumesRoot}}/${folder}`,
    target,
    ...(readOnly && { read_only: true }),
    bind: { create_host_path: false },
  };
}

/** Upper bounds, as `deploy.resources` alone can hold both of them (research/config-quality.md §0.3). */
export function limits(memory: string, pids: number): ComposeValue {
  return { resources: { limits: { memory, pids } } };
}

/** Further hosts beside this one, each with the same compose file: their ports are open to the nginx of this one. */
const severalHosts = ({ swarm, upstreams }: Stack): boolean => !swarm && upstreams.length > 0;

/** A port of this host's own, for the nginx in front; on further hosts one of their private address. */
export function published(stack: Stack, route: Route): readonly string[] {
  return [`${severalHosts(stack) ? '${PUBLISH_ON:-127.0.0.1}' : '127.0.0.1'}:${route.port}:8000`];
}

/** Said in compose where a port is published. */
export function whyThere(stack: Stack): string {
  return severalHosts(stack)
    ? "Loopback on the host with nginx; on the others PUBLISH_ON in .env, their private address. No firewall of theirs\nstops a port that Docker publishes."
    : "Loopback only: the host's firewall does not stop a port that Docker publishes.";
}

/** A variable of `.env` that compose cannot do without. */
export function fromEnv(key: string): string {
  return `\${${key}:?not in .env; ./stack up writes it}`;
}

/** An image that is built of the project. A deploy names a release by TAG. */
export function builtImage({ registry, name }: Stack, id: string): string {
  return `${registry === '' ? '' : `${registry}/`}${name}-${id}:\${TAG:-current}`;
}

/** What every container of the project has, whatever it runs: the api's image, environment and uploads. */
export function ofProject(stack: Stack): ComposeService {
  return {
    image: builtImage(stack, 'api'),
    networks: ['default', 'internal'],
    env_file: ['.env'],
    environment: {
      DJANGO_SETTINGS_MODULE: stack.settings,
      DJANGO_ALLOWED_HOSTS: stack.domains.join(','),
      DJANGO_HTTPS: stack.tls === 'none' ? 'off' : 'on',
    },
    volumes: [bind(stack, 'media', `/app/${stack.media.root}`)],
    tmpfs: ['/tmp'],
  };
}
