/** The starter front end's Node server, run as its image runs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../python/django.ts';
import { fileOf, make, writeTree } from '../support/stacks.ts';
import { headersOf } from './stub.ts';

const made = make({ web: 'node' });
const LARGE = 8_000_000;

interface Running {
  readonly port: number;
  readonly child: ChildProcess;
  /** Exit code, once there is one. */
  readonly ended: Promise<number | null>;
}

async function untilItListens(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1, await pause(50)) {
    if (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)) return;
  }
  throw new Error(`nothing listens on ${port}`);
}

/** Starts the server with some more files in public/, until the test is over. */
async function start(): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'web-'));
  writeTree(made, folder);
  writeFileSync(join(folder, 'web/secret.txt'), 'secret');
  writeFileSync(join(folder, 'web/public/a b ü.txt'), 'named');
  writeFileSync(join(folder, 'web/public/large.bin'), Buffer.alloc(LARGE));
  const port = await freePort();
  const child = spawn(process.execPath, ['server.js'], { cwd: join(folder, 'web'), env: { PORT: String(port) }, stdio: 'inherit' });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  });
  await untilItListens(port);
  return { port, child, ended };
}

/** One request with the path exactly as written. */
function ask(port: number, path: string, more: { method?: string; headers?: Record<string, string>; agent?: Agent } = {}): Promise<IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, ...more }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve(Object.assign(answer, { text })));
    });
    asked.on('error', reject).end();
  });
}

describe('the Node front end', () => {
  it.each([
    ['/', 200, 'text/html; charset=utf-8', '<!doctype html>'],
    ['/?a=b', 200, 'text/html; charset=utf-8', '<!doctype html>'],
    ['/page.js', 200, 'text/javascript; charset=utf-8', '// Shows'],
    ['/page.css', 200, 'text/css; charset=utf-8', ':root'],
    ['/icon.svg', 200, 'image/svg+xml', '<svg'],
    ['/a%20b%20%C3%BC.txt', 200, 'text/plain; charset=utf-8', 'named'],
    ['/healthz', 200, 'text/plain; charset=utf-8', 'ok'],
    ['/none', 404, 'text/plain; charset=utf-8', 'Not found'],
  ])('answers %s with %i, %s', async (path, status, type, beginning) => {
    const { port } = await start();
    const answer = await ask(port, path);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, type]);
    expect(answer.text.startsWith(beginning)).toBe(true);
    expect(answer.headers).toMatchObject(lowerCase(headersOf(fileOf(make(), 'web/nginx.conf'))));
  });

  it('serves nothing but public/, however it is asked', async () => {
    const { port } = await start();
    const paths = ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/..%5csecret.txt', '/public/../../secret.txt', '//secret.txt', '/secret.txt', '/server.js', '/%00', '/%E0%A4', '/__proto__', '/constructor'];
    for (const path of paths) expect([path, (await ask(port, path)).statusCode]).toEqual([path, 404]);
  });

  it('survives what is not HTTP', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.end('GET http:// HTTP/1.1\r\n\r\nnonsense');
    await new Promise((closed) => socket.once('close', closed).resume());
    expect((await ask(port, '/healthz')).statusCode).toBe(200);
  });

  it('refuses to be written to, and sends no body for HEAD', async () => {
    const { port } = await start();
    expect((await ask(port, '/', { method: 'POST' })).statusCode).toBe(405);
    const head = await ask(port, '/large.bin', { method: 'HEAD' });
    expect([head.statusCode, head.headers['content-length'], head.text]).toEqual([200, String(LARGE), '']);
  });

  it('sends a file once, and then says that it has not changed', async () => {
    const { port } = await start();
    const tag = (await ask(port, '/page.js')).headers.etag ?? '';
    const again = await ask(port, '/page.js', { headers: { 'If-None-Match': tag } });
    expect([again.statusCode, again.text]).toEqual([304, '']);
  });

  it('when told to stop ends what is under way, and then soon itself', async () => {
    const { port, child, ended } = await start();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await ask(port, '/', { agent });
    const slow = await new Promise<IncomingMessage>((resolve) => get({ host: '127.0.0.1', port, path: '/large.bin', agent }, resolve));
    child.kill('SIGTERM');
    await pause(300);
    let bytes = 0;
    for await (const chunk of slow) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(LARGE);
    const late = pause(2_000).then(() => 'still running');
    expect(await Promise.race([ended, late])).toBe(0);
  });
});

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
