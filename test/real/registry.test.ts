/** Images from a registry: built and pushed in one folder, deployed in another that cannot build. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { docker, inspect } from './support/docker.ts';
import { ask, listens } from './support/http.ts';
import { createLane, describeStack, type Lane, type Output } from './support/lane.ts';
import { until } from './support/wait.ts';

const PORT = 5055;
const HOST = `127.0.0.1:${PORT}`;
const REGISTRY = `${HOST}/team`;
/** An account of the registry; bcrypt, as it wants. */
const [USER, PASSWORD] = ['ci', 'reads-and-writes'];
const ACCOUNT = `${USER}:$2b$05$abcdefghijklmnopqrstuumnjfRmRfRQ67obvKooLsjKpyIEbyWBy\n`;

/** A registry on this host that knows one account. */
function startRegistry(home: string): ChildProcess {
  const [config, accounts] = [join(home, 'registry.yml'), join(home, 'accounts')];
  writeFileSync(accounts, ACCOUNT);
  writeFileSync(config, `version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: ${join(home, 'images')}}}
auth: {htpasswd: {realm: team, path: ${accounts}}}
http: {addr: "${HOST}"}
`);
  return spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
}

const images = (): readonly string[] => docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${REGISTRY}/*`).split('\n').filter(Boolean);

/** As on another machine, which has nothing of what was built here. */
function forgetImages(): void {
  if (images().length > 0) docker('image', 'rm', '--force', ...images());
}

describeStack('a registry', ['docker-registry'], () => {
  let lane: Lane;
  let registry: ChildProcess;
  let server: string;
  const built: string[] = [];

  const git = (folder: string, ...args: readonly string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  const home = () => join(lane.folder, '..');
  /** With the logins that are kept in that folder. */
  const run = (folder: string, logins: string, ...args: readonly string[]): Output => {
    const { status, stdout, stderr } = spawnSync('./stack', args, { cwd: folder, env: { ...process.env, DOCKER_CONFIG: join(home(), logins) }, encoding: 'utf8', timeout: 200_000 });
    return { code: status ?? -1, stdout, stderr };
  };
  const onServer = (...args: readonly string[]) => run(server, 'logins', ...args);
  const release = async () => (JSON.parse((await ask(8080, `${lane.name}.localhost`, '/api/notes/release')).body.toString()) as { release: string }).release;
  const sentence = ({ code, stderr }: Output) => [code, stderr.trimEnd().split('\n').at(-1)];

  /** Commits a release and pushes its images; this host then knows nothing of them any more. */
  function pushRelease(name: string): string {
    writeFileSync(join(lane.folder, 'notes', 'release.py'), `RELEASE = "${name}"\n`);
    git(lane.folder, 'add', '--all');
    git(lane.folder, 'commit', '--quiet', '--message', name);
    const revision = git(lane.folder, 'rev-parse', '--short=12', 'HEAD');
    expect(run(lane.folder, 'logins', 'push')).toMatchObject({ code: 0, stderr: expect.stringContaining(`on the server: ./stack deploy ${revision}`) as unknown });
    built.push(docker('image', 'inspect', '--format', '{{.Id}}', `${REGISTRY}/${lane.name}-api:${revision}`));
    docker('image', 'rm', `${REGISTRY}/${lane.name}-api:${revision}`);
    return revision;
  }

  beforeAll(async () => {
    lane = createLane('trypull', { registry: REGISTRY, cache: 'none', web: 'none' });
    forgetImages();
    mkdirSync(join(home(), 'logins'));
    registry = startRegistry(home());
    await until('the registry answers', () => listens(PORT));
    execFileSync('docker', ['--config', join(home(), 'logins'), 'login', '--username', USER, '--password-stdin', HOST], { input: PASSWORD, stdio: ['pipe', 'ignore', 'pipe'] });
    // Where images are built there is no .env.
    rmSync(join(lane.folder, '.env'));
    git(lane.folder, 'init', '--quiet');
    pushRelease('1');
    server = join(home(), 'server');
    git(home(), 'clone', '--quiet', lane.folder, server);
    writeFileSync(join(server, 'Dockerfile'), 'FROM scratch\nRUN ["this cannot be built"]\n');
  }, 200_000);

  afterAll(() => {
    lane?.remove();
    registry?.kill();
    forgetImages();
  }, 60_000);

  it('gives nothing to a host that has not logged in, which says how to', () => {
    expect(sentence(run(server, 'none', 'up'))).toEqual([1, `${lane.name}: ${REGISTRY} does not let you in: docker login ${HOST}; nothing was changed`]);
  });

  it('the first up pulls what was pushed: the server could not have built it', { timeout: 200_000 }, async () => {
    expect(onServer('up')).toMatchObject({ code: 0 });
    expect(inspect(lane.container('api')).map(({ Image }) => Image)).toEqual([built[0]]);
    expect(await release()).toBe('1');
    const build = spawnSync('docker', ['compose', 'build', 'api'], { cwd: server, encoding: 'utf8' });
    expect([build.status === 0, build.stderr]).toEqual([false, expect.stringContaining('this cannot be built')]);
  });

  it('a deploy puts the next release in place', { timeout: 200_000 }, async () => {
    const revision = pushRelease('2');
    git(server, 'pull', '--quiet');
    expect(onServer('deploy')).toMatchObject({ code: 0, stderr: expect.stringContaining(`${revision} is in place`) as unknown });
    expect([inspect(lane.container('api'))[0]?.Image, await release()]).toEqual([built[1], '2']);
    expect(onServer('status').stdout).toContain(`release      api ${revision}, before it ${git(server, 'rev-parse', '--short=12', 'HEAD^')}`);
  });

  it('a revision that nobody has pushed changes nothing', async () => {
    expect(sentence(onServer('deploy', 'unheard-of'))).toEqual([
      1, `${lane.name}: ${REGISTRY}/${lane.name}-api:unheard-of is not in the registry: ./stack push, where that revision is built, puts it there; nothing was changed`,
    ]);
    expect(await release()).toBe('2');
  });

  it('with the registry away, what was pulled before can be deployed, and a rollback goes back to it', { timeout: 200_000 }, async () => {
    registry.kill();
    await until('the registry is away', async () => !(await listens(PORT)));
    expect(onServer('deploy')).toMatchObject({ code: 0, stderr: expect.stringMatching(/is here, and will do\n[^]*nothing to replace/) as unknown });
    expect(onServer('rollback')).toMatchObject({ code: 0 });
    expect(await release()).toBe('1');
  });
});
