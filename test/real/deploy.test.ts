/** `./stack deploy` and `rollback` while visitors of every kind come: none of them may notice. */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { containersOf, docker, inspect } from './support/docker.ts';
import { createLane, describeStack, start, type Lane } from './support/lane.ts';
import { startLoad, type Tally } from './support/load.ts';
import { startNginx, type Nginx } from './support/nginx.ts';

/** The next release: both services say its name. */
function write(lane: Lane, release: string, only?: 'api'): void {
  writeFileSync(join(lane.folder, 'notes', 'release.py'), `RELEASE = "${release}"\n`);
  if (only === undefined) writeFileSync(join(lane.folder, 'web', 'public', 'release.json'), JSON.stringify({ release }));
}

interface Bad {
  readonly line: RegExp;
  /** @returns what takes it back */
  spoil(lane: Lane): () => void;
}

/** Puts text at the end of a file of the project. */
function appended(path: string, text: string): Bad['spoil'] {
  return ({ folder }) => {
    const file = join(folder, path);
    const before = existsSync(file) ? readFileSync(file) : undefined;
    appendFileSync(file, text);
    return () => (before ? writeFileSync(file, before) : rmSync(file));
  };
}

const MIDDLEWARE = `
from django.http import HttpResponse


def sick(get_response):
    return lambda request: get_response(request) if request.path == "/healthz" else HttpResponse(status=500)


MIDDLEWARE += ["trydeploy.settings.base.sick"]
`;
const MIGRATION = `
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [migrations.RunSQL("CREATE TABLE half_way (id int)"), migrations.RunSQL("SELECT 1 / 0")]
`;

const bad: readonly Bad[] = [
  { line: /^trydeploy: api: the new one does not become healthy, see above; the old one still serves$/, spoil: appended('gunicorn.conf.py', '\n\ndef on_starting(server):\n    raise SystemExit(3)\n') },
  { line: /^trydeploy: api: the new one does not become healthy/, spoil: appended('gunicorn.conf.py', '\nimport time\n\ntime.sleep(600)\n') },
  { line: /^trydeploy: api: the new one does not answer as the old one does/, spoil: appended('trydeploy/settings/base.py', MIDDLEWARE) },
  { line: /^trydeploy: the migration failed; what ran before still does$/, spoil: appended('notes/migrations/0002_bad.py', MIGRATION) },
];

/** What may not change when a release is refused. */
function state(lane: Lane): unknown {
  const ids = inspect(...containersOf(lane.name)).map(({ Id, Image }) => [Id, Image]);
  const tags = docker('image', 'ls', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}', '--filter', `reference=${lane.name}-*`);
  const files = readdirSync(join(lane.data, 'static'), { recursive: true, encoding: 'utf8' }).sort();
  return { ids, tags: tags.split('\n').filter((tag) => /:(current|previous) /.test(tag)).sort(), files, deploy: readdirSync(join(lane.data, 'deploy')) };
}

describeStack('deploys', [], (t) => {
  let lane: Lane;
  let nginx: Nginx;
  const lines: string[] = [];

  const load = (concurrency: number) => startLoad({ port: nginx.port, host: `${lane.name}.localhost` }, concurrency);
  const note = (title: string, { requests, failures }: Tally, seconds: readonly number[]) =>
    lines.push(`${title.padEnd(52)}${`${failures.length} of ${requests}`.padStart(16)}   ${seconds.map((one) => `${one.toFixed(1)} s`).join(' ')}`);
  const timed = async (...args: string[]) => {
    const begin = performance.now();
    const output = await lane.stackMeanwhile(args);
    return { ...output, seconds: (performance.now() - begin) / 1000 };
  };

  beforeAll(async () => {
    lane = createLane('trydeploy');
    write(lane, '1');
    start(lane);
    nginx = await startNginx(t.path('nginx'));
    await nginx.add(lane.name, lane.folder);
  }, 300_000);

  afterAll(async () => {
    console.log(`${'under load'.padEnd(52)}${'failed of all'.padStart(16)}\n${lines.join('\n')}`);
    await nginx?.stop();
    lane?.remove();
  }, 60_000);

  const underLoad = async (title: string, concurrency: number, work: () => Promise<readonly number[]>) => {
    const visitors = load(concurrency);
    const seconds = await work();
    const tally = await visitors.stop();
    note(title, tally, seconds);
    expect(tally.failures.slice(0, 10)).toEqual([]);
    return tally.releases;
  };
  const deployed = async (...args: string[]) => {
    const { code, stderr, seconds } = await timed(...args);
    expect(code, stderr).toBe(0);
    return seconds;
  };
  const both = (...releases: string[]) => expect.arrayContaining(releases.flatMap((release) => [`api ${release}`, `web ${release}`])) as unknown;

  it('two deploys at concurrency 48: no request fails', { timeout: 400_000 }, async () => {
    const seen = await underLoad('two deploys, concurrency 48', 48, async () => {
      const seconds: number[] = [];
      for (const release of ['2', '3']) {
        write(lane, release);
        seconds.push(await deployed('deploy'));
      }
      return seconds;
    });
    expect(seen).toEqual(both('1', '2', '3'));
  });

  it('a deploy of the api alone, then a rollback, at concurrency 16: no request fails', { timeout: 400_000 }, async () => {
    const seen = await underLoad('deploy and rollback, concurrency 16', 16, async () => {
      write(lane, '4', 'api');
      // Somebody else's site is broken meanwhile: nobody has to reload nginx.
      writeFileSync(join(nginx.sites, 'other.conf'), 'broken');
      const seconds = [await deployed('deploy'), await deployed('rollback')];
      rmSync(join(nginx.sites, 'other.conf'));
      return seconds;
    });
    expect([...seen].sort()).toEqual(['api 3', 'api 4', 'web 3']);
    expect(JSON.parse((await lane.get(nginx, '/api/notes/release')).body.toString())).toMatchObject({ release: '3' });
  });

  it('deploy goes forward again, and the same once more, or up, replaces nothing', { timeout: 200_000 }, async () => {
    await deployed('deploy');
    const before = state(lane);
    const { code, stderr } = await lane.stackMeanwhile(['deploy']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('nothing to replace')]);
    expect(lane.stack('up').code).toBe(0);
    expect(state(lane)).toEqual(before);
  });

  it('bad releases (crash, hang, healthy but 500, failing migration): no request fails, nothing changes', { timeout: 400_000 }, async () => {
    writeFileSync(join(lane.folder, 'stack'), readFileSync(join(lane.folder, 'stack'), 'utf8').replace('PATIENCE=180', 'PATIENCE=15'));
    const before = state(lane);
    await underLoad('four bad releases, concurrency 16', 16, async () => {
      const seconds: number[] = [];
      for (const { spoil, line } of bad) {
        const mend = spoil(lane);
        const output = await timed('deploy');
        mend();
        expect([output.code, output.stderr.trimEnd().split('\n').at(-1)]).toEqual([1, expect.stringMatching(line)]);
        expect(state(lane)).toEqual(before);
        seconds.push(output.seconds);
      }
      return seconds;
    });
  });

  it('negative control: compose alone, under the same visitors, fails some of them', { timeout: 120_000 }, async () => {
    const visitors = load(16);
    const begin = performance.now();
    await promisify(execFile)('docker', ['compose', 'up', '--detach', '--wait', '--force-recreate', '--no-deps', 'api'], { cwd: lane.folder, env: { ...process.env, VOLUMES_ROOT: lane.data } });
    const tally = await visitors.stop();
    note('control: compose up --force-recreate api', tally, [(performance.now() - begin) / 1000]);
    expect(tally.failures.length).toBeGreaterThan(10);
  });
});
