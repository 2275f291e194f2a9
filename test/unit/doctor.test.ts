/** Every check as a function of what was seen: a host that is well, and each way in which it may not be. */
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/host/checks/index.ts';
import { subjectOf } from '../../src/host/see.ts';
import { unseen, type FolderSeen, type Sight, type Unseen } from '../../src/host/sight.ts';
import { directoriesOf } from '../../src/services/directories.ts';
import { fileOf, make } from '../support/stacks.ts';

const made = make({ domain: 'shop.example.org' });
const { stack, services } = made;
const COMMANDS = { typed: (command: string) => command, typedAsRoot: (command: string) => `sudo ${command}` };
const COMPOSED = ['web', 'api', 'db', 'memcache'];
const subject = subjectOf(stack, '/project', COMMANDS, COMPOSED);
const SITE = fileOf(made, 'nginx/shop.conf');
const MAIN = { path: '/etc/nginx/nginx.conf', text: 'http { include conf.d/*.conf; }' };
const COPY = { kind: 'file', bytes: SITE, mode: 0o644, uid: 0, gid: 0 } as const;

const folder = (path: string, owner = '0:0', mode = 0o755): FolderSeen => {
  const [uid = 0, gid = 0] = owner.split(':').map(Number);
  return { path, uid, gid, mode };
};

const own = new Map(directoriesOf(stack, services).map(({ name, owner, mode }) => [name, folder(`/srv/shop/${name}`, owner, Number.parseInt(mode, 8))]));

const NOW = new Date('2026-11-25T12:00:00Z');
const ago = (days: number) => NOW.getTime() - days * 86_400_000;

/** A host on which nothing is wrong. */
const well: Sight = {
  now: NOW, linux: true, root: true, memory: 4 * 2 ** 30, clock: true,
  docker: { engine: '28.5.2', compose: '2.40.3', buildx: true, atBoot: true, containers: [{ name: 'shop-api-1', project: 'shop', ports: [8080] }], published: [{ service: 'api', address: '127.0.0.1', port: 8080 }] },
  listeners: [{ address: '0.0.0.0', port: 80, program: 'nginx', pids: [7, 8] }, { address: '127.0.0.1', port: 8080, program: 'docker-proxy', pids: [9] }],
  nginx: {
    version: '1.26.3', configuration: MAIN.path, running: 7, atBoot: true, test: { ok: true, said: [] }, worker: { uid: 33, gids: [33] },
    files: [MAIN, { path: '/etc/nginx/conf.d/shop.conf', text: SITE }], copies: new Map([['/etc/nginx/conf.d/shop.conf', COPY]]),
  },
  project: { env: { mode: 0o600, values: new Map([['DJANGO_SECRET_KEY', 'x'], ['POSTGRES_PASSWORD', 'y']]) }, envTracked: false, nginx: new Map([['nginx/shop.conf', SITE]]) },
  folders: { root: '/srv/shop', own, above: [folder('/'), folder('/srv')], inMemory: false, free: [{ path: '/srv', bytes: 50 * 2 ** 30, fileShare: 0.9 }], backup: { made: ago(1), verified: ago(3) } },
  network: { addresses: ['203.0.113.5', '2001:db8::5'], ipv6: true, names: new Map([['shop.example.org', ['203.0.113.5', '2001:db8::5']]]) },
  certificate: { file: undefined, served: undefined },
  cutOff: false,
};

const look = (id: string, seen: Sight) => {
  const check = checks.find((one) => one.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check.look(seen, subject);
};

const docker = (more: Partial<Sight['docker']>): Partial<Sight> => ({ docker: { ...well.docker, ...more } });
const nginx = (more: Partial<NonNullable<Sight['nginx']>>): Partial<Sight> => ({ nginx: { ...well.nginx!, ...more } });
const folders = (more: Partial<Sight['folders']>): Partial<Sight> => ({ folders: { ...well.folders, ...more } });
const network = (more: Partial<Sight['network']>): Partial<Sight> => ({ network: { ...well.network, ...more } });
const listens = (port: number, program: string, address = '127.0.0.1'): Partial<Sight> => ({ listeners: [{ address, port, program, pids: program === '' ? [] : [9] }] });
const env = (mode: number, values: Readonly<Record<string, string>>, envTracked = false): Partial<Sight> => ({ project: { ...well.project, envTracked, env: { mode, values: new Map(Object.entries(values)) } } });

it.each(checks.map(({ id }) => id))('%s is well where nothing is wrong', (id) => {
  expect(look(id, well)).toEqual({ status: 'ok', reason: expect.any(String) as string });
});

const WRONG: readonly (readonly [string, 'warn' | 'fail', string, Partial<Sight>])[] = [
  ['docker', 'fail', 'docker is not installed', docker({ engine: undefined })],
  ['docker', 'fail', 'the engine does not answer this user: permission denied', docker({ engine: unseen('permission denied') })],
  ['docker', 'fail', 'engine 24.0.7 is too old', docker({ engine: '24.0.7' })],
  ['docker', 'fail', 'docker compose is missing', docker({ compose: undefined })],
  ['docker', 'fail', 'compose 2.9.0 is too old', docker({ compose: '2.9.0' })],
  ['docker', 'fail', 'docker buildx is missing, and building takes it', docker({ buildx: false })],
  ['.env', 'fail', '.env is in git, and its secrets with it', env(0o600, {}, true)],
  ['.env', 'warn', 'there is none yet', { project: { ...well.project, env: undefined } }],
  ['.env', 'warn', 'others on this host may read it: mode 644', env(0o644, { DJANGO_SECRET_KEY: 'x', POSTGRES_PASSWORD: 'y' })],
  ['.env', 'warn', 'POSTGRES_PASSWORD has no value', env(0o600, { DJANGO_SECRET_KEY: 'x', POSTGRES_PASSWORD: '' })],
  ['.env', 'warn', 'DJANGO_SECRET_KEY, POSTGRES_PASSWORD have no value', env(0o600, {})],
  ['ports', 'fail', 'port 8080 belongs to java (process 9)', { ...docker({ containers: [] }), ...listens(8080, 'java') }],
  ['ports', 'fail', "port 8081 belongs to the container blog-api-1 of blog", { listeners: [], ...docker({ containers: [{ name: 'blog-api-1', project: 'blog', ports: [8081] }] }) }],
  ['ports', 'fail', 'port 8000 belongs to a program that only root can name', { ...docker({ containers: [] }), ...listens(8000, '', '*') }],
  ['firewall', 'fail', 'api publishes 8080 on every address, and the firewall does not stop that', docker({ published: [{ service: 'api', address: '', port: 8080 }] })],
  ['install', 'fail', 'an install or uninstall was cut off', { cutOff: true }],
  ['swarm', 'fail', 'port 8080 is open on every address of this node, and the firewall does not stop that', listens(8080, 'docker-proxy', '0.0.0.0')],
  ['swarm', 'fail', 'port 8000 is open on every address of this node, and the firewall does not stop that', listens(8000, 'docker-proxy', '::')],
  ['swarm', 'warn', 'port 8080 is open at 203.0.113.5, which is a public address', listens(8080, 'docker-proxy', '203.0.113.5')],
  ['firewall', 'warn', 'metabase publishes 3000 on 0.0.0.0, and the firewall does not stop that', docker({ published: [{ service: 'metabase', address: '0.0.0.0', port: 3000 }] })],
  ['directories', 'fail', '/srv/shop is in memory, and empty after a reboot', folders({ inMemory: true })],
  ['directories', 'fail', 'nginx may not enter /srv, on the way to /srv/shop', folders({ above: [folder('/'), folder('/srv', '1000:1000', 0o750)] })],
  ['directories', 'fail', '/srv/shop/media belongs to user 0, and its container is user 10001', folders({ own: new Map([...own, ['media', folder('/srv/shop/media')]]) })],
  ['directories', 'fail', 'nginx may not enter /srv/shop/static', folders({ own: new Map([...own, ['static', folder('/srv/shop/static', '0:0', 0o700)]]) })],
  ['directories', 'warn', 'missing in /srv/shop: deploy', folders({ own: new Map([...own].filter(([name]) => name !== 'deploy')) })],
  ['directories', 'warn', '/srv/shop is not there yet', folders({ own: new Map() })],
  ['disk', 'fail', '0.5 GiB free at /srv: a build or a backup will not fit', folders({ free: [{ path: '/srv', bytes: 2 ** 29, fileShare: 1 }] })],
  ['disk', 'warn', '3.0 GiB free at /srv', folders({ free: [{ path: '/srv', bytes: 3 * 2 ** 30, fileShare: 1 }] })],
  ['disk', 'warn', '/srv has hardly any inodes left', folders({ free: [{ path: '/srv', bytes: 50 * 2 ** 30, fileShare: 0.01 }] })],
  ['memory', 'warn', '0.5 GiB with swap: a build may be killed', { memory: 2 ** 29 }],
  ['clock', 'warn', 'nothing keeps it right', { clock: false }],
  ['nginx', 'fail', 'nginx is not installed', { nginx: undefined }],
  ['nginx', 'fail', 'nginx 1.14.2 is too old', nginx({ version: '1.14.2' })],
  ['nginx', 'warn', 'nginx 1.26.3 does not run', nginx({ running: undefined })],
  ['nginx -t', 'fail', 'red already: [emerg] unknown directive "x" in /etc/nginx/conf.d/a.conf:1', nginx({ test: { ok: false, said: ['[emerg] unknown directive "x" in /etc/nginx/conf.d/a.conf:1'] } })],
  ['front door', 'fail', 'port 80 belongs to apache2 (process 9), not to this host\'s nginx', listens(80, 'apache2', '*')],
  ['front door', 'fail', 'port 80 belongs to the container proxy-traefik-1 of proxy, not to this host\'s nginx', { ...docker({ containers: [{ name: 'proxy-traefik-1', project: 'proxy', ports: [80, 443] }] }), ...listens(80, 'docker-proxy', '0.0.0.0') }],
  ['front door', 'fail', 'port 80 belongs to nginx (process 9), not to this host\'s nginx', listens(80, 'nginx', '*')],
  ['collisions', 'fail', '/etc/nginx/conf.d/a.conf:1 has the name shop.example.org already', nginx({ files: [MAIN, { path: '/etc/nginx/conf.d/a.conf', text: 'server { server_name shop.example.org; }' }] })],
  ['collisions', 'warn', '/etc/nginx/conf.d/a.conf:1 has 203.0.113.5:80 for itself: a request there never comes to a site that does not name that address', nginx({ files: [MAIN, { path: '/etc/nginx/conf.d/a.conf', text: 'server { listen 203.0.113.5:80; server_name a; }' }] })],
  ['site', 'warn', 'nginx has no copy of nginx/shop.conf yet', nginx({ copies: new Map() })],
  ['site', 'warn', '/etc/nginx/conf.d/shop.conf is not what nginx/ says', nginx({ copies: new Map([['/etc/nginx/conf.d/shop.conf', { ...COPY, bytes: `${SITE}#` }]]) })],
  ['site', 'fail', 'nginx/shop.conf is missing in the project', { project: { ...well.project, nginx: new Map() } }],
  ['site', 'fail', 'nginx/shop.conf:2: a brace closes what was never opened', { project: { ...well.project, nginx: new Map([['nginx/shop.conf', 'server {}\n}\n']]) } }],
  ['collisions', 'fail', '/etc/nginx/conf.d/lua.conf:2: a brace closes what was never opened', nginx({ files: [MAIN, { path: '/etc/nginx/conf.d/lua.conf', text: 'server { location / { content_by_lua_block { say("{") } } }\n}\n' }] })],
  ['names', 'warn', 'shop.example.org leads nowhere yet', network({ names: new Map([['shop.example.org', []]]) })],
  ['names', 'warn', 'shop.example.org leads to 203.0.113.9, which is not this host: visitors go there', network({ names: new Map([['shop.example.org', ['203.0.113.9']]]) })],
  ['names', 'warn', 'shop.example.org leads to 2001:db8::9, which is not this host: over IPv6 visitors go there', network({ names: new Map([['shop.example.org', ['203.0.113.5', '2001:db8::9']]]) })],
  ['boot', 'warn', 'docker and nginx will not start with the host', { ...docker({ atBoot: false }), ...nginx({ atBoot: false }) }],
  ['backups', 'warn', 'there is none', folders({ backup: { made: undefined, verified: undefined } })],
  ['backups', 'warn', 'the newest is 5 days old', folders({ backup: { made: ago(5), verified: ago(5) } })],
  ['backups', 'warn', 'none was ever proven by restoring it', folders({ backup: { made: ago(1), verified: undefined } })],
  ['backups', 'warn', 'the last was proven 40 days ago', folders({ backup: { made: ago(1), verified: ago(40) } })],
];

it.each(WRONG)('%s: %s: %s', (id, status, reason, more) => {
  const { fix, ...finding } = look(id, { ...well, ...more });
  expect(finding).toEqual({ status, reason });
  expect(fix).toMatch(/\w/);
});

it('what clears a disk is named', () => {
  expect(look('disk', { ...well, ...folders({ free: [{ path: '/srv', bytes: 2 ** 29, fileShare: 1 }] }) }).fix).toMatch(/docker builder prune .*\.\/stack status/);
});

const HIDDEN: readonly (readonly [string, Partial<Sight>])[] = [
  ['.env', { project: { ...well.project, env: unseen('that takes root') } }],
  ['ports', { listeners: unseen('that takes root') }],
  ['firewall', docker({ published: unseen('that takes root') })],
  ['directories', folders({ own: new Map<string, FolderSeen | Unseen>([...own, ['backups', unseen('that takes root')]]) })],
  ['clock', { clock: unseen('that takes root') }],
  ['nginx -t', nginx({ test: unseen('that takes root') })],
  ['front door', listens(80, '')],
  ['collisions', nginx({ files: unseen('that takes root') })],
  ['site', nginx({ files: unseen('that takes root') })],
  ['names', network({ names: new Map([['shop.example.org', unseen('that takes root')]]) })],
  ['install', { cutOff: unseen('that takes root') }],
  ['boot', docker({ atBoot: unseen('that takes root') })],
  ['backups', folders({ backup: unseen('that takes root') })],
];

it.each(HIDDEN)('%s says so where nobody could look', (id, more) => {
  expect(look(id, { ...well, ...more })).toMatchObject({ status: 'warn', unseen: true, reason: expect.stringContaining('that takes root') as string });
});

describe('in between', () => {
  it('without the engine a proxy of Docker may be the stack\'s own', () => {
    expect(look('ports', { ...well, ...docker({ containers: unseen('no engine') }) })).toMatchObject({ status: 'warn', unseen: true });
  });

  it('behind a router nobody can tell whether a name leads here', () => {
    expect(look('names', { ...well, ...network({ addresses: ['10.0.0.5'] }) })).toMatchObject({ status: 'warn', unseen: true });
    // As in many a cloud: IPv4 is translated on its way, IPv6 is not.
    expect(look('names', { ...well, ...network({ addresses: ['10.0.0.5', '2001:db8::5'] }) })).toMatchObject({ status: 'warn', unseen: true });
    expect(look('names', { ...well, ...network({ addresses: ['10.0.0.5', '2001:db8::7'] }) })).toMatchObject({ reason: expect.stringContaining('leads to 2001:db8::5, which is not this host') as string });
  });

  it.each([
    [['203.0.113.5', '10.0.0.5', '2001:db8::5'], "an A record with this host's public address: 203.0.113.5"],
    [['10.0.0.5'], "an A record with this host's public address"],
  ])('a record is never proposed with a private address: %j', (addresses, fix) => {
    expect(look('names', { ...well, ...network({ addresses, names: new Map([['shop.example.org', []]]) }) })).toMatchObject({ status: 'warn', fix });
  });

  it('where images are pulled nothing is built, and buildx may be missing', () => {
    const pulling = make({ registry: 'registry.example.com/team' });
    const check = checks.find(({ id }) => id === 'docker');
    expect(check?.look({ ...well, ...docker({ buildx: false }) }, subjectOf(pulling.stack, '/project', COMMANDS))).toMatchObject({ status: 'ok' });
  });

  it.each<readonly [composed: readonly string[] | undefined, reason: string, fix: string]>([
    [['web', 'api', 'db', 'mine'], 'docker-compose.yml lacks memcache, and the rest of the stack counts on that', 'regenerate says what to do'],
    [undefined, 'docker-compose.yml is missing', 'regenerate docker-compose.yml'],
  ])('services that docker-compose.yml has: %j', (composed, reason, fix) => {
    const check = checks.find(({ id }) => id === 'compose');
    expect(check?.look(well, subjectOf(stack, '/project', COMMANDS, composed))).toEqual({ status: 'fail', reason, fix });
  });

  it('a name of this machine alone needs no name server', () => {
    const local = make({ domain: 'shop.localhost' });
    const names = checks.find(({ id }) => id === 'names');
    expect(names?.look({ ...well, ...network({ names: new Map([['shop.localhost', []]]) }) }, subjectOf(local.stack, '/project', COMMANDS))).toMatchObject({ status: 'ok' });
  });
});
