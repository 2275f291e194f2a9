/** Requests to 127.0.0.1 that carry the Host header of a site. `fetch` would not let us. */
import { request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Seconds. */
  readonly timeout?: number;
}

/** One request on a connection of its own. */
export function ask(port: number, host: string, path: string, { method = 'GET', headers = {}, body, timeout = 20 }: Ask = {}): Promise<Answer> {
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, headers: {}, body: Buffer.alloc(0) });
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const options = { host: '127.0.0.1', port, path, method, headers: { Host: host, ...length, ...headers }, agent: false, timeout: timeout * 1000 };
    const asking = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on('error', nothing);
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', nothing);
    asking.end(body);
  });
}

/** A form with one file, as a browser sends it. */
export function formWith(name: string, content: Buffer): Ask {
  const boundary = 'a-line-that-no-file-holds';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { method: 'POST', headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body };
}

/** Whether something accepts a connection there. */
export function listens(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2000 });
    const say = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', say(true)).on('error', say(false)).on('timeout', say(false));
  });
}
