/** The second phase, with a certificate: P69, P74, P76, P77, and the names that lead to the first. Every version, live. */
import { connect as tlsConnect, createServer as tlsServer, type ConnectionOptions } from 'node:tls';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawAnswers } from '../../../src/stack/fields.ts';
import { describeWith } from '../../support/need.ts';
import { seenBy } from './client.ts';
import { makeHost, removeHost, selfSigned, versions } from './host.ts';
import { startScene, type Scene } from './scene.ts';

const HSTS = 'Strict-Transport-Security';
const TOKEN = '/.well-known/acme-challenge/token';
const KINDS = [
  '/', '/api/django', '/api/x', '/static/app.0123456789ab.css', '/static/gone.css', '/media/photo.png', '/media/gone.png', '/media/.hidden',
  '/media/', TOKEN, '/.well-known/acme-challenge/none',
];

/** Protocol and cipher that are agreed upon, or the code of the refusal. */
function handshake(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((done) => {
    const socket = tlsConnect({ host: '127.0.0.1', port, servername: 'shop.example.org', rejectUnauthorized: false, ...options }, () => {
      done(`${socket.getProtocol()} ${socket.getCipher().name}`);
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}

const OLD: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };

/** Good enough for browsers of 2013. */
const CBC = 'ECDHE-ECDSA-AES128-SHA256';

/** The versions of a stack with TLS that have a difference here: where the certificate comes from. */
const ANSWERS: readonly (readonly [string, RawAnswers])[] = [['files', { tls: 'files' }], ['letsencrypt', { tls: 'letsencrypt' }]];

describe.each(versions)('%s', (version) => {
  describeWith([version], 'TLS', ({ path }) => {
    describe.each(ANSWERS)('--tls %s', (_, answers) => {
      let scene: Scene;
      beforeAll(async () => {
        scene = await startScene(path(version), { answers, tls: true });
      });
      afterAll(() => scene.stop());
      const over = (url: string, question = {}) => scene.ask(url, { tls: true, ...question });

      it('P64: the api is told https, and whom nginx saw', async () => {
        const { headers } = seenBy(await over('/api/x', { headers: { 'X-Forwarded-Proto': 'http', 'X-Forwarded-For': '6.6.6.6' } }));
        expect([headers['x-forwarded-proto'], headers['x-forwarded-for']]).toEqual(['https', '127.0.0.1']);
      });

      it.each(KINDS)('P76: HSTS once over https, nginx being its only owner: %s', async (url) => {
        expect((await over(url)).all(HSTS)).toEqual(['max-age=86400']);
      });

      it('P76: HSTS with refusals too', async () => {
        const refused = await over('/api/x', { method: 'POST', headers: { 'Content-Length': String(2 ** 20 + 1) } });
        expect([refused.status, ...refused.all(HSTS)]).toEqual([413, 'max-age=86400']);
      });

      it.each([...KINDS, '/nowhere'])('P76: never over http: %s', async (url) => {
        expect((await scene.ask(url)).all(HSTS)).toEqual([]);
      });

      it.each(['/', '/api/x?y=%20z', '/static/app.css', '/media/photo.png', '/.well-known/other'])('http leads to https: %s', async (url) => {
        const answer = await scene.ask(url);
        expect([answer.status, answer.header('Location')]).toEqual([308, `https://shop.example.org${url}`]);
      });

      it('P75: except what a certificate authority asks for, under every name', async () => {
        for (const host of ['shop.example.org', 'www.shop.example.org']) {
          const answer = await scene.ask(TOKEN, { host });
          expect([answer.status, answer.text, answer.header('Content-Type')]).toEqual([200, 'proof', 'text/plain']);
        }
      });

      it('other names lead to the first, over both, keeping method and query', async () => {
        for (const tls of [false, true]) {
          const answer = await scene.ask('/a?b=c', { host: 'www.shop.example.org', tls });
          expect([answer.status, answer.header('Location')]).toEqual([308, 'https://shop.example.org/a?b=c']);
        }
      });

      it('P69: a stranger, where no other site of the host speaks TLS, is led to the right name and not to Django', async () => {
        const answer = await over('/api/x', { host: 'evil.example' });
        expect([answer.status, answer.header('Location')]).toEqual([308, 'https://shop.example.org/api/x']);
      });

      it('P76: HSTS also from the other names', async () => {
        expect((await over('/', { host: 'www.shop.example.org' })).all(HSTS)).toEqual(['max-age=86400']);
        expect((await scene.ask('/', { host: 'www.shop.example.org' })).all(HSTS)).toEqual([]);
      });

      it.each(['TLSv1', 'TLSv1.1'] as const)('P74: refuses %s', async (maxVersion) => {
        expect(await handshake(scene.host.https, { ...OLD, maxVersion })).toMatch(/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|ECONNRESET/);
      });

      it.each([
        ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'], ['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384'], ['TLSv1.2', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
      ] as const)('P74: speaks %s with %s', async (maxVersion, ciphers) => {
        expect(await handshake(scene.host.https, { maxVersion, ciphers })).toBe(`${maxVersion} ${ciphers}`);
      });

      it.each([CBC, 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-ECDSA-AES256-SHA'])('P74: does not speak %s', async (cipher) => {
        const answer = await handshake(scene.host.https, { maxVersion: 'TLSv1.2', ciphers: `${cipher}@SECLEVEL=0` });
        expect(answer).toMatch(/HANDSHAKE_FAILURE|ECONNRESET/);
      });

      it('P74: speaks TLS 1.3, and HTTP/2 to whoever can', async () => {
        expect(await handshake(scene.host.https, {})).toMatch(/^TLSv1\.3 TLS_/);
        const protocol = await new Promise((done) => {
          const socket = tlsConnect({ host: '127.0.0.1', port: scene.host.https, servername: 'shop.example.org', ALPNProtocols: ['h2'], rejectUnauthorized: false },
            () => done(socket.alpnProtocol) ?? socket.destroy());
        });
        expect(protocol).toBe('h2');
      });
    });
  });
});

describe('negative control', () => {
  it.each([
    [OLD, /^TLSv1\.1 /],
    [{ maxVersion: 'TLSv1.2', ciphers: `${CBC}@SECLEVEL=0` }, new RegExp(`^TLSv1\\.2 ${CBC}$`)],
  ] satisfies [ConnectionOptions, RegExp][])('P74: a server that is not ours accepts what these tests see refused: %j', async (options, agreed) => {
    const host = await makeHost();
    selfSigned(join(host.folder, 'control'), ['shop.example.org']);
    const pem = (name: string) => readFileSync(join(host.folder, 'control', name));
    const server = tlsServer({ key: pem('privkey.pem'), cert: pem('fullchain.pem'), minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' });
    await new Promise<void>((done) => server.listen(host.https, '127.0.0.1', done));
    expect(await handshake(host.https, options)).toMatch(agreed);
    server.close();
    removeHost(host);
  });
});
