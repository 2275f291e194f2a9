/** A client that sends paths as they are, and counts headers. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Seen } from './stub.ts';

export interface Question {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Over TLS, with the host as the name asked for. */
  readonly tls?: boolean;
}

export interface Answer {
  readonly status: number;
  /** Every value of a header, in lower case, in the order in which they came. */
  all(header: string): readonly string[];
  /** The one value of a header; undefined where there is none, an error where there are several. */
  header(name: string): string | undefined;
  readonly text: string;
  readonly body: Buffer;
}

function toAnswer(response: IncomingMessage, body: Buffer): Answer {
  const { rawHeaders, statusCode = 0 } = response;
  const all = (name: string) => rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase());
  return {
    status: statusCode,
    all,
    header(name) {
      const values = all(name);
      if (values.length > 1) throw new Error(`${name}: ${values.join(' | ')}`);
      return values[0];
    },
    body,
    text: body.toString('utf8'),
  };
}

/** Asks 127.0.0.1 at that port. */
export function ask(port: number, path: string, question: Question = {}): Promise<Answer> {
  const { host = 'shop.example.org', method = 'GET', headers = {}, body, tls = false } = question;
  const options: RequestOptions = { host: '127.0.0.1', port, path, method, agent: false, headers: { Host: host, ...headers } };
  return new Promise((resolve, reject) => {
    const request = tls ? httpsRequest({ ...options, servername: host, rejectUnauthorized: false }) : httpRequest(options);
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(toAnswer(response, Buffer.concat(chunks))));
      response.once('error', reject);
    });
    request.end(body);
  });
}

/** What a stub said it got. */
export function seenBy({ text }: Answer): Seen {
  return JSON.parse(text) as Seen;
}
