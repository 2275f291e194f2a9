/** Where the names of the stack lead, and what is served under them. */
import type { Machine } from '../machine.ts';
import type { CertificateSeen, NetworkSeen } from '../sight.ts';

export async function lookAtNetwork(machine: Machine, domains: readonly string[]): Promise<NetworkSeen> {
  const led = await Promise.all(domains.map(async (name) => [name, await machine.lookUp(name)] as const));
  return { addresses: machine.addresses(), ipv6: !machine.linux || Boolean(machine.text('/proc/net/if_inet6')), names: new Map(led) };
}

/** @param path of the certificate that the site names; undefined for a site without TLS */
export async function lookAtCertificate(machine: Machine, path: string | undefined, domain: string): Promise<CertificateSeen> {
  if (path === undefined) return { file: undefined, served: undefined };
  return { file: machine.text(path), served: await machine.served(domain, 443) };
}
