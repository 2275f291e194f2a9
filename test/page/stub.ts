/** A server that plays the host's nginx: the rendered page with its headers, and an api that says what a test wants. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileOf, make } from '../support/stacks.ts';

type Answers = NonNullable<Parameters<typeof make>[0]>;

/** What the api answers: a value as JSON, or a status of nginx's when the api is down. */
export type Api = Readonly<Record<string, unknown>> | number | 'not JSON';

export interface Stub {
  readonly url: string;
  /** May change at any time. */
  api: Api;
  /** How often the api was asked. */
  asked: number;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

/** The headers that nginx.conf adds to every answer. */
export function headersOf(conf: string): Readonly<Record<string, string>> {
  const lines = conf.matchAll(/^ *add_header (\S+) (?:"([^"]*)"|(\S+?))(?: always)?;$/gm);
  return Object.fromEntries([...lines].map(([, name, quoted, plain]) => [name ?? '', quoted ?? plain ?? '']));
}

function sendStatus(api: Api, response: ServerResponse): void {
  if (typeof api === 'number') response.writeHead(api, { 'Content-Type': 'text/html' }).end('<h1>Bad Gateway</h1>');
  else response.writeHead(200, { 'Content-Type': 'application/json' }).end(api === 'not JSON' ? '<html>' : JSON.stringify(api));
}

/** Starts on a free port, with the page of a stack with these answers. */
export async function startStub(answers: Answers = {}): Promise<Stub> {
  const made = make(answers);
  const headers = headersOf(fileOf(make({ ...answers, web: 'static' }), 'web/nginx.conf'));
  const stub = { url: '', api: {} as Api, asked: 0 };
  const handle = ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
    if (url.endsWith('/status/')) {
      stub.asked += 1;
      return sendStatus(stub.api, response);
    }
    const path = url === '/' ? '/index.html' : url;
    const file = made.files.find((candidate) => candidate.path === `web/public${path}`);
    const type = types[extname(path)] ?? 'application/octet-stream';
    response.writeHead(file ? 200 : 404, { ...headers, 'Content-Type': type }).end(file?.content);
  };
  const server = createServer(handle).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => new Promise<void>((closed) => {
    server.close(() => closed());
    server.closeAllConnections();
  });
  return Object.assign(stub, { close });
}
