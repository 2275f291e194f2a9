/** `--base alpine`: the same Dockerfile on Alpine's own Python. No stand-in can be made of that image: see test/machine/images.sh pull. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { docker } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';

describeStack('a stack on Alpine', ['alpine'], (t) => {
  let nginx: Nginx;
  let lane: Lane;

  beforeAll(async () => {
    nginx = await startNginx(t.path('nginx'));
    lane = createLane('tryalpine', { base: 'alpine' });
    start(lane);
    await nginx.add(lane.name, lane.folder);
  }, 300_000);

  afterAll(async () => {
    await nginx?.stop();
    lane?.remove();
  }, 120_000);

  it('runs on musl, as nobody special, without a compiler', () => {
    const run = (program: string) => docker('exec', lane.container('api'), 'sh', '-c', program);
    expect(run('cat /etc/alpine-release')).toMatch(/^3\.22/);
    expect(run('id -u')).not.toBe('0');
    expect(run('command -v gcc || command -v cc || echo none')).toBe('none');
  });

  it('answers, and writes to PostgreSQL and to the cache', async () => {
    const text = randomBytes(8).toString('hex');
    expect((await lane.get(nginx, '/static/admin/css/base.css')).status).toBe(200);
    expect((await lane.get(nginx, '/api/notes/', { method: 'POST', body: JSON.stringify({ text }) })).status).toBe(201);
    expect(JSON.parse((await lane.get(nginx, '/api/notes/')).body.toString())).toMatchObject({ texts: [text], vendor: 'postgresql', cached: text });
  });
});
