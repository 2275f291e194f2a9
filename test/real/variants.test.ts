/** Other answers than the default ones, two stacks at a time: beside each other on one host, behind one nginx. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containersOf, docker, dockerCan, inspect, publishedBy } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { until } from './support/wait.ts';

interface Variant {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  /** What must be there before `./stack up`. */
  readonly before?: (lane: Lane) => Promise<void>;
  readonly services: readonly string[];
  readonly ports: readonly string[];
  /** What `/` shows. */
  readonly page: RegExp;
  readonly server: RegExp;
  /** Whether all workers share one cache. */
  readonly cache: boolean;
}

const FRONT = 'tryother-front:1';
const ELSEWHERE = 'tryother-elsewhere';
const SECOND = { 'web-port': '8010', 'api-port': '8090' };

/** A front end of somebody else's, and a database server that is none of the stack's. */
async function prepareOthers(lane: Lane): Promise<void> {
  const serve = `require("http").createServer((_, answer) => answer.end("<title>somebody else's</title>")).listen(8000)`;
  execFileSync('docker', ['build', '--quiet', '--tag', FRONT, '-'], { input: `FROM node:24-alpine\nCMD ${JSON.stringify(['node', '-e', serve])}\n`, stdio: ['pipe', 'ignore', 'pipe'] });
  const gateway = docker('network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}');
  docker('run', '--detach', '--rm', '--name', ELSEWHERE, '--env', 'POSTGRES_PASSWORD=elsewhere', '--publish', `${gateway}:5433:5432`, 'postgres:18-trixie');
  // Over TCP: while the database is being created the server answers on its socket only.
  await until('the other database answers', () => dockerCan('exec', ELSEWHERE, 'pg_isready', '--quiet', '--host', '127.0.0.1'));
  expect(lane.stack('up')).toMatchObject({ code: 1, stderr: expect.stringContaining('write DATABASE_URL into .env') as unknown });
  appendFileSync(join(lane.folder, '.env'), `DATABASE_URL=postgres://postgres:elsewhere@${gateway}:5433/postgres\n`);
}

const pairs: readonly (readonly Variant[])[] = [
  [
    {
      name: 'try-out',
      flags: { db: '17', cache: 'redis' },
      services: ['api', 'db', 'redis', 'web'],
      ports: ['127.0.0.1:8000', '127.0.0.1:8080'],
      page: /<title>/,
      server: /^17\./,
      cache: true,
    },
    {
      name: 'trynode',
      flags: { web: 'node', cache: 'valkey', ...SECOND },
      services: ['api', 'db', 'valkey', 'web'],
      ports: ['127.0.0.1:8010', '127.0.0.1:8090'],
      page: /<title>/,
      server: /^18\./,
      cache: true,
    },
  ],
  [
    {
      name: 'trynone',
      flags: { web: 'none', cache: 'none' },
      services: ['api', 'db'],
      ports: ['127.0.0.1:8080'],
      page: /Not Found/,
      server: /^18\./,
      cache: false,
    },
    {
      name: 'tryother',
      flags: { web: `image:${FRONT}`, db: 'external', ...SECOND },
      before: prepareOthers,
      services: ['api', 'memcache', 'web'],
      ports: ['127.0.0.1:8010', '127.0.0.1:8090'],
      page: /somebody else's/,
      server: /^18\./,
      cache: true,
    },
  ],
];

const flagsOf = ({ name, flags }: Variant) => `${name} ${Object.entries(flags).map(([key, value]) => `--${key} ${value}`).join(' ')}`;
const described = (lane: Lane) => inspect(...containersOf(lane.name));

describeStack('variants', [], (t) => {
  afterAll(() => {
    dockerCan('rm', '--force', ELSEWHERE);
    dockerCan('image', 'rm', '--force', FRONT);
  });

  describe.each(pairs.map((pair) => [pair.map(flagsOf).join(' beside '), pair] as const))('%s', (_title, pair) => {
    let nginx: Nginx;
    const lanes: Lane[] = [];

    beforeAll(async () => {
      nginx = await startNginx(t.path('nginx'));
      for (const { name, flags, before } of pair) {
        const lane = createLane(name, flags);
        lanes.push(lane);
        await before?.(lane);
        start(lane);
        await nginx.add(lane.name, lane.folder);
      }
    }, 300_000);

    afterAll(async () => {
      await nginx?.stop();
      for (const lane of lanes) lane.remove();
    }, 120_000);

    describe.each(pair.map((variant, index) => [variant.name, index, variant] as const))('%s', (_name, index, variant) => {
      const lane = () => lanes[index] as Lane;

      it('has these services and publishes these ports', () => {
        expect(described(lane()).map(({ Config }) => Config.Labels['com.docker.compose.service'])).toEqual(variant.services);
        expect(described(lane()).flatMap(publishedBy).sort()).toEqual(variant.ports);
      });

      it('answers at / and at /static/', async () => {
        expect((await lane().get(nginx, '/')).body.toString()).toMatch(variant.page);
        expect((await lane().get(nginx, '/static/admin/css/base.css')).status).toBe(200);
      });

      it('writes a note, and reads it back', async () => {
        const text = randomBytes(8).toString('hex');
        const { status } = await lane().get(nginx, '/api/notes/', { method: 'POST', body: JSON.stringify({ text }) });
        const notes = JSON.parse((await lane().get(nginx, '/api/notes/')).body.toString()) as unknown;
        const expected = { texts: [text], vendor: 'postgresql', server: expect.stringMatching(variant.server) as unknown, ...(variant.cache && { cached: text }) };
        expect([status, notes]).toEqual([201, variant.cache ? expected : expect.objectContaining(expected)]);
      });

      it('is left as it is by a second ./stack up', () => {
        const state = () => [described(lane()).map(({ Id, State }) => [Id, State.StartedAt]), readFileSync(join(lane().folder, '.env'), 'utf8')];
        const before = state();
        expect(lane().stack('up').code).toBe(0);
        expect(state()).toEqual(before);
      });
    });

    it('cannot reach the other one', () => {
      const [first, second] = lanes as [Lane, Lane];
      const internal = described(second).flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress));
      const tries = internal.map((address) => `("${address}", ${[5432, 6379, 8000, 11211].join(`), ("${address}", `)})`).join(', ');
      const program = `import socket\nfor target in [${tries}]:\n    try: print("reached", target, socket.create_connection(target, 0.3))\n    except OSError: pass`;
      expect(docker('exec', first.container('api'), 'python', '-c', program)).toBe('');
    });

    it('goes away alone', () => {
      expect(lanes[0]?.stack('down').code).toBe(0);
      expect(described(lanes[1] as Lane).every(({ State }) => State.Status === 'running')).toBe(true);
    });
  });
});
