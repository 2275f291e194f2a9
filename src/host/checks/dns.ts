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
      if (led.length === 0) return warn(`${name} leads nowhere yet`, `an A record with this host's public address${publicOnes(addresses)}`);
      const away = led.filter((address) => !addresses.includes(address));
      if (away.length === 0) continue;
      const wrong = away.find((address) => !isBehindRouter(address, addresses));
      if (wrong === undefined) return notSeen(`${name} leads to ${away.join(' and ')}, and this host knows no public address of that kind`);
      const [record, kind] = isV6(wrong) ? ['AAAA', 'over IPv6 visitors go there'] : ['A', 'visitors go there'];
      return warn(`${name} leads to ${wrong}, which is not this host: ${kind}`, `correct or remove its ${record} record`);
    }
    return ok([...names.keys()].every((name) => name.endsWith('.localhost')) ? 'only names of this machine: visitors need a real one' : 'all lead here');
  },
};

const isV6 = (address: string): boolean => address.includes(':');
const isPrivate = (address: string): boolean => PRIVATE.test(address);

/** Of a host in a cloud only the cloud knows it. */
function publicOnes(addresses: readonly string[]): string {
  const known = addresses.filter((address) => !isV6(address) && !isPrivate(address));
  return known.length === 0 ? '' : `: ${known.join(', ')}`;
}

/** Nobody can tell whether an address leads here where the host has only private ones of its kind. */
function isBehindRouter(address: string, addresses: readonly string[]): boolean {
  const alike = addresses.filter((one) => isV6(one) === isV6(address));
  return (alike.length > 0 ? alike : addresses).every(isPrivate);
}
