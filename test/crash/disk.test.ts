/** Real disks: a full one, another one below the project, a read-only one, and a person's folder that root works in. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { change, recover } from '../../src/files/change.ts';
import { undo } from '../../src/files/undo.ts';
import { describeWith } from '../support/need.ts';
import { buildChild } from './build.ts';
import { killed } from './faults.ts';
import { picture, setUp, tearDown } from './scene.ts';

const made = mkdtempSync(join(tmpdir(), 'disks-'));

afterAll(() => rmSync(made, { recursive: true, force: true }));

const told = (work: () => void): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    return (error as Error).message;
  }
};

const file = (text: string, mode = 0o644) => ({ text, mode });

describeWith(['namespaces'], 'disks', () => {
  const [full, two, fixed] = [join(made, 'full'), join(made, 'two'), join(made, 'fixed')];
  const mounts = [[full, 'size=256k'], [join(two, 'nginx'), 'size=256k'], [join(fixed, 'nginx'), 'ro']] as const;

  beforeAll(() => {
    for (const [path, options] of mounts) {
      mkdirSync(path, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
    }
  });

  afterAll(() => {
    for (const [path] of mounts) spawnSync('umount', ['-l', path]);
  });

  it('a full disk, at every fill level', () => {
    const sizes = Array.from({ length: 64 }, (_, index) => index * 4096);
    const results = sizes.map((size) => {
      for (const name of ['ballast', 'a', 'b', '.django-stack']) rmSync(join(full, name), { recursive: true, force: true });
      writeFileSync(join(full, 'a'), 'old\n');
      const { bavail, bsize } = statfsSync(full);
      writeFileSync(join(full, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - size)));
      const said = told(() => change(full, [{ path: 'a', before: file('old\n'), after: file('new\n'.repeat(5000)) }, { path: 'b', after: file('b'.repeat(9000)) }], 'add'));
      const text = readFileSync(join(full, 'a'), 'utf8').slice(0, 4);
      return `${said.replace(/: .*?(?=\. Nothing)/, '')} ${text.trim()}`;
    });
    expect(new Set(results)).toEqual(new Set(['The disk is full. Nothing was written. old', 'done new']));
  });

  it('a folder of the project that is another disk', () => {
    writeFileSync(join(two, 'nginx/shop.conf'), 'old\n');
    const edits = [{ path: 'nginx/shop.conf', before: file('old\n'), after: file('new\n') }, { path: 'nginx/more.conf', after: file('more\n') }];
    const outcomes = new Set<string>();
    for (let at = 1; killed(at, 'after', () => change(two, edits, 'add')); at++) {
      recover(two);
      const now = readFileSync(join(two, 'nginx/shop.conf'), 'utf8');
      outcomes.add(now);
      if (now === 'new\n') undo(two);
      expect(lstatSync(join(two, 'nginx/more.conf'), { throwIfNoEntry: false })).toBeUndefined();
      expect(readFileSync(join(two, 'nginx/shop.conf'), 'utf8')).toBe('old\n');
    }
    expect([...outcomes].sort()).toEqual(['new\n', 'old\n']);
    expect(told(() => change(two, [{ path: 'nginx/big.conf', after: file('x'.repeat(300_000)) }], 'add'))).toBe('The disk is full: nginx/big.conf. Nothing was written.');
  });

  it('a read-only disk', () => {
    const said = told(() => change(fixed, [{ path: 'own.txt', after: file('x') }, { path: 'nginx/other.conf', after: file('x') }], 'add'));
    expect(said).toBe('The file system is read-only: nginx. Nothing was written.');
    expect(lstatSync(join(fixed, 'own.txt'), { throwIfNoEntry: false })).toBeUndefined();
  });
});

const NOBODY = 65534;
const everything = (root: string) => Object.keys(picture(root)).map((path) => join(root, path));

/** Whose the folder is, whose the file is, and what a user who is neither is told. */
const strangers: readonly (readonly [string, (root: string) => void, string])[] = [
  ['a folder of another user', () => undefined, 'This user has no right to do that: .django-stack/journal. Nothing was written.'],
  ['a file of another user', (root) => chownSync(join(root, 'docker-compose.yml'), 0, NOBODY), 'docker-compose.yml belongs to another user. Nothing was written. Run this as that user, or as root.'],
  ['a file of a group that is not theirs, but is not written', (root) => chownSync(join(root, '.gitignore'), NOBODY, 0), 'done'],
  ['a file to be written, of a group that is not theirs', (root) => chownSync(join(root, 'Dockerfile'), NOBODY, 0), "This user may not keep a file's owner and group as they are. Nothing was written."],
  ['a folder of theirs that may not be written to', (root) => chmodSync(join(root, 'nginx'), 0o555), 'This user has no right to do that: nginx. Nothing was written.'],
];

describeWith(['root'], 'owners', () => {
  it('root gives what it makes to the owner of the folder', () => {
    const root = join(made, 'theirs');
    mkdirSync(root);
    writeFileSync(join(root, 'a'), 'old\n');
    writeFileSync(join(root, 'group'), 'old\n');
    chownSync(root, 1234, 1235);
    chownSync(join(root, 'a'), 1234, 1235);
    chownSync(join(root, 'group'), 1234, 1777);
    change(root, [{ path: 'a', before: file('old\n'), after: file('new\n') }, { path: 'group', before: file('old\n'), after: file('new\n') }, { path: 'deep/b', after: file('b\n') }], 'add');
    const owners = Object.fromEntries(['a', 'group', 'deep', 'deep/b', '.django-stack', '.django-stack/.gitignore', '.django-stack/undo', '.django-stack/undo/forward.json', '.django-stack/undo/0.old'].map((path) => {
      const { uid, gid } = lstatSync(join(root, path));
      return [path, `${uid}:${gid}`];
    }));
    expect(new Set(Object.entries(owners).map(([path, owner]) => (path === 'group' ? owner === '1234:1777' : owner === '1234:1235')))).toEqual(new Set([true]));
  });

  it.each(strangers)('%s', async (name, prepare, sentence) => {
    const child = await buildChild();
    const root = setUp();
    for (const path of [dirname(child), child, root]) chmodSync(path, 0o755);
    if (name !== 'a folder of another user') for (const path of [root, ...everything(root)]) chownSync(path, NOBODY, NOBODY);
    prepare(root);
    const old = picture(root);
    const { stdout } = spawnSync(process.execPath, [child, 'say', root], { uid: NOBODY, gid: NOBODY, encoding: 'utf8' });
    const now = picture(root);
    tearDown(root, dirname(child));
    expect(stdout).toBe(sentence);
    expect(JSON.stringify(now) === JSON.stringify(old)).toBe(sentence !== 'done');
  });
});
