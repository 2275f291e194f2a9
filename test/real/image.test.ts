/** The api's image: what is in it, what a rebuild does again, and whether Alpine could build it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, dockerCan, inspectImage } from './support/docker.ts';
import { createLane, describeStack, type Lane } from './support/lane.ts';

const BASE = 'python:3.14-slim-trixie';
const BUSYBOX_BASE = 'tryimage-busybox:1';

/** A build, and what it says of each step. */
function build(folder: string, tag: string, ...more: readonly string[]): string {
  const { status, stderr } = spawnSync('docker', ['build', '--progress', 'plain', '--tag', tag, ...more, folder], { encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(stderr.slice(-4000));
  return stderr;
}

/** Steps by their command, and whether each was taken from the last build. */
function stepsOf(log: string): Readonly<Record<string, boolean>> {
  const steps = [...log.matchAll(/^#(\d+) \[\S+ +\d+\/\d+\] ([A-Z]+ .*)$/gm)];
  return Object.fromEntries(steps.map(([, number = '', command = '']) => [command, log.includes(`#${number} CACHED`)]));
}

const inImage = (image: string, script: string) => docker('run', '--rm', '--read-only', '--tmpfs', '/tmp', '--network', 'none', image, 'sh', '-c', script);

/** The same base, except that the shell and every tool are busybox, as in Alpine. */
function buildBusyboxBase(program: string, folder: string): void {
  mkdirSync(folder);
  copyFileSync(program, join(folder, 'busybox'));
  const lines = [
    `FROM ${BASE}`,
    'COPY busybox /busybox/busybox',
    'RUN /busybox/busybox --install -s /busybox && ln -sf /busybox/busybox /bin/sh',
    'ENV PATH=/busybox:$PATH',
    '',
  ];
  writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'));
  build(folder, BUSYBOX_BASE);
}

describeStack("the api's image", ['busybox'], (t) => {
  let lane: Lane;
  let image: string;

  beforeAll(() => {
    lane = createLane('tryimage');
    image = `${lane.name}-api:current`;
    // As a careful administrator's checkout: umask 077, and things in it that are nobody's business.
    execFileSync('chmod', ['-R', 'go=', lane.folder]);
    mkdirSync(join(lane.folder, 'media'));
    for (const path of ['media/private.txt', 'db.sqlite3', '.env.local']) writeFileSync(join(lane.folder, path), 'secret');
    build(lane.folder, image);
  }, 300_000);

  afterAll(() => {
    lane.remove();
    dockerCan('image', 'rm', '--force', BUSYBOX_BASE);
  }, 60_000);

  it.each([
    ['it runs as a user that is not root, without write access', 'id -u; touch /app/x 2>&1; touch /venv/x 2>&1 | grep -o "Read-only file system" | head -n 1', /^10001\n.*Read-only file system/s],
    ['it can read all of itself', 'find /app /venv ! -readable | wc -l', /^0$/],
    ['nothing in it is writable for the user', 'find /app /venv -writable ! -type l | wc -l', /^0$/],
    ['there is no installer, and no wheel', 'ls /venv/bin | grep -c "^pip" ; find / -xdev -name "*.whl" -not -path "/usr/*" 2>/dev/null | wc -l', /^0\n0$/],
    ['only the project is in /app', 'ls -A /app', /^__pycache__\ngunicorn\.conf\.py\nmanage\.py\nnotes\nrequirements-dev\.txt\nrequirements-prod\.txt\nrequirements\.txt\nstaticfiles\ntryimage$/],
    ['its code is compiled', 'test $(find /app /venv/lib -name "*.py" | wc -l) -le $(( $(find /app /venv/lib -name "*.pyc" | wc -l) + 20 )) && echo yes', /^yes$/],
    ['static files have their compressed twin', 'cd /app/staticfiles/admin/css && for f in *.css; do test -e $f.gz || echo $f; done', /^$/],
    ['the drivers load', 'python -c "import psycopg; print(psycopg.pq.__impl__)"', /^binary$/],
  ])('%s', (_title, command, expected) => {
    expect(inImage(image, command)).toMatch(expected);
  });

  it('holds no secret, in no layer and no variable', () => {
    const { Config } = inspectImage(image);
    expect(Config.Env.filter((line) => /KEY|PASSWORD|SECRET|DATABASE_URL/.test(line))).toEqual([]);
    expect(Config.Labels['org.opencontainers.image.revision']).toBe('unknown');
  });

  it('a change of source installs nothing again', () => {
    appendFileSync(join(lane.folder, 'notes', 'views.py'), `\n# ${randomBytes(8).toString('hex')}\n`);
    const steps = stepsOf(build(lane.folder, image));
    const again = Object.keys(steps).filter((command) => !steps[command]);
    expect(Object.keys(steps).some((command) => / pip .*install/.test(command))).toBe(true);
    expect(again.filter((command) => /pip .*install|-m venv|\/venv\/lib/.test(command))).toEqual([]);
    expect(again).toContainEqual(expect.stringContaining('collectstatic'));
  });

  it('its RUN lines do the same with busybox, as in Alpine', { timeout: 180_000 }, () => {
    buildBusyboxBase(t.path('busybox'), join(lane.folder, '..', 'busybox'));
    const twin = `${lane.name}-busybox:1`;
    build(lane.folder, twin, '--build-context', `${BASE}=docker-image://${BUSYBOX_BASE}`);
    const content = 'cd /app && find . -type f ! -name "*.gz" | sort | xargs sha256sum | sha256sum; find . -type f -name "*.gz" | sort | sha256sum; find . ! -perm -go=r | wc -l; tail -n 1 /etc/passwd /etc/group';
    expect(docker('run', '--rm', twin, 'readlink', '/bin/sh')).toBe('/busybox/busybox');
    expect(inImage(twin, content)).toBe(inImage(image, content));
  });

  describe('every dependency of the default project has a wheel for', () => {
    it.each(['musllinux_1_2_x86_64', 'musllinux_1_2_aarch64', 'manylinux_2_28_aarch64'])('%s', { timeout: 120_000 }, (platform) => {
      const download = ['pip', 'download', '--quiet', '--only-binary', ':all:', '--platform', platform, '--python-version', '3.14', '--dest', '/tmp/wheels', '--requirement', 'requirements-prod.txt'];
      const args = ['run', '--rm', '--volume', `${lane.folder}:/project:ro`, '--workdir', '/project', BASE, 'sh', '-c', `${download.join(' ')} && ls /tmp/wheels`];
      const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/^psycopg_binary-.*-cp314-cp314-/m);
      expect(stdout.trim().split('\n').every((name) => name.endsWith('.whl'))).toBe(true);
    });
  });
});
