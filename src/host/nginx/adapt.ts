/** From the project's nginx file to the copy for one host: nginx's versions and IPv6 differ, the source is the same. */

/** What decides about the form of `listen`. */
export interface Dialect {
  /** True from nginx 1.25.1 on: `http2 on;`. Before, it is a word of `listen`. */
  readonly http2: boolean;
  /** May the site listen on this port over IPv6? */
  ipv6(port: number): boolean;
}

/** The directive came with 1.25.1, and with it a warning about the old form. */
export function knowsHttp2(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1e6 + minor * 1e3 + patch >= 1_025_001;
}

const IPV6 = /^[ \t]*listen[ \t]+\[::\]:(\d+)\b[^;\n]*;[^\n]*\n/gm;
const LISTENS = /^(?:[ \t]*listen[ \t][^;\n]*;[^\n]*\n)+/gm;
const HTTP2 = /(listen[ \t][^;\n]*?)[ \t]+http2\b/g;

/** Line for line the same text, except for the lines of `listen` that this host's nginx wants otherwise. */
export function adapt(text: string, { http2, ipv6 }: Dialect): string {
  const listening = text.replace(IPV6, (line, port: string) => (ipv6(Number(port)) ? line : ''));
  if (!http2) return listening;
  return listening.replace(LISTENS, (lines) => {
    const plain = lines.replace(HTTP2, '$1');
    const indent = /^[ \t]*/.exec(lines)?.[0] ?? '';
    return plain === lines ? lines : `${plain}${indent}http2 on;\n`;
  });
}
