/** `create --yes`, `./stack up`, the generated site in the host's nginx: then everything by requests from outside. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run as runProgram, tempFolder } from '../support/program.ts';
import { findingsOf, rules } from './support/docker-bench.ts';
import { containersOf, docker, dockerCan, inspect, publishedBy } from './support/docker.ts';
import { formWith, listens, type Answer } from './support/http.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { until } from './support/wait.ts';

const text = (answer: Answer) => answer.body.toString();
const json = (answer: Answer) => JSON.parse(text(answer)) as Record<string, unknown>;

/** Every file of a tree with what would betray a change; without the database, which lives on its own. */
function snapshot(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('postgresql/'))
    .sort()
    .map((path) => [path, lstatSync(join(root, path))] as const)
    .map(([path, { mtimeMs, mode, size, ino }]) => `${path} ${mtimeMs} ${mode} ${size} ${ino}`);
}

/** Addresses of this host that are not its loopback. */
function addresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address));
}

describeStack('the default stack', [], (t) => {
  let lane: Lane;
  let nginx: Nginx;

  beforeAll(async () => {
    lane = createLane('tryout');
    const seconds = start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(lane.name, lane.folder);
    console.log(`from create to healthy, with build: ${seconds.toFixed(1)} s; nginx on port ${nginx.port}`);
  }, 300_000);

  afterAll(async () => {
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  const post = (words: string) => lane.get(nginx, '/api/notes/', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: words }) });
  const notes = async () => json(await lane.get(nginx, '/api/notes/'));

  describe('through nginx', () => {
    it.each([
      ['/', 'web', /<title>/],
      ['/api/status/', 'api', /"api"/],
      ['/admin/login/', 'api', /csrfmiddlewaretoken/],
      ['/static/admin/css/base.css', 'nginx itself', /--primary/],
    ])('%s is answered by %s', async (path, _who, content) => {
      const answer = await lane.get(nginx, path);
      expect(answer.status).toBe(200);
      expect(text(answer)).toMatch(content);
    });

    it('writes a note, and reads it back from PostgreSQL 18 and from the cache', async () => {
      const words = randomBytes(8).toString('hex');
      expect((await post(words)).status).toBe(201);
      expect(await notes()).toEqual({ texts: expect.arrayContaining([words]) as unknown, cached: words, vendor: 'postgresql', server: expect.stringMatching(/^18\./) as unknown });
    });

    it('tells Django who asks, whatever the client claims', async () => {
      const forged = { 'X-Forwarded-For': '6.6.6.6', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example', Forwarded: 'for=6.6.6.6' };
      expect(json(await lane.get(nginx, '/api/notes/ping', { headers: forged }))).toEqual({ address: '127.0.0.1', secure: false, host: 'tryout.localhost', connection: null });
    });

    it('lets a superuser made by ./stack manage log in', async () => {
      expect(lane.stack('manage', 'createsuperuser', '--noinput', '--username', 'ada', '--email', 'ada@example.com').code).toBe(0);
      lane.stack('manage', 'shell', '-c', 'from django.contrib.auth.models import User; u = User.objects.get(); u.set_password("lovelace"); u.save()');
      const form = await lane.get(nginx, '/admin/login/?next=/admin/');
      const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(text(form))?.[1] ?? '';
      const cookie = String(form.headers['set-cookie']).split(';')[0] ?? '';
      const body = new URLSearchParams({ csrfmiddlewaretoken: token, username: 'ada', password: 'lovelace', next: '/admin/' }).toString();
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Cookie: cookie, Origin: 'http://tryout.localhost' };
      const answer = await lane.get(nginx, '/admin/login/', { method: 'POST', headers, body });
      expect([answer.status, answer.headers['location']]).toEqual([302, '/admin/']);
    });
  });

  describe('an upload', () => {
    const content = randomBytes(200_000);
    let url = '';

    it('lies on the host, as the api wrote it', async () => {
      const answer = await lane.get(nginx, '/api/notes/file', formWith('picture.bin', content));
      url = String(json(answer)['url']);
      const path = join(lane.data, url.slice(1));
      expect([answer.status, statSync(path).uid]).toEqual([201, 10001]);
      expect(readFileSync(path).equals(content)).toBe(true);
    });

    it('comes from nginx itself while the api is stopped; web goes on, and only the api is away', async () => {
      docker('stop', lane.container('api'));
      const [media, page, api] = await Promise.all([url, '/', '/api/status/'].map((path) => lane.get(nginx, path)));
      docker('start', lane.container('api'));
      await until('the api answers', async () => (await lane.get(nginx, '/api/status/')).status === 200);
      expect([media?.status, page?.status, api?.status]).toEqual([200, 200, 502]);
      expect(media?.body.equals(content)).toBe(true);
    });

    it('above 20 MB is refused, in JSON', async () => {
      const answer = await lane.get(nginx, '/api/notes/file', formWith('large.bin', Buffer.alloc(21_000_000)));
      expect([answer.status, json(answer)]).toEqual([413, { detail: expect.stringContaining('20 MB') as unknown }]);
    });
  });

  describe('what can be reached', () => {
    it('is 127.0.0.1:8000 and :8080, and nothing else', async () => {
      expect(inspect(...containersOf(lane.name)).flatMap(publishedBy).sort()).toEqual(['127.0.0.1:8000', '127.0.0.1:8080']);
      expect(await Promise.all([8000, 8080].map((port) => listens(port)))).toEqual([true, true]);
      for (const address of addresses()) expect(await Promise.all([8000, 8080, 5432, 11211].map((port) => listens(port, address))), address).toEqual([false, false, false, false]);
      expect(await Promise.all([5432, 11211].map((port) => listens(port)))).toEqual([false, false]);
    });

    const from = (service: string, host: string, port: number) =>
      service === 'api'
        ? dockerCan('exec', lane.container(service), 'python', '-c', `import socket; socket.create_connection(("${host}", ${port}), 2)`)
        : dockerCan('exec', lane.container(service), 'nc', '-w', '2', host, String(port));
    const address = (service: string) => Object.values(inspect(lane.container(service))[0]?.NetworkSettings.Networks ?? {})[0]?.IPAddress ?? '';

    it.each([
      ['web', 'api', 8000, true],
      ['web', 'db', 5432, false],
      ['web', 'memcache', 11211, false],
      ['api', 'db', 5432, true],
      ['api', 'memcache', 11211, true],
    ])('from %s, %s:%i: %s', (service, target, port, expected) => {
      expect(from(service, target, port)).toBe(expected);
      if (!expected) expect(from(service, address(target), port), 'by its address').toBe(false);
    });

    it('from db and memcache nothing outside can be reached', () => {
      const gateway = docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}');
      expect(dockerCan('exec', lane.container('memcache'), 'nc', '-w', '2', gateway, '80')).toBe(false);
      expect(dockerCan('exec', lane.container('db'), 'bash', '-c', `exec 3<>/dev/tcp/${gateway}/80`)).toBe(false);
    });
  });

  describe('a container', () => {
    it.each([['web', '101'], ['api', '10001'], ['db', '999'], ['memcache', '11211']])('%s: no process is root, none can become it', (service, user) => {
      const lines = docker('exec', lane.container(service), 'sh', '-c', 'grep -hE "^(Uid|CapEff|CapBnd|NoNewPrivs):" /proc/[0-9]*/status').replace(/\s+/g, ' ');
      expect(lines.match(/Uid: [0-9]+/g)?.every((line) => line === `Uid: ${user}`), lines).toBe(true);
      expect(lines.match(/Cap(Eff|Bnd): [0-9a-f]+/g)?.every((line) => / 0+$/.test(line)), lines).toBe(true);
      expect(lines.match(/NoNewPrivs: \d/g)?.every((line) => line.endsWith('1')), lines).toBe(true);
    });

    it.each(['web', 'api', 'db', 'memcache'])('%s: its root file system is read-only', (service) => {
      expect(dockerCan('exec', '--user', '0', lane.container(service), 'touch', '/usr/bin/x')).toBe(false);
      expect(docker('exec', lane.container(service), 'sh', '-c', 'touch /usr/bin/x 2>&1 || true')).toMatch(/Read-only file system/);
    });

    it.each(rules.map((rule) => [rule.id, rule.title, rule] as const))('docker-bench %s: %s', (_id, _title, rule) => {
      expect(findingsOf(rule, inspect(...containersOf(lane.name)))).toEqual(rule.defended ?? {});
    });
  });

  describe('./stack', () => {
    it('up for a second time changes nothing', () => {
      const before = [snapshot(lane.folder), snapshot(lane.data), inspect(...containersOf(lane.name)).map(({ Id, State }) => [Id, State.StartedAt])];
      const { code, stderr } = lane.stack('up');
      expect(code, stderr).toBe(0);
      expect([snapshot(lane.folder), snapshot(lane.data), inspect(...containersOf(lane.name)).map(({ Id, State }) => [Id, State.StartedAt])]).toEqual(before);
    });

    it('doctor knows its ports for its own, and to another stack names the container that has them', () => {
      const found = (folder: string, id: string) => {
        const { checks } = JSON.parse(runProgram(['doctor', '--json'], { cwd: folder }).stdout) as { checks: { id: string; status: string; reason: string }[] };
        return checks.find((one) => one.id === id);
      };
      expect(found(lane.folder, 'docker')).toMatchObject({ status: 'ok', reason: expect.stringMatching(/^engine \d+.*, compose \d+/) as string });
      expect(['ports', 'firewall', '.env', 'directories'].map((id) => found(lane.folder, id)?.status)).toEqual(['ok', 'ok', 'ok', 'ok']);
      const other = tempFolder();
      runProgram(['other', '--yes'], { cwd: other });
      expect(found(join(other, 'other'), 'ports')).toMatchObject({ status: 'fail', reason: `port 8000 belongs to the container ${lane.container('web')} of ${lane.name}` });
    });

    it('ps tells of every service', () => {
      expect(lane.stack('ps', '--format', '{{.Service}} {{.Health}}').stdout.trim().split('\n').sort()).toEqual(['api healthy', 'db healthy', 'memcache healthy', 'web healthy']);
    });

    it('logs follows what a service says', async () => {
      const following = spawn('./stack', ['logs', 'api'], { cwd: lane.folder, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
      let said = '';
      following.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await until('gunicorn is heard', () => said.includes('Listening at: http://0.0.0.0:8000'));
      process.kill(-(following.pid ?? 0));
      expect(said).toMatch(/api-1 +\|/);
    });

    it('down, then up: what was written is still there', async () => {
      await post('before down');
      expect(lane.stack('down').code).toBe(0);
      expect(containersOf(lane.name)).toEqual([]);
      start(lane);
      expect((await notes())['texts']).toContain('before down');
    });
  });
});
