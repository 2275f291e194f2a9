/** docker-swarm.yml of every answer set, read by `docker stack config`: nothing refused, nothing ignored, nothing weaker than in compose. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../support/need.ts';
import { fileOf, writeTree, type Made } from '../support/stacks.ts';
import { swarms } from './answers.ts';
import { inFolder, type Outcome, type ServiceConfig } from './compose-tools.ts';

interface SwarmService extends Omit<ServiceConfig, 'ports' | 'networks' | 'deploy'> {
  readonly entrypoint?: readonly string[];
  readonly ports?: readonly { readonly target: number; readonly published: number; readonly mode: string }[];
  readonly networks: Readonly<Record<string, unknown>>;
  readonly secrets?: readonly { readonly source: string }[];
  readonly deploy: {
    readonly replicas?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly endpoint_mode: string;
    readonly placement?: { readonly constraints: readonly string[]; readonly max_replicas_per_node?: number };
    readonly update_config: { readonly order: string; readonly failure_action: string };
    readonly resources: { readonly limits: { readonly memory: string; readonly pids: number } };
  };
}

type Rights = { readonly [K in 'user' | 'init' | 'read_only' | 'cap_drop' | 'stop_grace_period']?: ServiceConfig[K] | undefined };

interface Swarm {
  readonly services: Readonly<Record<string, SwarmService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean; readonly driver_opts?: Readonly<Record<string, string>> }>>;
}

type Compose = Readonly<Record<'services', Readonly<Record<string, Omit<ServiceConfig, 'networks'> & { readonly networks: readonly string[] }>>>>;

/** What `./stack swarm deploy` sets. */
const VERSIONS = { TAG: '1', RELEASE: '4', ENV_VERSION: '2', START_VERSION: '3' };
const SECRETS = { RABBITMQ_PASSWORD: 'c0ffee', POSTGRES_PASSWORD: 'c0ffee' };

/** `docker stack config`, which needs no engine: the address leads nowhere. */
function stackConfig(docker: string, folder: string, file = 'docker-swarm.yml', env: Readonly<Record<string, string>> = VERSIONS): Outcome {
  const { status, stdout, stderr } = spawnSync(docker, ['stack', 'config', '--compose-file', file], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, DOCKER_HOST: 'tcp://127.0.0.1:1', ...SECRETS, ...env },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const memory = (text: string): number => Number.parseInt(text, 10) * (text.endsWith('G') ? 2 ** 30 : 2 ** 20);

describeWith(['docker-cli'], 'docker-swarm.yml', (t) => {
  const docker = t.path('docker-cli');
  const read = (made: Made): Outcome => inFolder(made, (folder) => stackConfig(docker, folder));

  describe.each(swarms)('%s', (_, made) => {
    const outcome = read(made);
    const swarm = parse(outcome.stdout || '{}') as Swarm;
    const compose = parse(fileOf(made, 'docker-compose.yml'), { merge: true }) as Compose;
    const pairs = Object.entries(compose.services).map(([id, service]) => ({ id, here: swarm.services[id] as SwarmService, there: service }));

    it('Swarm refuses nothing in it, and ignores nothing', () => {
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(Object.keys(swarm.services).sort()).toEqual(Object.keys(compose.services).sort());
    });

    it.each(pairs)('$id: may no more than in compose, and is asked the same', ({ here, there }) => {
      expect(rightsOf(here)).toEqual(rightsOf({ ...there, stop_grace_period: duration(there.stop_grace_period) }));
      expect(Object.keys(here.networks).sort()).toEqual([...there.networks].sort());
      const test = (there.healthcheck?.test ?? []).map((word) => word.replaceAll('$$', '$'));
      const started = ['CMD', 'sh', '/start.sh', ...(test[0] === 'CMD-SHELL' ? ['sh', '-c'] : []), ...test.slice(1)];
      expect([test, started]).toContainEqual(here.healthcheck?.test);
      expect(Number(here.deploy.resources.limits.memory)).toBe(memory(there.deploy?.resources?.limits?.memory ?? ''));
      expect(here.deploy.resources.limits.pids).toBe(there.deploy?.resources?.limits?.pids);
      expect(here.deploy).toMatchObject({ endpoint_mode: 'dnsrr', update_config: { order: 'stop-first', failure_action: 'rollback' } });
    });

    it.each(pairs)('$id: is the same image', ({ here, there }) => {
      expect(here.image).toBe(there.image.replace('${TAG:-current}', '1'));
      expect(here.deploy.labels).toEqual(there.image.includes('${TAG') ? { release: '4' } : undefined);
    });

    it.each(pairs)('$id: has its folders where they are', ({ here, there }) => {
      const binds = (volumes: readonly { type: string; source: string; target: string; read_only?: boolean }[] = []) => volumes.filter(({ type }) => type === 'bind').map(({ target, read_only }) => ({ target, read_only }));
      expect(binds(here.volumes)).toEqual(binds(there.volumes));
      const memory = (here.volumes ?? []).filter(({ type }) => type === 'tmpfs').map(({ target }) => target);
      expect(memory).toEqual([...(there.tmpfs ?? []).map((entry) => entry.replace(/:.*/, '')), ...(there.shm_size === undefined ? [] : ['/dev/shm'])]);
      expect(here.tmpfs).toBeUndefined();
      const label = (there.volumes ?? []).every(({ source }) => source.endsWith('/media')) ? 'app' : 'data';
      expect(here.deploy.placement?.constraints ?? []).toEqual(binds(here.volumes).length > 0 ? [`node.labels.${made.stack.name}.${label} == true`] : []);
    });

    it.each(pairs.filter(({ id }) => id === 'web' || id === 'api'))('$id: has its port once on a node, and two containers', ({ here, there }) => {
      const port = Number(/:(\d+):8000$/.exec(String(there.ports?.[0]))?.[1]);
      expect(here.ports).toEqual([{ target: 8000, published: port, mode: 'host' }]);
      expect(here.deploy).toMatchObject({ replicas: 2, placement: { max_replicas_per_node: 1 } });
    });

    it('no secret stands where docker inspect would show it, but for images that take it from nowhere else', () => {
      const values = Object.entries(swarm.services).filter(([id]) => !['rabbitmq', 'pgbouncer'].includes(id)).flatMap(([, { environment }]) => Object.values(environment ?? {}));
      expect(values.filter((value) => /c0ffee|p%40ss|:\/\/.*@/.test(value))).toEqual([]);
    });

    it('the networks are those of compose, and encrypted', () => {
      expect(Object.values(swarm.networks).map(({ driver_opts }) => driver_opts)).toEqual(Object.values(swarm.networks).map(() => ({ encrypted: 'true' })));
      expect(swarm.networks['internal']?.internal).toBe(compose.services['api']?.networks.includes('internal') ? true : undefined);
    });

    it.each(Object.keys(VERSIONS))('is refused without %s, and says who sets it', (name) => {
      const { [name as keyof typeof VERSIONS]: _gone, ...rest } = VERSIONS;
      const { code, stderr } = inFolder(made, (folder) => stackConfig(docker, folder, 'docker-swarm.yml', rest));
      expect([code, stderr]).toEqual([1, expect.stringContaining('./stack swarm deploy says which')]);
    });
  });

  it('negative control: docker-compose.yml is not what Swarm takes', () => {
    expect(inFolder((swarms[0] as (typeof swarms)[number])[1], (folder) => stackConfig(docker, folder, 'docker-compose.yml')).code).toBe(1);
  });
});

/** What it may, and how long it may take to end. */
const rightsOf = ({ user, init, read_only = false, cap_drop = [], stop_grace_period }: Rights) => ({ user, init, read_only, cap_drop, stop_grace_period });

const duration = (text: string | undefined): string | undefined => (text === '60s' ? '1m0s' : text);

describeWith(['busybox'], 'swarm/start.sh', (t) => {
  const made = (swarms[0] as (typeof swarms)[number])[1];
  const lines = ['POSTGRES_PASSWORD=a$b`id`;c d', 'QUOTED="two words"', "SINGLE='x'", 'CRLF=y\r', '# COMMENT=1', 'NOT A KEY=1', '1X=1', '=1', 'PLAIN', 'EMPTY=', 'DJANGO_HTTPS=on', 'export GIVEN=e', 'TWICE=', 'TWICE=2', 'LAST=1'];

  it.each([['sh', ['sh']], ['busybox', [t.path('busybox'), 'sh']]] as const)('%s: .env becomes the environment, executed is nothing, and what is set already wins', (_, [shell = '', ...args]) => {
    const folder = mkdtempSync(join(tmpdir(), 'start-'));
    try {
      writeTree(made, folder);
      writeFileSync(join(folder, 'env'), lines.join('\n'));
      writeFileSync(join(folder, 'start.sh'), fileOf(made, 'swarm/start.sh').replace('/run/secrets/env', join(folder, 'env')));
      const { stdout, stderr } = spawnSync(shell, [...args, join(folder, 'start.sh'), 'env'], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', DJANGO_HTTPS: 'off' } });
      const env = Object.fromEntries(stdout.trim().split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)) as [string, string][]);
      expect(stderr).toBe('');
      expect(env).toMatchObject({
        POSTGRES_PASSWORD: 'a$b`id`;c d', QUOTED: 'two words', SINGLE: 'x', CRLF: 'y', EMPTY: '', DJANGO_HTTPS: 'off', GIVEN: 'e', TWICE: '2', LAST: '1',
        DATABASE_URL: 'postgres://shop:a$b`id`;c d@db:5432/shop',
      });
      expect(Object.keys(env).filter((key) => /COMMENT|NOT|1X|PLAIN/.test(key))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
