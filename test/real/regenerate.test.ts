/** A stack that lives: edited by hand, added to, adopted into, upgraded and taken from, while it runs. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { edit, on, read } from '../support/made.ts';
import { docker, inspect } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { until } from './support/wait.ts';

const NAME = 'trychange';
const SITE = `nginx/${NAME}.conf`;
const BI = `
  # Figures for the owner.
  bi:
    image: nginx:1.30-alpine-slim
    ports: ["127.0.0.1:8730:80"]
    command: ["sh", "-c", "mkdir /usr/share/nginx/html/bi && echo figures > /usr/share/nginx/html/bi/index.html && exec nginx -g 'daemon off;'"]
`;
const NETWORKS = '\nnetworks:\n  default: {}';

function editByHand(folder: string): void {
  edit(folder, 'docker-compose.yml', 'limits: {memory: 512M, pids: 128}', 'limits: {memory: 600M, pids: 128} # the reports need it');
  edit(folder, 'docker-compose.yml', NETWORKS, `\n  # Ours.\n  second:\n    image: memcached:1.6-alpine\n    networks: [internal]\n${NETWORKS}`);
  edit(folder, SITE, '    location /api/ {', '    # The old shop.\n    location /legacy/ { return 410; }\n\n    location /api/ {');
  edit(folder, 'Dockerfile', /$/, '\n# mine\nENV MINE=1\n');
  edit(folder, 'stack', 'set -eu', 'set -eu\n# mine: never on a Friday');
  edit(folder, 'DEPLOY.md', /$/, '\n## Ours\n');
  edit(folder, 'gunicorn.conf.py', /$/, '\n# mine\n');
  edit(folder, '.env', /$/, '\nMAIL_FROM=ada@example.com\n');
}

const EDITS = [
  ['docker-compose.yml', '600M, pids: 128} # the reports need it'], ['docker-compose.yml', '  # Ours.\n  second:'], [SITE, '    # The old shop.\n    location /legacy/ { return 410; }\n'],
  ['Dockerfile', '\n# mine\nENV MINE=1\n'], ['stack', '# mine: never on a Friday'], ['DEPLOY.md', '## Ours\n'], ['gunicorn.conf.py', '# mine\n'], ['.env', 'MAIL_FROM=ada@example.com\n'],
] as const;

/** What an older tool had rendered; the last is a line that its owner has changed meanwhile. */
const OLDER: readonly (readonly [path: string, now: string, then: string])[] = [
  [SITE, 'send_timeout 30s;', 'send_timeout 60s;'],
  ['docker-compose.yml', 'stop_grace_period: 40s', 'stop_grace_period: 25s'],
  ['Dockerfile', 'EXPOSE 8000', 'EXPOSE 8001'],
  ['docker-compose.yml', 'limits: {memory: 512M, pids: 128}', 'limits: {memory: 400M, pids: 128}'],
];

/** The stack as an older tool would have left it, and as it then runs. */
function pretendOlder(lane: Lane): void {
  const { folder } = lane;
  for (const [path, now, then] of OLDER) {
    edit(folder, `.django-stack/base/${path}`, now, then);
    if (read(folder, path).includes(now)) edit(folder, path, now, then);
    const sum = createHash('sha256').update(read(folder, `.django-stack/base/${path}`)).digest('hex');
    edit(folder, '.django-stack/lock.json', new RegExp(`"${path}": ".*"`), `"${path}": "${sum}"`);
  }
  edit(folder, '.django-stack/lock.json', /"version": ".*"/, '"version": "0.0.9"');
  docker('compose', '--project-directory', folder, 'build', '--quiet', 'api');
  start(lane);
}

const api = (lane: Lane) => JSON.parse(docker('inspect', '--format', '{"grace": {{.Config.StopTimeout}}, "memory": {{.HostConfig.Memory}}, "ports": {{json .Config.ExposedPorts}}}', lane.container('api'))) as object;

const STEADY = ['db', 'memcache', 'web'];

describeStack('a stack that is changed while it runs', [], (t) => {
  let lane: Lane;
  let nginx: Nginx;
  let steady: readonly string[];
  const ids = () => inspect(...STEADY.map((service) => lane.container(service))).map(({ Id }) => Id);

  beforeAll(async () => {
    lane = createLane(NAME, { 'web-port': '8700', 'api-port': '8710' });
    start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(NAME, lane.folder);
    steady = ids();
    editByHand(lane.folder);
  }, 300_000);

  afterAll(async () => {
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  it.each<readonly [title: string, prepare: (lane: Lane) => void, args: readonly string[], code: number, url: string, status: number]>([
    ['edited by hand', () => undefined, ['regenerate'], 0, '/legacy/', 410],
    ['given redis', () => undefined, ['add', 'redis'], 0, '/legacy/', 410],
    ['given a service of its owner', ({ folder }) => edit(folder, 'docker-compose.yml', NETWORKS, `${BI}${NETWORKS}`), ['adopt', 'bi'], 0, '/bi/', 200],
    ['upgraded, with one conflict', pretendOlder, ['regenerate'], 3, '/bi/', 200],
    ['taken redis from, the conflict still open', () => undefined, ['remove', 'redis'], 0, '/bi/', 200],
    ['settled', () => undefined, ['resolve', 'all', '--mine'], 0, '/bi/', 200],
  ])('%s: all accept it, it answers, and what did not change goes on running', async (_title, prepare, args, code, url, status) => {
    prepare(lane);
    expect(on(lane.folder, ...args)).toMatchObject({ code, stderr: '' });
    execFileSync('docker', ['compose', '-f', join(lane.folder, 'docker-compose.yml'), 'config', '--quiet'], { stdio: 'pipe' });
    if (code === 3) docker('compose', '--project-directory', lane.folder, 'build', '--quiet', 'api');
    start(lane);
    await nginx.add(NAME, lane.folder);
    // A reload is over when the workers of before are gone.
    await until(`${url} is answered with ${status}`, async () => (await lane.get(nginx, url)).status === status);
    expect([(await lane.get(nginx, '/')).status, (await lane.get(nginx, '/api/notes/')).status]).toEqual([200, 200]);
    expect(ids()).toEqual(steady);
    for (const [path, text] of EDITS) expect([path, read(lane.folder, path)]).toEqual([path, expect.stringContaining(text)]);
  }, 300_000);

  it('has brought what the new templates say, and leads to the owner’s service', async () => {
    expect(read(lane.folder, SITE)).toContain('send_timeout 30s;');
    expect(api(lane)).toEqual({ grace: 40, memory: 600 * 2 ** 20, ports: { '8000/tcp': {} } });
    expect(on(lane.folder, 'regenerate', '--check')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect((await lane.get(nginx, '/bi/')).body.toString()).toBe('figures\n');
    expect(docker('ps', '--filter', `label=com.docker.compose.project=${NAME}`, '--format', '{{.Names}}')).not.toContain('redis');
  });
});
