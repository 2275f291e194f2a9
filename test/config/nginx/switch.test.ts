/** How a deploy turns nginx from one container to the other, and what happens when one is gone. Every version, live. */
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/need.ts';
import { seenBy } from './client.ts';
import { versions } from './host.ts';
import { startScene, withFlag, type Scene } from './scene.ts';
import { startStub, type Stub } from './stub.ts';

describe.each(versions)('%s', (version) => {
  describeWith([version], 'a deploy', ({ path }) => {
    let scene: Scene;
    const started: Stub[] = [];
    beforeAll(async () => {
      scene = await startScene(path(version));
    });
    afterEach(async () => {
      for (const stub of started.splice(0)) await stub.stop();
    });
    afterAll(() => scene.stop());

    const start = async (name: string, port: number) => started.push(await startStub(name, port));
    const by = async (url: string, question = {}) => seenBy(await scene.ask(url, question)).by;

    it('a file puts the spare in front with the very next request, and its end takes it back', async () => {
      await start('api spare', scene.shop.stack.ports.apiSpare);
      const turns = [await by('/api/x')];
      for (let count = 0; count < 5; count++) {
        turns.push(await withFlag(scene, 'api', () => by('/api/x')), await by('/api/x'));
      }
      expect(turns).toEqual(['api', ...Array.from({ length: 5 }, () => ['api spare', 'api']).flat()]);
    });

    it('the log-in page turns with the rest of the api, and web by itself', async () => {
      const { apiSpare, webSpare } = scene.shop.stack.ports;
      await start('api spare', apiSpare);
      await start('web spare', webSpare);
      const all = async () => [await by('/api/x'), await by('/admin/login/'), await by('/')];
      expect(await withFlag(scene, 'api', all)).toEqual(['api spare', 'api spare', 'web']);
      expect(await withFlag(scene, 'web', all)).toEqual(['api', 'api', 'web spare']);
    });

    it('a request under way ends where it began', async () => {
      await start('api spare', scene.shop.stack.ports.apiSpare);
      const slow = by('/api/wait');
      await expect.poll(() => scene.api.seen.map(({ url }) => url)).toContain('/api/wait');
      expect(await withFlag(scene, 'api', () => by('/api/x'))).toBe('api spare');
      scene.api.release();
      expect(await slow).toBe('api');
    });

    it("another stack's flag is none of this one's business", async () => {
      expect(await withFlag(scene, 'api', () => by('/api/x', { host: 'beta.example.org' }))).toBe('beta api');
    });

    it.each(['GET', 'POST'])('a flag without a spare, left by a deploy that was killed: %s goes to the one that lives', async (method) => {
      expect(await withFlag(scene, 'api', () => by('/api/x', { method }))).toBe('api');
    });

    it.each(['GET', 'POST'])('a service that is gone while its spare runs: %s goes to the spare', async (method) => {
      await start('beta web spare', scene.beta.stack.ports.webSpare);
      expect(await by('/', { method, host: 'beta.example.org' })).toBe('beta web spare');
    });

    it('both gone: 502 at once, and back with the very next request', async () => {
      const { web } = scene.beta.stack.ports;
      expect((await scene.ask('/', { host: 'beta.example.org' })).status).toBe(502);
      await start('beta web', web);
      expect(await by('/', { host: 'beta.example.org' })).toBe('beta web');
    });

    it('a POST whose connection breaks is not sent a second time', async () => {
      await start('api spare', scene.shop.stack.ports.apiSpare);
      const before = scene.api.seen.length;
      expect((await scene.ask('/api/die', { method: 'POST', body: 'pay' })).status).toBe(502);
      expect(scene.api.seen.slice(before).map(({ method }) => method)).toEqual(['POST']);
      expect(started[0]?.seen).toEqual([]);
    });

    it('a POST that reaches nobody, at a port where one container goes and the next comes: to the other one, while the deploy says so', async () => {
      const { web, webSpare } = scene.beta.stack.ports;
      // Once something has arrived: a connection that ends before that is no reason not to ask the other one.
      const closing = createServer((socket) => socket.once('data', () => socket.destroy()));
      await new Promise<void>((done) => closing.listen(web, '127.0.0.1', done));
      await start('beta web spare', webSpare);
      const file = join(scene.beta.stack.volumesRoot, 'deploy', 'beta_shop_web_spare');
      const post = () => scene.ask('/', { method: 'POST', body: 'pay', host: 'beta.example.org' });
      try {
        expect((await post()).status).toBe(502);
        writeFileSync(file, '');
        expect(seenBy(await post())).toMatchObject({ by: 'beta web spare', method: 'POST', bytes: 3 });
        rmSync(file);
        expect((await post()).status).toBe(502);
      } finally {
        closing.close();
      }
    });

    it('a body arrives whole at the spare after the first choice refused it', async () => {
      const body = Buffer.alloc(500_000);
      expect(await withFlag(scene, 'api', () => scene.ask('/api/x', { method: 'POST', body }).then(seenBy))).toMatchObject({ by: 'api', bytes: 500_000 });
    });
  });
});
