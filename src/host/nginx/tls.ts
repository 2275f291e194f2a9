/** What the file for TLS says of its certificate. Its owner may have written another path into it. */

/** @param text of nginx/<name>.tls.conf; undefined where the stack has none */
export function certificatePathIn(text: string | undefined): string | undefined {
  return /^\s*ssl_certificate\s+"?([^\s;"]+)/m.exec(text ?? '')?.[1];
}
