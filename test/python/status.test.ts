/** /healthz and /api/status/ in production, when what they ask about is away or does not answer. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../support/need.ts';
import { freePort, gunicorn, production, project, type Env, type Site } from './django.ts';

interface Stub {
  readonly address: string;
  /** How many connections there were. */
  count(): number;
}

/** A server that takes connections and never says a word, or hangs up at once. */
async function stub(manner: 'silent' | 'hangs up'): Promise<Stub> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    if (manner === 'hangs up') socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => sockets.length };
}

async function timed(site: Site, path: string): Promise<{ readonly status: number; readonly body: string; readonly seconds: number }> {
  const start = performance.now();
  const answer = await site.get(path);
  return { status: answer.status, body: await answer.text(), seconds: (performance.now() - start) / 1000 };
}

type Addresses = (silent: string) => Env;
const database = (address: string) => `postgres://shop:secret@${address}/shop`;

/** What is wrong, for which cache, with which environment, and how long the answer may take. */
const failures: readonly (readonly [string, string, Addresses, number])[] = [
  ['nothing listens', 'memcached', () => ({}), 2],
  ['nothing listens', 'redis', () => ({}), 2],
  ['nothing listens', 'valkey', () => ({}), 2],
  ['nothing listens', 'none', () => ({}), 2],
  ['the cache is silent', 'memcached', (silent) => ({ CACHE_LOCATION: silent }), 2],
  ['the cache is silent', 'redis', (silent) => ({ CACHE_LOCATION: `redis://${silent}/0` }), 2],
  // libpq waits two seconds at least.
  ['the database is silent', 'none', (silent) => ({ DATABASE_URL: database(silent) }), 3],
  ['both are silent', 'memcached', (silent) => ({ DATABASE_URL: database(silent), CACHE_LOCATION: silent }), 4],
];

describeWith(['python3', 'django', 'memcached'], 'what the api says of a real cache', (t) => {
  /** memcached, until the test is over. */
  function memcached(port: number): ChildProcess {
    const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const child = spawn(t.path('memcached'), ['-l', '127.0.0.1', '-p', String(port), '-U', '0', ...asNobody]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }

  it('follows a memcached that comes, hangs, goes on, and goes', async () => {
    const shop = project(t.path('django'));
    const port = await freePort();
    const site = await gunicorn(shop, production(shop, { CACHE_LOCATION: `127.0.0.1:${port}` }));
    const says = async (cache: boolean) => {
      const asked = async () => (JSON.parse((await timed(site, '/api/status/')).body) as { cache: boolean }).cache;
      // Longer than an answer is kept, and than pymemcache holds a server for dead.
      await expect.poll(asked, { timeout: 13_000, interval: 200 }).toBe(cache);
    };
    await says(false);
    const server = memcached(port);
    await says(true);
    server.kill('SIGSTOP');
    await says(false);
    server.kill('SIGCONT');
    await says(true);
    server.kill('SIGKILL');
    await says(false);
  }, 80_000);
});

describeWith(['python3', 'django'], 'what the api says of its services', (t) => {
  const python = t.path('django');

  it.each(failures)('is false, soon, when %s (cache: %s)', async (_, cache, addresses, seconds) => {
    const shop = project(python, { cache });
    mkdirSync(join(shop.folder, 'media'));
    const site = await gunicorn(shop, production(shop, addresses((await stub('silent')).address)));

    const status = await timed(site, '/api/status/');
    expect(status.status).toBe(200);
    expect(JSON.parse(status.body)).toEqual({ api: true, database: false, ...(cache !== 'none' && { cache: false }), media: true });
    expect(status.seconds).toBeLessThan(seconds);

    const health = await timed(site, '/healthz');
    expect([health.status, health.body]).toEqual([503, 'no database\n']);
    expect(health.seconds).toBeLessThan(seconds);
    expect(site.printed()).toMatch(/^WARNING shop\.views: database_answers: /m);
    expect(site.printed()).not.toContain('secret');
  });

  it('is false for media when its folder is missing', async () => {
    const shop = project(python);
    const site = await gunicorn(shop, production(shop));
    expect(await (await site.get('/api/status/')).json()).toMatchObject({ api: true, media: false });
  });

  it('is kept for a few seconds, however many ask', async () => {
    const shop = project(python, { cache: 'none' });
    const counted = await stub('hangs up');
    const site = await gunicorn(shop, production(shop, { DATABASE_URL: database(counted.address) }));
    // Right after a question that was passed on, the time of its answer has just begun.
    await site.get('/api/status/');
    for (const before = counted.count(); counted.count() === before; await pause(100)) await site.get('/api/status/');
    const before = counted.count();
    for (let more = 0; more < 20; more += 1) await site.get(more % 2 ? '/healthz' : '/api/status/');
    expect(counted.count()).toBe(before);
  });
});
