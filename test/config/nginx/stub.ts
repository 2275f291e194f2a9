/** What stands behind nginx in these tests: a server that says what it got, and misbehaves where the path asks for it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A request as it arrived here. */
export interface Seen {
  readonly by: string;
  readonly method: string;
  readonly url: string;
  /** As sent: name and value in turn. */
  readonly raw: readonly string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: number;
}

export interface Stub {
  readonly seen: readonly Seen[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  /** Answers the requests whose paths asked to wait. */
  release(): void;
  stop(): Promise<void>;
}

/** Headers that Django and its middleware send, each of which must reach the browser once. */
export const DJANGO = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=60',
};

function answer(seen: Seen, socket: Socket, response: ServerResponse, held: (() => void)[]): void {
  if (seen.url.includes('wait')) return void held.push(() => response.end(JSON.stringify(seen)));
  if (seen.url.includes('die')) return void socket.destroy();
  const file = /accel=(.*)/.exec(seen.url)?.[1];
  if (file !== undefined) response.setHeader('X-Accel-Redirect', `/protected/${file}`);
  if (seen.url.includes('django')) response.setHeaders(new Map(Object.entries(DJANGO)));
  if (seen.url.includes('long')) return void response.setHeader('Content-Type', 'application/json').end(JSON.stringify('x'.repeat(20_000)));
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(JSON.stringify(seen));
}

async function receive(by: string, request: IncomingMessage): Promise<Seen> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  const { method = '', url = '', rawHeaders, headers } = request;
  return { by, method, url, raw: rawHeaders, headers, bytes };
}

/** Says 101 to whoever wants to upgrade, and repeats what follows. */
function upgrade(request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => undefined);
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`);
  socket.pipe(socket);
}

/** Starts a server called `by` on that port of 127.0.0.1. */
export async function startStub(by: string, port: number): Promise<Stub> {
  const seen: Seen[] = [];
  const held: (() => void)[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    receive(by, request).then((one) => {
      seen.push(one);
      answer(one, request.socket, response, held);
    }, () => undefined);
  });
  server.on('connection', () => connections++).on('upgrade', upgrade);
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const release = () => held.splice(0).forEach((answerNow) => answerNow());
  const stop = () => new Promise<void>((done) => server.close(() => done()).closeAllConnections());
  return { seen, connections: () => connections, release, stop };
}
