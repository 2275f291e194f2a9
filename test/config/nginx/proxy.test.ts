/** What nginx makes of requests on their way to web and api: P67–P71, P77, P82, P84–P86. Every version, live. */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/need.ts';
import { ask, seenBy } from './client.ts';
import { versions } from './host.ts';
import { startScene, type Scene } from './scene.ts';
import { DJANGO } from './stub.ts';

const FORGED = {
  'X-Forwarded-For': '6.6.6.6', 'X-Real-IP': '6.6.6.6', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Port': '443', Forwarded: 'for=6.6.6.6;proto=https', Proxy: 'http://evil.example', 'X-Request-ID': 'forged',
};

/** Speaks to nginx byte by byte: resolves with all it said, once `enough` is true of it. */
function converse(port: number, first: string, then: string, enough: (said: string) => boolean): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    socket.once('data', () => socket.write(then));
    socket.on('data', (chunk) => {
      said += String(chunk);
      if (enough(said)) socket.end(() => done(said));
    });
    socket.once('error', fail).once('close', () => done(said));
  });
}

describe.each(versions)('%s', (version) => {
  describeWith([version], 'proxy', ({ path }) => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await startScene(path(version));
    });
    afterAll(() => scene.stop());

    it('leads /api/ and /admin/ to the api, and the rest to web', async () => {
      const by = async (url: string) => seenBy(await scene.ask(url)).by;
      expect([await by('/api/x'), await by('/admin/'), await by('/'), await by('/about'), await by('/apiary')])
        .toEqual(['api', 'api', 'web', 'web', 'web']);
    });

    it('leaves the URL alone', async () => {
      const url = '/api/a%20b//c?x=%2F&y=ü'.replace('ü', '%C3%BC');
      expect(seenBy(await scene.ask(url)).url).toBe(url);
    });

    it('P67: overwrites what a client says of itself', async () => {
      const { headers, raw } = seenBy(await scene.ask('/api/x', { headers: FORGED }));
      expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', 'x-forwarded-proto': 'http' });
      for (const name of ['x-forwarded-host', 'x-forwarded-port', 'forwarded', 'proxy']) expect(headers[name]).toBeUndefined();
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(raw.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-forwarded-for')).toHaveLength(1);
    });

    it('P67: also for web, and for spellings that some servers take for the same', async () => {
      const { headers } = seenBy(await scene.ask('/', { headers: { ...FORGED, X_Forwarded_Proto: 'https' } }));
      expect(headers['x-forwarded-proto']).toBe('http');
      expect(Object.keys(headers).filter((name) => name.includes('_'))).toEqual([]);
    });

    it('P68: passes on the name that chose the server, without a port', async () => {
      expect(seenBy(await scene.ask('/api/x', { host: `shop.example.org:${scene.host.http}` })).headers['host']).toBe('shop.example.org');
    });

    it("P69: leaves names that are not its own to the host's default server", async () => {
      await expect(scene.ask('/api/x', { host: 'evil.example' })).rejects.toThrow(/hang up|reset/);
      expect(scene.api.seen.some(({ headers }) => headers['host'] === 'evil.example')).toBe(false);
    });

    it('P70: keeps its connections to the api, and tells it nothing of connections', async () => {
      await scene.ask('/api/first');
      const before = scene.api.connections();
      for (let count = 0; count < 20; count++) await scene.ask('/api/again');
      expect(scene.api.connections()).toBe(before);
      expect(scene.api.seen.at(-1)?.headers['connection']).toBeUndefined();
    });

    it('P71: lets WebSockets through', async () => {
      const hello = 'GET /api/ws HTTP/1.1\r\nHost: shop.example.org\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
      const said = await converse(scene.host.http, hello, 'round trip', (text) => text.includes('round trip'));
      expect(said).toMatch(/^HTTP\/1\.1 101 /);
      expect(said).toMatch(/round trip$/);
    });

    it('P73: keeps two stacks apart', async () => {
      const { by, headers } = seenBy(await scene.ask('/api/x', { host: 'beta.example.org' }));
      expect([by, headers['host']]).toEqual(['beta api', 'beta.example.org']);
      expect((await scene.ask('/', { host: 'beta.example.org' })).status).toBe(502);
    });

    it('P77: has no header of a proxied page twice, and none too few', async () => {
      const answer = await scene.ask('/api/django');
      const { 'Strict-Transport-Security': _, ...once } = DJANGO;
      for (const [name, value] of Object.entries(once)) expect([name, ...answer.all(name)]).toEqual([name, value]);
    });

    it('P82: refuses larger requests in JSON, and lets smaller ones through', async () => {
      const post = (bytes: number) => scene.ask('/api/x', { method: 'POST', body: Buffer.alloc(bytes) });
      expect(seenBy(await post(2 ** 20)).bytes).toBe(2 ** 20);
      const refused = await ask(scene.host.http, '/api/x', { method: 'POST', headers: { 'Content-Length': String(2 ** 20 + 1) } });
      expect([refused.status, refused.header('Content-Type')]).toEqual([413, 'application/json']);
      expect(JSON.parse(refused.text)).toEqual({ detail: 'The request is larger than 1 MB.' });
    });

    it('P81: compresses what the api says, and tells caches so', async () => {
      const answer = await scene.ask('/api/long', { headers: { 'Accept-Encoding': 'gzip' } });
      expect([answer.header('Content-Encoding'), answer.header('Vary')]).toEqual(['gzip', 'Accept-Encoding']);
      expect(answer.body.length).toBeLessThan(500);
    });

    it('P84: lets six log-ins pass and refuses the seventh; looking is free', async () => {
      const login = (method: string) => scene.ask('/admin/login/', { method });
      const posts = [];
      for (let count = 0; count < 8; count++) posts.push((await login('POST')).status);
      expect(posts).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
      for (let count = 0; count < 10; count++) expect((await login('GET')).status).toBe(200);
      expect((await scene.ask('/api/login', { method: 'POST' })).status).toBe(200);
      expect((await scene.ask('/admin/login/', { method: 'POST', host: 'beta.example.org' })).status).toBe(200);
    });

    it('P85: passes a request on when all of it is here, so that slow clients hold no thread', async () => {
      const head = 'POST /api/slow HTTP/1.1\r\nHost: shop.example.org\r\nContent-Length: 10\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n';
      const slow = await new Promise<Socket>((done) => {
        const socket = connect(scene.host.http, '127.0.0.1', () => socket.write(`${head}12345`));
        socket.once('data', () => done(socket));
      });
      await scene.ask('/api/meanwhile');
      expect(scene.api.seen.map(({ url }) => url)).not.toContain('/api/slow');
      await new Promise((done) => slow.once('data', done).write('67890'));
      expect(scene.api.seen.at(-1)).toMatchObject({ url: '/api/slow', bytes: 10 });
      slow.destroy();
    });

    it("P86: writes a log of its own, with the id that the api got and the api's time", async () => {
      const { headers } = seenBy(await scene.ask('/api/logged'));
      const lines = () => readFileSync(join(scene.host.folder, 'log/shop.access.log'), 'utf8').split('\n');
      await expect.poll(() => lines().find((line) => line.includes('/api/logged'))).toMatch(
        new RegExp(` ${String(headers['x-request-id'])} [\\d.]+ 127\\.0\\.0\\.1:${scene.shop.stack.ports.api} [\\d.]+$`),
      );
    });
  });
});
