/** Which servers a configuration has: where they listen, which names they have, and which of them answers for names that none has. */
import type { Directive } from './read.ts';

export interface Listen {
  /** As nginx tells them apart: 0.0.0.0:80, [::]:443, 10.0.0.5:80, unix:/run/x. */
  readonly address: string;
  /** Undefined for a socket of the file system. */
  readonly port: number | undefined;
  readonly flags: readonly string[];
}

export interface Server {
  readonly names: readonly string[];
  readonly listens: readonly Listen[];
  readonly file: string;
  readonly line: number;
}

/** All servers, in the order in which nginx meets them. */
export function serversOf(directives: readonly Directive[]): readonly Server[] {
  const inHttp = directives.filter(({ name }) => name === 'http').flatMap(({ body }) => body);
  return inHttp.filter(({ name }) => name === 'server').map(({ body, file, line }) => {
    const listens = body.filter(({ name }) => name === 'listen').map(({ args }) => listenOf(args));
    const names = body.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args.map((one) => one.toLowerCase()));
    return { names, file, line, listens: listens.length > 0 ? listens : [listenOf(['80'])] };
  });
}

function listenOf([where = '', ...flags]: readonly string[]): Listen {
  if (where.startsWith('unix:')) return { address: where, port: undefined, flags };
  const [, host = '*', port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(/^\d+$/.test(where) ? `*:${where}` : where) ?? [];
  return { address: `${host === '*' || host === '' ? '0.0.0.0' : host}:${port}`, port: Number(port), flags };
}

/** Address → the server that answers there for a name that none of its servers has. */
export function defaultsOf(servers: readonly Server[]): ReadonlyMap<string, Server> {
  const firsts = new Map<string, Server>();
  const chosen = new Map<string, Server>();
  for (const server of servers) {
    for (const { address, flags } of server.listens) {
      if (!firsts.has(address)) firsts.set(address, server);
      if (flags.includes('default_server') || flags.includes('default')) chosen.set(address, server);
    }
  }
  return new Map([...firsts, ...chosen]);
}

/** Where somebody finds it, as in /etc/nginx/conf.d/a.conf:12. */
export const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file}:${line}`;
