/** The stack as a Docker Swarm of three nodes, behind one nginx: deployed, replaced, broken and scaled under load. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/stacks.ts';
import { listens } from './support/http.ts';
import { createLane, describeStack, type Lane, type Output } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { copyImages, HERE, removeNodes, startNodes, type Node } from './support/nodes.ts';
import { startTraffic, type Seen, type Traffic } from './support/traffic.ts';
import { until } from './support/wait.ts';

const BASES = ['python:3.14-slim-trixie', 'nginx:1.30-alpine-slim', 'postgres:18-trixie'];
const EVERYWHERE = ['memcached:1.6-alpine', 'redis:8-alpine'];
const WANTED = 20_000;

describeStack('a swarm of three nodes', ['docker-registry'], (t) => {
  let nodes: readonly Node[] = [];
  let lane: Lane;
  let nginx: Nginx;
  const first = (): Node => nodes[0] as Node;

  const tool = (...args: readonly string[]) => execFileSync(process.execPath, [join(ROOT, 'bin', 'create-django-stack.js'), ...args], { cwd: lane.folder, stdio: 'pipe', encoding: 'utf8' });
  const edit = (path: string, change: (text: string) => string) => writeFileSync(join(lane.folder, path), change(readFileSync(join(lane.folder, path), 'utf8')));

  /** `./stack swarm …` on the first node. */
  function swarm(...args: readonly string[]): Promise<Output> {
    const options = { cwd: lane.folder, env: { ...process.env, DOCKER_HOST: first().socket }, timeout: 600_000, maxBuffer: 1e8 };
    return new Promise((done) => {
      execFile('./stack', ['swarm', ...args], options, (error, stdout, stderr) => done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }));
    });
  }

  /** The same, or an error with everything that it said. */
  async function well(...args: readonly string[]): Promise<Output> {
    const output = await swarm(...args);
    if (output.code !== 0) throw new Error(`${output.code}\n${output.stdout}\n${output.stderr.slice(-4000)}\n${(await swarm('status')).stdout}`);
    return output;
  }

  const version = (text: string) => edit('notes/views.py', (views) => views.replace(/VERSION = .*\n|$/, '').concat(`VERSION = "${text}"\n`));
  const write = async (text: string) => (await lane.get(nginx, '/api/notes/', { method: 'POST', body: JSON.stringify({ text }) })).status;
  const read = async () => (await lane.get(nginx, '/api/notes/')).body.toString();
  const written: string[] = [];

  /** Six readers and two writers; what was answered is remembered. */
  function load(): Traffic {
    const reader = async () => (await lane.get(nginx, '/api/notes/ping')).status === 200;
    const page = async () => (await lane.get(nginx, '/')).status === 200;
    const writer = async () => {
      const text = `note ${written.length} ${Math.random()}`;
      const ok = (await write(text)) < 300;
      if (ok) written.push(text);
      return ok;
    };
    return startTraffic({ read1: reader, read2: reader, read3: reader, read4: reader, page1: page, page2: page, write1: writer, write2: writer });
  }

  const sum = (seen: Readonly<Record<string, Seen>>) => Object.values(seen).reduce((all, { requests, failed, slowest }) => ({ requests: all.requests + requests, failed: all.failed + failed, slowest: Math.max(all.slowest, slowest) }), { requests: 0, failed: 0, slowest: 0 });
  const containersOf = (service: string) => first().docker('service', 'ps', '--filter', 'desired-state=running', '--format', '{{.Node}} {{.CurrentState}}', `${lane.name}_${service}`).split('\n').filter((line) => / Running/.test(line)).map((line) => line.split(' ')[0]).sort();
  const apiImage = () => first().docker('service', 'inspect', '--format', '{{.Spec.TaskTemplate.ContainerSpec.Image}}', `${lane.name}_api`);
  let one = '';
  const localContainer = (node: Node, service: string) => node.docker('ps', '--quiet', '--filter', `label=com.docker.swarm.service.name=${lane.name}_${service}`).split('\n')[0] ?? '';

  beforeAll(async () => {
    nodes = await startNodes(3);
    copyImages(first(), ...BASES, ...EVERYWHERE);
    for (const node of nodes.slice(1)) copyImages(node, ...EVERYWHERE);
    lane = createLane('tryswarm', { with: 'worker,redis' });
    tool('add', 'swarm');
    edit('django-stack.yml', (text) => `${text}upstreams: [${nodes.map(({ address }) => address).join(', ')}]\n`);
    tool('regenerate');
    // No IPsec in the kernel of test machines: docker-swarm.yml says what then.
    edit('docker-swarm.yml', (text) => text.replace(/^ +driver_opts: .*\n/gm, ''));
    appendFileSync(join(lane.folder, '.env'), `REGISTRY=${HERE}:5000/\n`);
    version('one');
    nginx = await startNginx(t.path('nginx'), 8893);
    await nginx.add(lane.name, lane.folder);
  }, 600_000);

  afterAll(async () => {
    await nginx?.stop();
    lane?.remove();
    removeNodes();
  }, 240_000);

  it('./stack swarm init and join make a swarm of hosts', { timeout: 120_000 }, async () => {
    await well('init', first().address);
    const commands = (await well('join')).stdout;
    for (const node of nodes.slice(1)) {
      execFileSync('sh', ['-ec', commands.replace('address=...', `address=${node.address}`)], { env: { ...process.env, DOCKER_HOST: node.socket }, stdio: 'pipe' });
      await well('join', node.name);
    }
    expect(first().docker('node', 'ls', '--format', '{{.Hostname}} {{.Status}} {{.ManagerStatus}}').split('\n').map((line) => line.trimEnd()).sort()).toEqual(['node1 Ready Leader', 'node2 Ready', 'node3 Ready']);
  });

  it('./stack swarm deploy builds, migrates and starts everything', { timeout: 600_000 }, async () => {
    await well('deploy');
    expect(await write('the first')).toBe(201);
    expect(await read()).toContain('the first');
    expect((await lane.get(nginx, '/static/admin/css/base.css')).status).toBe(200);
  });

  it('is healthy on all nodes after ./stack swarm scale', { timeout: 300_000 }, async () => {
    await well('scale', 'api=3', 'web=3');
    for (const service of ['api', 'web']) expect(containersOf(service)).toEqual(['node1', 'node2', 'node3']);
    expect(await swarm('scale', 'api=4')).toMatchObject({ code: 1, stderr: expect.stringContaining('has its port once on a node, and there are 3') as string });
  });

  it('opens web and api at the address of each node alone, and db and cache nowhere', async () => {
    for (const node of nodes) {
      const open = node.inside('ss', '-ltnH').split('\n').map((line) => line.trim().split(/\s+/)[3] ?? '').filter((address) => /:(8000|8080|5432|6379|11211)$/.test(address));
      expect(open.sort()).toEqual([`${node.address}:8000`, `${node.address}:8080`]);
      expect(await Promise.all([5432, 6379, 11211].map((port) => listens(port, node.address)))).toEqual([false, false, false]);
    }
  });

  it('hides db and cache from web, and lets db reach nothing', () => {
    const web = localContainer(nodes[1] as Node, 'web');
    const inWeb = (name: string) => spawnSync('docker', ['--host', (nodes[1] as Node).socket, 'exec', web, 'wget', '-q', '-T', '2', '-O', '-', `http://${name}/`], { encoding: 'utf8' });
    for (const name of ['db:5432', 'memcache:11211']) expect(inWeb(name).stderr).toMatch(/bad address|resolve/);
    const db = localContainer(first(), 'db');
    expect(() => first().docker('exec', db, 'bash', '-c', `: < /dev/tcp/${HERE}/5000`)).toThrow(/unreachable/);
  });

  it('keeps secrets out of what docker inspect shows', () => {
    const shown = first().docker('service', 'inspect', ...['web', 'api', 'worker', 'db'].map((service) => `${lane.name}_${service}`));
    const secrets = [...readFileSync(join(lane.folder, '.env'), 'utf8').matchAll(/^(?:DJANGO_SECRET_KEY|POSTGRES_PASSWORD)=(.+)$/gm)].map(([, value = '?']) => value);
    expect(secrets.map((secret) => shown.includes(secret))).toEqual([false, false]);
  });

  it('runs as it does on one host: not root, nothing to write to, no capability', () => {
    const pid = first().docker('inspect', '--format', '{{.State.Pid}}', localContainer(first(), 'api'));
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s+10001\b/m);
    expect(status).toMatch(/^CapBnd:\s+0+$/m);
    expect(() => first().docker('exec', localContainer(first(), 'api'), 'touch', '/app/x')).toThrow(/Read-only/);
  });

  it(`replaces a release under load: of ${WANTED} requests none fails`, { timeout: 900_000 }, async () => {
    const traffic = load();
    const begin = performance.now();
    one = apiImage();
    version('two');
    await well('deploy');
    expect(apiImage()).not.toBe(one);
    const took = (performance.now() - begin) / 1000;
    await until('enough requests', () => traffic.count() >= WANTED, 400);
    const seen = sum(await traffic.stop());
    console.log(`a deploy to three nodes: ${took.toFixed(0)} s, ${seen.failed} of ${seen.requests} requests failed, the slowest took ${seen.slowest.toFixed(2)} s`);
    expect(seen.failed).toBe(0);
    expect(seen.requests).toBeGreaterThanOrEqual(WANTED);
  });

  it('./stack swarm rollback brings the release before', { timeout: 600_000 }, async () => {
    await well('rollback');
    expect(apiImage()).toBe(one);
    expect(await read()).toContain('the first');
  });

  it('takes a release back that does not become healthy', { timeout: 600_000 }, async () => {
    const traffic = load();
    edit('gunicorn.conf.py', (text) => `${text}\nraise SystemExit("broken")\n`);
    const { code, stderr } = await swarm('deploy');
    edit('gunicorn.conf.py', (text) => text.replace(/\nraise .*\n$/, ''));
    const seen = sum(await traffic.stop());
    console.log(`a bad release: ${seen.failed} of ${seen.requests} requests failed`);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('did not become healthy, and what ran before does again');
    expect(apiImage()).toBe(one);
    expect(seen.failed).toBe(0);
  });

  it('./stack backup and verify-backup find the database, and ./stack up leaves it alone', { timeout: 120_000 }, () => {
    const stack = (...args: readonly string[]) => spawnSync('./stack', args, { cwd: lane.folder, encoding: 'utf8', env: { ...process.env, DOCKER_HOST: first().socket } });
    expect(stack('backup')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d{4}-/) as string });
    expect(stack('verify-backup')).toMatchObject({ status: 0 });
    expect(stack('up')).toMatchObject({ status: 1, stderr: expect.stringContaining('it runs on Swarm') as string });
  });

  it('scales what has no port beyond the nodes, and back', { timeout: 300_000 }, async () => {
    for (const count of [2, 6, 2]) {
      await well('scale', `worker=${count}`);
      expect(containersOf('worker')).toHaveLength(count);
    }
  });

  it('outlives a node: measured, and nothing that was written is lost', { timeout: 300_000 }, async () => {
    await well('scale', 'api=2', 'web=2');
    const gone = nodes.slice(1).find((node) => containersOf('api').includes(node.name)) as Node;
    const traffic = load();
    const begin = performance.now();
    gone.powerOff();
    await traffic.settled(120);
    const served = (performance.now() - begin) / 1000;
    await until('Swarm has replaced its containers', () => ['api', 'web'].every((service) => containersOf(service).length === 2 && !containersOf(service).includes(gone.name)), 180);
    const replaced = (performance.now() - begin) / 1000;
    const seen = sum(await traffic.stop());
    console.log(`a node without power: ${seen.failed} of ${seen.requests} requests failed, the slowest answered took ${seen.slowest.toFixed(2)} s; all clients well after ${served.toFixed(1)} s, its containers replaced after ${replaced.toFixed(1)} s`);
    const all = first().docker('exec', localContainer(first(), 'db'), 'psql', '-At', '-U', lane.name, '-h', '/run/postgresql', '-c', 'SELECT text FROM notes_note').split('\n');
    expect(written.filter((text) => !all.includes(text))).toEqual([]);
  });
});
