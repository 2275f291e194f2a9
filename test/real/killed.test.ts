/** `kill -9` of the stack script, a step later each time: the next command goes on, nothing is lost, and no visitor notices. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { containersOf, docker } from './support/docker.ts';
import { daemon, losePower } from './support/engine.ts';
import { createLane, describeStack, inFront, start, type Lane, type Output } from './support/lane.ts';
import { startLoad } from './support/load.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { until } from './support/wait.ts';

/** Replaces the api's container, while nginx asks the spare. */
const API = '--wait-timeout 180 api';
/** At which call of docker it is killed, and when: amid is once a container has started or ended by that call. */
const KILLS = {
  up: ['after build', 'amid --no-recreate', 'amid migrate --noinput', 'after create --name', 'amid --remove-orphans'],
  deploy: [
    'before pg_restore --file', 'amid migrate --noinput', 'after run --detach',
    // What a release consists of has been written down: from here on it is completed.
    'before tag', 'after update', `before ${API}`, `amid ${API}`, `after ${API}`, 'before stop', 'after stop', 'before image prune',
  ],
  rollback: ['before tag', `after ${API}`],
  backup: ['after cat /tmp/rows', 'before pg_restore --file'],
  restore: ['after pg_restore --username', 'after pg_restore --file', 'before restart'],
} as const;

const MIGRATION = `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [migrations.RunSQL("CREATE TABLE took_long AS SELECT pg_sleep(5)::text AS nothing")]
`;

/** Runs it, and kills its whole process group there. */
async function killed(lane: Lane, kill: string, ...args: readonly string[]): Promise<Output> {
  const [, when = '', call] = /^(\w+) (.*)$/.exec(kill) ?? [];
  const itself = 'PATH=${PATH#*:} docker "$@"';
  const running = `docker ps --quiet --filter label=com.docker.compose.project=${lane.name}`;
  const deed = { before: ':', after: itself, amid: `before=$(${running}); (${itself}) & while [ "$(${running})" = "$before" ]; do :; done` }[when];
  const output = await lane.stackMeanwhile(args, inFront(lane, `case " $* " in *' ${call} '*) ${deed}; kill -9 0 ;; esac`));
  expect([kill, output.code], output.stderr).toEqual([kill, -1]);
  return output;
}

describeStack('kill -9 of the stack script', [], (t) => {
  let lane: Lane;
  let nginx: Nginx;
  let compose: string;

  const read = (path: string) => readFileSync(join(lane.folder, path), 'utf8');
  const release = (name: string) => writeFileSync(join(lane.folder, 'notes', 'release.py'), `RELEASE = "${name}"\n`);
  const served = async () => (JSON.parse((await lane.get(nginx, '/api/notes/release')).body.toString()) as { release: string }).release;
  const sql = (statement: string) => docker('exec', lane.container('db'), 'psql', '-U', lane.name, '-qtAc', statement);
  const backups = () => readdirSync(join(lane.data, 'backups')).filter((name) => name !== 'verified').sort();
  const killedAtEach = async (command: keyof typeof KILLS, ...args: readonly string[]) => {
    let said = '';
    for (const kill of KILLS[command]) said += (await killed(lane, kill, command, ...args)).stderr;
    return said;
  };
  /** The next command succeeds, and leaves what an undisturbed one leaves. */
  const recovers = (command: string) => {
    const { code, stderr } = lane.stack(command);
    expect(code, stderr).toBe(0);
    expect(containersOf(lane.name)).toEqual(['api', 'db', 'memcache', 'web'].map((service) => lane.container(service)));
    expect(readdirSync(join(lane.data, 'deploy'))).toEqual(['lock']);
    expect(backups().filter((name) => name.endsWith('.partial') || !existsSync(join(lane.data, 'backups', name, 'SHA256SUMS')))).toEqual([]);
    expect(read('docker-compose.yml')).toBe(compose);
  };
  const unnoticed = async (work: () => Promise<void>) => {
    const visitors = startLoad({ port: nginx.port, host: `${lane.name}.localhost` }, 8);
    await work();
    expect((await visitors.stop()).failures).toEqual([]);
  };

  beforeAll(async () => {
    lane = createLane('trykill');
    compose = read('docker-compose.yml');
    release('1');
    writeFileSync(join(lane.folder, 'web', 'public', 'release.json'), '{"release": "1"}');
    await killedAtEach('up');
    start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(lane.name, lane.folder);
  }, 300_000);

  afterAll(async () => {
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  it('the first up', async () => {
    recovers('up');
    expect(await served()).toBe('1');
  });

  it('deploy, while a migration goes on by itself', { timeout: 400_000 }, async () => {
    release('2');
    writeFileSync(join(lane.folder, 'notes', 'migrations', '0002_long.py'), MIGRATION);
    await unnoticed(async () => {
      expect(await killedAtEach('deploy')).toContain('waiting for manage.py, which a command that was cut short has started');
      recovers('deploy');
    });
    expect([await served(), backups().length]).toEqual(['2', 1]);
  });

  it('rollback: the same once more means the same', { timeout: 200_000 }, async () => {
    await unnoticed(async () => {
      await killedAtEach('rollback');
      recovers('rollback');
    });
    expect(await served()).toBe('1');
  });

  it('backup, and restore: up completes what was begun', { timeout: 200_000 }, async () => {
    sql("INSERT INTO notes_note (text, file) VALUES ('kept', '')");
    await killedAtEach('backup');
    recovers('backup');
    sql("UPDATE notes_note SET text = 'changed'");
    await killedAtEach('restore', backups().at(-1) ?? '');
    recovers('up');
    expect(sql('SELECT text FROM notes_note')).toBe('kept');
    expect(sql("SELECT datname FROM pg_database WHERE datname LIKE 'trykill%' ORDER BY 1")).toMatch(/^trykill\ntrykill_before_\d+$/);
    expect(await served()).toBe('1');
  });

  it('a reboot amid a deploy: the new one serves when the machine is up, and the next command completes it', { timeout: 200_000 }, async () => {
    if (daemon() === undefined) return expect(true, 'skipped: this engine is not of test/machine/engine.sh').toBe(true);
    release('3');
    await killed(lane, `amid ${API}`, 'deploy');
    await losePower(lane.name);
    await until('release 3 serves', async () => (await served()) === '3');
    recovers('deploy');
    expect(await served()).toBe('3');
  });
});
