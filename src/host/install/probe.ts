/** What the other sites of this nginx answer, before and after: status, type, target and every byte. */
import { createHash } from 'node:crypto';
import { request as http } from 'node:http';
import { request as https } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '../nginx/servers.ts';

interface Door {
  /** Name asked for, at address and port. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

/** Door, as text → status and fingerprint of the answer, or why there was none. */
export type Answers = ReadonlyMap<string, { readonly status: string; readonly whole: string }>;

/** A name that no site has. */
const NOBODY = 'nobody.invalid';

/** A page may be long; what matters of it is at its beginning. */
const MOST = 2 ** 20;

/** Every name that can be asked for, and one that none has, wherever the servers listen. */
function doorsOf(servers: readonly Server[]): readonly Door[] {
  const doors = servers.flatMap(({ names, listens }) =>
    listens.filter(({ port, flags }) => port !== undefined && !flags.includes('quic')).flatMap(({ address, port = 80, flags }) => {
      const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '').replace(/^0\.0\.0\.0$/, '127.0.0.1').replace(/^::$/, '::1');
      const known = names.filter((name) => /^[a-z0-9.-]+$/.test(name));
      return [NOBODY, ...known].map((name) => ({ host: name, address: host, port, tls: flags.includes('ssl') }));
    }),
  );
  return [...new Map(doors.map((door) => [named(door), door])).values()];
}

const named = ({ host, address, port, tls }: Door): string => `${tls ? 'https' : 'http'}://${host} at ${address}:${port}`;

export async function probe(servers: readonly Server[]): Promise<Answers> {
  const answers = await Promise.all(doorsOf(servers).map(async (door) => [named(door), await knock(door)] as const));
  return new Map(answers);
}

async function knock({ host, address, port, tls }: Door): Promise<{ status: string; whole: string }> {
  return await new Promise((done) => {
    const options = { host: address, port, path: '/', agent: false, timeout: 5000, headers: { Host: host, 'User-Agent': 'create-django-stack' } } as const;
    const request = tls ? https({ ...options, servername: host, rejectUnauthorized: false }) : http(options);
    const failed = (error: NodeJS.ErrnoException) => done({ status: error.code ?? error.message, whole: '' });
    request.once('error', failed).once('timeout', () => request.destroy(new Error('no answer')));
    request.once('response', (response) => {
      const hash = createHash('sha256').update(`${response.headers['content-type']} ${response.headers.location} `);
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        hash.update(chunk);
        if ((size += chunk.length) > MOST) response.destroy();
      });
      response.once('error', failed).once('close', () => done({ status: String(response.statusCode), whole: hash.digest('hex') }));
    });
    request.end();
  });
}

/** The doors behind which something else is now. What changed by itself between `first` and `before` is compared by its status alone. */
function differences(first: Answers, before: Answers, after: Answers): readonly string[] {
  return [...before].flatMap(([door, was]) => {
    const [is, earlier] = [after.get(door), first.get(door)];
    const steady = earlier?.whole === was.whole;
    const same = is?.status === was.status && (!steady || is.whole === was.whole);
    return same ? [] : [`${door} answered ${was.status}, and then ${is?.status ?? 'nothing'}${is?.status === was.status ? ' with other content' : ''}`];
  });
}

/** Asks again for a while: just after a reload an old worker may still answer. */
export async function settled(first: Answers, before: Answers, servers: readonly Server[]): Promise<readonly string[]> {
  for (let turn = 0; ; turn++) {
    const changed = differences(first, before, await probe(servers));
    if (changed.length === 0 || turn === 10) return changed;
    await pause(300);
  }
}
