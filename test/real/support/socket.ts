/** A WebSocket as a browser opens it: RFC 6455, as much of it as one text after the other takes. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

/** Opcodes. */
const TEXT = 1;
const CLOSE = 8;

export interface Socket {
  /** Sends a text and waits for the next one. */
  ask(text: string): Promise<string>;
  /** The code of the server's close frame; undefined where the connection ends without one. */
  readonly closed: Promise<number | undefined>;
  close(): void;
}

/**
 * @param origin of the page that opens it
 * @throws Error with the status, where there is no upgrade
 */
export function openSocket(port: number, host: string, path: string, origin = `http://${host}`): Promise<Socket> {
  const headers = { Host: host, Origin: origin, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64') };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers, agent: false, timeout: 20_000 });
    asking.on('upgrade', (_, stream: Duplex, head: Buffer) => resolve(over(stream, head)));
    asking.on('response', ({ statusCode }) => reject(new Error(String(statusCode))));
    asking.on('timeout', () => asking.destroy(new Error('no answer')));
    asking.on('error', reject);
    asking.end();
  });
}

function over(stream: Duplex, head: Buffer): Socket {
  let bytes = head;
  let waiting: ((text: string) => void) | undefined;
  let ended: (code?: number) => void;
  const closed = new Promise<number | undefined>((done) => (ended = done));
  const look = () => {
    const frame = frameIn(bytes);
    if (!frame) return;
    bytes = bytes.subarray(frame.end);
    if (frame.opcode === TEXT) waiting?.(frame.payload.toString());
    if (frame.opcode === CLOSE) {
      ended(frame.payload.readUInt16BE());
      stream.end(masked(CLOSE, frame.payload));
    }
    look();
  };
  for (const event of ['end', 'error']) stream.on(event, () => ended());
  stream.on('data', (more: Buffer) => {
    bytes = Buffer.concat([bytes, more]);
    look();
  });
  return {
    ask: (text) => new Promise((resolve) => {
      waiting = resolve;
      stream.write(masked(TEXT, Buffer.from(text)));
    }),
    closed,
    close: () => stream.destroy(),
  };
}

/** The first whole frame; a server does not mask. */
function frameIn(bytes: Buffer): { readonly opcode: number; readonly payload: Buffer; readonly end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return undefined;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(start, start + length), end: start + length };
}

/** One frame. A client masks what it sends. */
function masked(opcode: number, payload: Buffer): Buffer {
  const { length: size } = payload;
  const length = size < 126 ? [0x80 | size] : size < 65_536 ? [0x80 | 126, size >> 8, size & 0xff] : [0x80 | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (size >>> shift) & 0xff)];
  const mask = randomBytes(4);
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}
