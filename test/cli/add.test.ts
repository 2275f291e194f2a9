/** add and remove: only their own change, in files that people have edited. */
import { describe, expect, it } from 'vitest';
import { addable } from '../../src/services/index.ts';
import { changeIn, differing, edit, editEverything, filesOf, on, read, stackFolder, toCrlf } from '../support/made.ts';
import { fingerprint, PROJECT, run, tempFolder } from '../support/program.ts';

type Shape = readonly [title: string, prepare: (root: string) => void];

const shapes: readonly Shape[] = [
  ['as it was made', () => undefined],
  ['edited everywhere', editEverything],
  ['edited everywhere, with Windows line ends', (root) => {
    editEverything(root);
    for (const path of ['docker-compose.yml', 'DEPLOY.md', 'django-stack.yml', 'Dockerfile']) toCrlf(root, path);
  }],
];

const CHANGED = ['DEPLOY.md', 'django-stack.yml', 'docker-compose.dev.yml', 'docker-compose.yml', 'stack'];
/** What may be added, as it is listed. */
const ALL = [...addable.map(({ id }) => id), 'swarm'];
const bare = (lines: readonly string[]) => lines.map((line) => line.replace('\r', '')).filter((line) => line !== '').sort();

describe.each(shapes)('a stack %s', (_title, prepare) => {
  it.each(['redis', 'valkey'])('gets %s, and nothing else changes', (service) => {
    const [pristine, root] = [stackFolder(), stackFolder()];
    prepare(root);
    const [plain, before] = [filesOf(pristine), filesOf(root)];
    on(pristine, 'add', service);
    expect(on(root, 'add', service)).toMatchObject({ code: 0, stderr: '' });
    expect(differing(before, filesOf(root))).toEqual(CHANGED);
    for (const path of CHANGED) {
      const wanted = changeIn(plain[path] ?? '', filesOf(pristine)[path] ?? '');
      const { removed, added, restKept } = changeIn(before[path] ?? '', filesOf(root)[path] ?? '');
      expect([path, bare(removed), bare(added), restKept]).toEqual([path, bare(wanted.removed), bare(wanted.added), true]);
    }
  });

  it('loses nothing when a service comes and goes', () => {
    const root = stackFolder();
    prepare(root);
    const before = filesOf(root, { record: true });
    expect(on(root, 'add', 'redis', 'valkey').code).toBe(0);
    expect(on(root, 'remove', 'redis').code).toBe(0);
    expect(on(root, 'remove', 'valkey').code).toBe(0);
    expect(differing(before, filesOf(root, { record: true })).filter((path) => path !== '.django-stack/lock.json')).toEqual([]);
  });

  it('is not written by the same add again', () => {
    const root = stackFolder();
    prepare(root);
    on(root, 'add', 'redis');
    const before = fingerprint(root);
    expect(on(root, 'add', 'redis')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Nothing to change\.\n/) as string });
    expect(fingerprint(root)).toEqual(before);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(fingerprint(root)).toEqual(before);
  });
});

describe.each(ALL)('%s', (id) => {
  it.each(shapes)('comes and goes without a trace in a stack %s', (_title, prepare) => {
    const root = stackFolder();
    prepare(root);
    const before = filesOf(root, { record: true });
    expect(on(root, 'add', id)).toMatchObject({ code: 0, stderr: '' });
    expect(on(root, 'regenerate', '--check')).toMatchObject({ code: 0 });
    expect(on(root, 'remove', id)).toMatchObject({ code: 0, stderr: '' });
    const after = filesOf(root, { record: true });
    // Secrets stay: what they open may still be there.
    const own = (files: Readonly<Record<string, string>>) => ({ ...files, '.env': (files['.env'] ?? '').slice(0, (before['.env'] ?? '').length) });
    expect(differing(before, own(after)).filter((path) => path !== '.django-stack/lock.json')).toEqual([]);
  });
});

/** A stack around a project that was there before. */
function existing(files: Record<string, string>, ...flags: readonly string[]): string {
  const root = tempFolder({ ...PROJECT, ...files });
  run(['.', '--name', 'shop', ...flags], { cwd: root });
  return root;
}

describe('add to an existing project', () => {
  it('names what is not there, in the words of the tool that keeps the list', () => {
    const lock = '[[package]]\nname = "django"\nversion = "5.2.8"\n';
    const { stdout } = on(existing({ 'uv.lock': lock, 'pyproject.toml': '' }), 'add', 'worker');
    expect(stdout).toContain('\nFor worker the project needs, in uv.lock:\n\n    uv add "celery[redis]>=5.7,<6"\n\n');
    expect(stdout).toContain('\nand in bakery/celery.py:\n');
  });

  it('shows no Celery app where the project has one', () => {
    const app = { 'bakery/tasks_app.py': 'from celery import Celery\napp = Celery("bakery")\n' };
    const { code, stdout } = on(existing(app, '--with', ''), 'add', 'beat');
    expect([code, stdout]).toEqual([0, expect.stringContaining('For worker the project needs, in requirements.txt:\n\n    celery[redis]>=5.7,<6\n') as string]);
    expect(stdout).not.toContain('celery.py');
  });
});

describe('add', () => {
  it('says what comes with a service, and why', () => {
    const { stdout } = on(stackFolder(), 'add', 'beat');
    expect(stdout).toContain('\nworker comes with beat: it does what beat hands out.\nredis comes with worker: its tasks wait there.\n');
    expect(stdout).toContain('\nFor worker the project needs, in requirements.txt: celery[redis]>=5.7,<6\n\nand in shop/__init__.py:\n\n');
    expect(stdout).toContain('\nand in shop/celery.py:\n\n"""The Celery app');
  });

  it('leaves what came with a service to it', () => {
    const root = stackFolder();
    on(root, 'add', 'worker');
    expect(on(root, 'remove', 'redis')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^"?redis"? was not added\. It comes with worker: its tasks wait there\.\n/) as string });
  });

  it.each(['redis', 'valkey'])('%s says what the project still needs', (service) => {
    const { stdout } = on(stackFolder(), 'add', service);
    expect(stdout).toContain(`For ${service} the project needs, in requirements-prod.txt: django-redis>=6,<8\n`);
    expect(stdout).toContain('  1. ./stack deploy\n');
  });

  it.each<readonly [service: string, next: readonly string[]]>([
    // Up alone would start them in the image of before.
    ['worker', ['./stack deploy']],
    ['scheduler', ['./stack deploy']],
    // The site says of /media/ what it is from then on.
    ['s3', ['./stack deploy', 'sudo cp nginx/shop.conf /etc/nginx/conf.d/', 'sudo nginx -t && sudo systemctl reload nginx || sudo rm /etc/nginx/conf.d/shop.conf']],
    // The database becomes another: a deploy waits for that.
    ['pgvector', ['./stack up', './stack deploy']],
    // A deploy starts what the project leans on, and nothing else.
    ['mailpit', ['./stack deploy', './stack up']],
    ['rabbitmq', ['./stack up']],
  ])('%s: what to type next', (service, next) => {
    const root = stackFolder();
    const typed = (...args: readonly string[]) => (JSON.parse(on(root, ...args, '--json').stdout) as { next: readonly string[] }).next;
    expect(typed('add', service)).toEqual(next);
    expect(typed('add', service)).toEqual([]);
  });

  it('what leaves asks for no new image', () => {
    expect(on(stackFolder('--with', 'worker'), 'remove', 'worker').stdout).toMatch(/\nNext\n {2}1\. \.\/stack up\n$/);
  });

  it('keeps the line ends of a file that has those of Windows', () => {
    const root = stackFolder();
    toCrlf(root, 'docker-compose.yml');
    on(root, 'add', 'redis');
    expect(read(root, 'docker-compose.yml')).not.toMatch(/[^\r]\n/);
  });

  it.each<readonly [args: readonly string[], complaint: RegExp]>([
    [['add', 'rediss'], new RegExp(`^There is no service "?rediss"? to add; there are ${ALL.join(', ')}\\. Did you mean redis\\?\n`)],
    [['add', 'postgres'], new RegExp(`^There is no service "?postgres"? to add; there are ${ALL.join(', ')}`)],
    [['add', 'redis', 'nope'], /^There is no service "?nope"? to add/],
    [['add'], new RegExp(`^Which service\\? One of ${ALL.join(', ')}\\.\n`)],
    [['remove'], /^Which service\? None was added\.\n/],
    [['remove', 'redis'], /^"?redis"? was not added\.\n/],
    [['remove', 'db'], /^"?db"? was not added\. It follows from an answer in django-stack\.yml/],
    [['remove', 'memcached'], /^"?memcached"? was not added\. It follows from an answer in django-stack\.yml/],
    [['remove', 'memcache'], /^"?memcache"? was not added\. It follows from an answer in django-stack\.yml/],
  ])('%j is refused with exit 2, and writes nothing', (args, complaint) => {
    const root = stackFolder();
    const before = fingerprint(root);
    expect(on(root, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(complaint) as string });
    expect(fingerprint(root)).toEqual(before);
  });

  it.each(['add', 'remove'])('%s where there is no stack: exit 2, and how to make one', (command) => {
    expect(on('/tmp', command, 'redis')).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no django-stack.yml here.') as string });
  });

  it.each(['--diff', '--dry-run'])('%s shows it and writes nothing', (flag) => {
    const root = stackFolder();
    const before = fingerprint(root);
    const { code, stdout } = on(root, 'add', 'redis', flag);
    expect(code).toBe(0);
    for (const path of CHANGED) expect(stdout).toContain(path);
    expect(fingerprint(root)).toEqual(before);
  });

  it('into a list that is written over several lines, with comments', () => {
    const root = stackFolder();
    edit(root, 'django-stack.yml', /^with: \[\].*$/m, 'with:\n  - valkey # for the queue');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(on(root, 'add', 'redis').code).toBe(0);
    expect(read(root, 'django-stack.yml')).toMatch(/^with:\n {2}- valkey # for the queue\n {2}- redis$/m);
  });
});

describe('remove', () => {
  it('says where the data is, and that it stays', () => {
    const root = stackFolder('--with', 'redis');
    expect(on(root, 'remove', 'redis')).toMatchObject({ code: 0, stdout: expect.stringContaining('sudo rm -r /srv/shop/redis') as string });
    expect(read(root, 'docker-compose.yml')).not.toContain('redis');
  });
});
