/** Do the names lead to this host, over both kinds of address? */
import { isUnseen } from '../sight.ts';
import { notSeen, ok, warn, type Check } from './types.ts';

/** Addresses that nobody outside can reach: RFC 1918, 6598, 4193. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|127\.|f[cd])/i;

export const dns: Check = {
  id: 'names',
  server: true,
  look({ network: { names, addresses } }) {
    for (const [name, led] of names) {
      if (name.endsWith('.localhost')) continue;
      if (isUnseen(led)) return notSeen(`${name}: ${led.unseen}`);
      if (led.length === 0) return warn(`${name} leads nowhere yet`, `an A record with this host's address: ${addresses.filter((one) => !one.includes(':')).join(', ')}`);
      const away = led.filter((address) => !addresses.includes(address));
      if (away.length === 0) continue;
      if (addresses.every((address) => PRIVATE.test(address))) return notSeen(`${name} leads to ${led.join(' and ')}, and this host knows only its private addresses`);
      const [record, kind] = away[0]?.includes(':') ? ['AAAA', 'over IPv6 visitors go there'] : ['A', 'visitors go there'];
      return warn(`${name} leads to ${away[0]}, which is not this host: ${kind}`, `correct or remove its ${record} record`);
    }
    return ok([...names.keys()].every((name) => name.endsWith('.localhost')) ? 'only names of this machine: visitors need a real one' : 'all lead here');
  },
};
