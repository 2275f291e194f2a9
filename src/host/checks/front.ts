/** Ports 80 and 443: the host's nginx has them, or nobody. */
import { containersOn, nameOf, who } from '../holder.ts';
import { isUnseen } from '../sight.ts';
import type { Stack } from '../../stack/types.ts';
import { fail, notSeen, ok, type Check } from './types.ts';

const portsOf = ({ tls }: Stack): readonly number[] => (tls === 'none' ? [80] : [80, 443]);

export const front: Check = {
  id: 'front door',
  server: true,
  install: true,
  look({ listeners, nginx, docker }, { stack }) {
    const ports = portsOf(stack);
    if (isUnseen(listeners)) return notSeen(listeners.unseen);
    const held = listeners.filter(({ port }) => ports.includes(port));
    const stranger = held.find(({ program, pids }) => program !== '' && !pids.some((pid) => pid === nginx?.running));
    const [container] = stranger ? containersOn(stranger.port, docker) : [];
    if (stranger) return fail(`port ${stranger.port} belongs to ${container ? nameOf(container) : who(stranger)}, not to this host's nginx`, `stop it, or let it pass ${stack.domains[0]} on to nginx`);
    if (held.some(({ program }) => program === '')) return notSeen('that takes root');
    return ok(held.length > 0 ? `nginx has ${[...new Set(held.map(({ port }) => port))].sort((a, b) => a - b).join(' and ')}` : `free: ${ports.join(' and ')}`);
  },
};
