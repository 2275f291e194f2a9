/** The second file of the site, for TLS, read back. */
import type { Stack } from '../../src/stack/types.ts';
import { parseNginx, type Directive } from './nginx-tokens.ts';
import { fileOf, type Made } from './stacks.ts';

/** Directives with their arguments; those in a block after it. */
export type Tls = readonly (readonly string[])[];

/** All that an answer reaches in the file for TLS. */
export function expectedTls({ tls, name, ident, domains: [first] }: Stack): Tls {
  if (tls === 'none') return [];
  const folder = tls === 'files' ? `/etc/ssl/${name}` : `/etc/letsencrypt/live/${first}`;
  return [
    ['listen', '443', 'ssl', 'http2'], ['listen', '[::]:443', 'ssl', 'http2'],
    ['ssl_certificate', `${folder}/fullchain.pem`], ['ssl_certificate_key', `${folder}/privkey.pem`],
    ['ssl_protocols', 'TLSv1.2', 'TLSv1.3'], ['ssl_prefer_server_ciphers', 'off'],
    ['ssl_session_cache', `shared:${ident}_tls:1m`], ['ssl_session_timeout', '1d'], ['ssl_session_tickets', 'off'],
    ['add_header', 'Strict-Transport-Security', `$${ident}_hsts`, 'always'],
    ['if', `($${ident}_to_https)`], ['return', '308', `https://${first}$request_uri`],
  ];
}

/** Every directive but the list of ciphers. */
export function readTls(made: Made): Tls {
  if (made.stack.tls === 'none') return [];
  const words = (site: readonly Directive[]): Tls => site.flatMap(({ name, args, block = [] }) => [[name, ...args], ...words(block)]);
  return words(parseNginx(fileOf(made, `nginx/${made.stack.name}.tls.conf`))).filter(([name]) => name !== 'ssl_ciphers');
}
