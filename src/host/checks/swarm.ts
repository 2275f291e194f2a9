/**
 * On Swarm a port cannot be published on loopback alone: it opens at the address that docker_gwbridge binds to, and that is
 * every address unless `./stack swarm init` or `join` has made it with another.
 */
import type { Service } from '../../services/index.ts';
import { isUnseen, type Listener } from '../sight.ts';
import { fail, notSeen, ok, warn, type Check } from './types.ts';

export const swarm: Check = {
  id: 'swarm',
  when: (stack) => stack.swarm,
  look({ listeners }, { services }) {
    if (isUnseen(listeners)) return notSeen(listeners.unseen);
    const open = openPorts(listeners, services);
    const everywhere = open.find(({ address }) => EVERYWHERE.has(address));
    if (everywhere) return fail(`port ${everywhere.port} is open on every address of this node, and the firewall does not stop that`, 'DEPLOY.md says how docker_gwbridge is made again, with an address');
    const known = open.find(({ address }) => !isPrivate(address));
    if (known) return warn(`port ${known.port} is open at ${known.address}, which is a public address`, 'give the nodes a private network, or keep strangers out in the chain DOCKER-USER');
    return ok(open.length === 0 ? 'its ports are not open here' : `its ports are open at ${open[0]?.address} alone`);
  },
};

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*']);

/** Who has our ports, and not on loopback alone. */
function openPorts(listeners: readonly Listener[], services: readonly Service[]): readonly Listener[] {
  const ports = new Set(services.flatMap(({ route, adopted }) => (route && !adopted ? [route.port] : [])));
  return listeners.filter(({ port, address }) => ports.has(port) && !/^(::ffff:)?127\.|^::1$/.test(address));
}

/** Addresses that no router of the internet knows (RFC 1918, 6598, 3927 and 4193). */
const isPrivate = (address: string): boolean =>
  /^(::ffff:)?(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(f[cd]|fe[89ab])/.test(address);
