/** What nginx hands out from the host's volumes, and what it does not: P77–P81, P83. Every version, live. */
import { chownSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/need.ts';
import { versions, type Host } from './host.ts';
import { startScene, STYLE, type Scene } from './scene.ts';

const HASHED = '/static/app.0123456789ab.css';

/** Takes the example in local.conf out of its comment. */
function useExample({ folder }: Host): void {
  const path = join(folder, 'etc/nginx/shop.d/local.conf');
  const text = readFileSync(path, 'utf8').replace(/^#(?=location|    |\})/gm, '');
  writeFileSync(path, text);
}

const FOREVER = 'public, max-age=31536000, immutable';
const HOUR = 'public, max-age=3600';

/** Each kind of upload, whether a browser may show it, and as what. */
const UPLOADS = [
  ['photo.png', 'image/png', undefined],
  ['film.mp4', 'video/mp4', undefined],
  ['paper.pdf', 'application/pdf', undefined],
  ['drawing.svg', 'image/svg+xml', 'attachment'],
  ['page.html', 'text/html', 'attachment'],
  ['script.js', 'application/javascript', 'attachment'],
  ['noext', 'application/octet-stream', 'attachment'],
] as const;

/** Ways out of a folder, and into what is hidden. Each must end in nothing of this host's. */
const ESCAPES = [
  '/media../secret.txt', '/media/../secret.txt', '/media/..%2fsecret.txt', '/media/%2e%2e/secret.txt', '/media/..%5csecret.txt',
  '/media//../secret.txt', '/media/./../postgresql/secret.txt', '/media/folder/../../secret.txt', '/media/%2e%2e%2fsecret.txt',
  '/static../secret.txt', '/static/../secret.txt', '/static/..%2f..%2fsecret.txt', '/static/%2e%2e/postgresql/secret.txt',
  '/.well-known/acme-challenge/../../../secret.txt', '/.well-known/acme-challenge/..%2f..%2f..%2fsecret.txt',
  '/media/link.png', '/media/linked/secret.txt', '/media/.hidden', '/media/.git/config', '/media/folder/../.hidden',
  '/deploy/.keep', '/protected/invoice.txt', '/postgresql/secret.txt',
];

describe.each(versions)('%s', (version) => {
  describeWith([version], 'files', ({ path }) => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await startScene(path(version), { before: useExample });
    });
    afterAll(() => scene.stop());

    it.each([[HASHED, FOREVER], ['/static/app.css', HOUR], ['/static/logo.svg', HOUR]])('P80: %s may be kept: %s', async (url, time) => {
      const answer = await scene.ask(url);
      expect([answer.status, answer.header('Cache-Control'), answer.header('X-Content-Type-Options')]).toEqual([200, time, 'nosniff']);
    });

    it.each(['/static/gone.0123456789ab.css', '/static/gone.css', '/static/'])('P80: nobody keeps that there is no %s', async (url) => {
      const answer = await scene.ask(url);
      expect([answer.status, answer.header('Cache-Control')]).toEqual([url.endsWith('/') ? 403 : 404, undefined]);
    });

    it('P81: sends the .gz that the build made, and tells caches that there are two forms', async () => {
      const small = await scene.ask(HASHED, { headers: { 'Accept-Encoding': 'gzip' } });
      expect([small.header('Content-Encoding'), small.header('Vary')]).toEqual(['gzip', 'Accept-Encoding']);
      expect(small.body).toEqual(readFileSync(scene.volume(`${HASHED}.gz`)));
      expect(gunzipSync(small.body).toString()).toBe(STYLE);
      const plain = await scene.ask(HASHED);
      expect([plain.text, plain.header('Content-Encoding'), plain.header('Vary')]).toEqual([STYLE, undefined, 'Accept-Encoding']);
    });

    it('P81: compresses what has no .gz', async () => {
      const answer = await scene.ask('/static/app.css', { headers: { 'Accept-Encoding': 'gzip' } });
      expect([answer.header('Content-Encoding'), answer.header('Vary')]).toEqual(['gzip', 'Accept-Encoding']);
    });

    it.each(UPLOADS)('P78: an uploaded %s (%s) cannot run as part of the site: %s', async (name, type, disposition) => {
      const answer = await scene.ask(`/media/${name}`);
      expect([answer.status, answer.header('Content-Type'), answer.header('Content-Disposition')]).toEqual([200, type, disposition]);
      expect(answer.header('Content-Security-Policy')).toMatch(/^default-src 'none';.*; sandbox$/);
      expect([answer.header('X-Content-Type-Options'), answer.header('Cross-Origin-Resource-Policy')]).toEqual(['nosniff', 'same-site']);
    });

    it('P78: part of an upload is no less guarded', async () => {
      const answer = await scene.ask('/media/page.html', { headers: { Range: 'bytes=0-3' } });
      expect([answer.status, answer.header('Content-Disposition')]).toEqual([206, 'attachment']);
    });

    it.each(['/media/gone.html', '/media/', '/media/link.png'])('P78: a refusal is a page to be read, not one to be saved: %s', async (url) => {
      expect((await scene.ask(url)).header('Content-Disposition')).toBeUndefined();
    });

    it('P77: what is missing has the headers too, each once', async () => {
      const answer = await scene.ask('/media/gone.html');
      expect([answer.status, answer.header('X-Content-Type-Options')]).toEqual([404, 'nosniff']);
      expect(answer.header('Content-Security-Policy')).toContain('sandbox');
    });

    it.each(ESCAPES)('P79: nothing of the host by %s', async (url) => {
      const answer = await scene.ask(url);
      expect(answer.text).not.toMatch(/^(secret|hidden|invoice)/);
      expect(answer.text.startsWith('{') ? 'proxied' : answer.status).toSatisfy((seen) => ['proxied', 400, 403, 404].includes(seen as number));
    });

    it.each(['/media/link.png', '/media/linked/secret.txt'])('P79: the link %s is refused, not followed on the host', async (url) => {
      expect((await scene.ask(url)).status).toBe(url.endsWith('.png') ? 403 : 404);
    });

    it.each(['/media/.hidden', '/media/.git/config', '/media/gone'])('P79: there is no %s', async (url) => {
      expect((await scene.ask(url)).status).toBe(404);
    });

    it.each(['/media/', '/media/folder/', '/static/'])('P79: %s is not listed', async (url) => {
      expect((await scene.ask(url)).status).toBe(403);
    });

    it.each(['PUT', 'DELETE', 'POST'])('P50: nginx writes nothing: %s', async (method) => {
      expect((await scene.ask('/media/photo.png', { method, body: 'x' })).status).toBe(405);
      expect(readFileSync(scene.volume('media/photo.png'), 'utf8')).toBe('png');
    });

    it.runIf(process.getuid?.() === 0)("P79: a link in static to somebody else's file is refused", async () => {
      symlinkSync('../secret.txt', scene.volume('static/other.txt'));
      chownSync(scene.volume('secret.txt'), 12_345, 12_345);
      expect((await scene.ask('/static/other.txt')).status).toBe(403);
    });

    it('P83: with the example of local.conf Django hands out files that nobody can ask for', async () => {
      const answer = await scene.ask('/api/file?accel=invoice.txt');
      expect([answer.status, answer.text]).toEqual([200, 'invoice']);
      expect((await scene.ask('/protected/invoice.txt')).status).toBe(404);
      expect((await scene.ask('/api/file?accel=../secret.txt')).text).not.toMatch(/^secret/);
    });

    it('takes nothing from elsewhere below the volumes: web answers', async () => {
      expect(JSON.parse((await scene.ask('/postgresql/secret.txt')).text)).toMatchObject({ by: 'web' });
    });
  });
});
