/** Disks that refuse: each gets one clear message, exit 1, and nothing is lost or left over. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../support/need.ts';
import { BIN, fingerprint, pathsIn, run, tempFolder, type Surroundings } from '../support/program.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/** As a user whom permissions stop, unless these tests are run by one. */
const unprivileged: Surroundings = isRoot ? { prefix: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] } : {};

const succeeds = (...[command = '', ...args]: readonly string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** A folder that belongs to the unprivileged user, with these files. */
function ownFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = tempFolder(files);
  if (isRoot) for (const path of ['', ...pathsIn(folder)]) lchownSync(join(folder, path), NOBODY, NOBODY);
  return folder;
}

function refused(args: readonly string[], cwd: string, sentence: RegExp, surroundings: Surroundings = unprivileged): void {
  const before = fingerprint(cwd);
  const { code, stdout, stderr } = run(args, { cwd, ...surroundings });
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toContain('mistake of ours');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(fingerprint(cwd)).toEqual(before);
}

describe('no permission', () => {
  it('to make the folder', () => {
    const cwd = ownFolder();
    chmodSync(cwd, 0o555);
    refused(['shop'], cwd, /^This user has no right to do that: .*\. Nothing was written\.\n/);
  });

  it('to write into it', () => {
    const cwd = ownFolder({ 'shop/notes.txt': '' });
    chmodSync(join(cwd, 'shop'), 0o555);
    refused(['shop'], cwd, /^This user has no right to do that/);
  });

  it('to write into a folder in it: what was written before is taken back', () => {
    const cwd = ownFolder({ 'shop/web/notes.txt': '' });
    chmodSync(join(cwd, 'shop/web'), 0o555);
    refused(['shop'], cwd, /^This user has no right to do that/);
  });

  it.each(['.env', 'manage.py', 'django-stack.yml', 'Dockerfile'])('to read %s', (path) => {
    const cwd = ownFolder({ [`shop/${path}`]: 'x=1\n' });
    chmodSync(join(cwd, 'shop', path), 0o000);
    refused(['shop'], cwd, new RegExp(`^This user has no right to do that: .*${path.replace('.', '\\.')}`));
  });

  it('to look into the folder', () => {
    const cwd = ownFolder({ 'shop/notes.txt': '' });
    chmodSync(join(cwd, 'shop'), 0o000);
    const { code, stderr } = run(['shop'], { cwd, ...unprivileged });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^This user has no right to do that/) as string });
  });

  it('but a home that cannot be written is no matter', () => {
    const cwd = ownFolder();
    expect(run(['shop'], { cwd, ...unprivileged, env: { HOME: '/nonexistent', TMPDIR: '/nonexistent' } })).toMatchObject({ code: 0, stderr: '' });
  });
});

describeWith(['namespaces'], 'a disk of its own', () => {
  /** Mounted over `shop`, and gone with the test. */
  function mountedFolder(options: string, files: Readonly<Record<string, string>> = {}): string {
    const cwd = tempFolder({ 'shop/notes.txt': 'mine\n', ...files });
    expect(succeeds('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', join(cwd, 'shop'))).toBe(true);
    onTestFinished(() => void spawnSync('umount', ['-l', join(cwd, 'shop')]));
    return cwd;
  }

  it.each(['size=4k', 'size=40k', 'size=80k', 'size=1m,nr_inodes=20', 'size=1m,nr_inodes=40'])('that is full: %s', (options) => {
    const cwd = mountedFolder(options);
    refused(['shop'], cwd, /^The disk is full(: .*)?\. Nothing was written\.\n$/, {});
  });

  it('that is full, for a new folder', () => {
    const cwd = mountedFolder('size=40k');
    refused(['shop/new'], cwd, /^The disk is full/, {});
  });

  it('that is read-only', () => {
    const cwd = mountedFolder('size=1m');
    expect(succeeds('mount', '-o', 'remount,ro', join(cwd, 'shop'))).toBe(true);
    refused(['shop'], cwd, /^The file system is read-only/, {});
    refused(['shop/new'], cwd, /^The file system is read-only/, {});
  });
});

describe('what stands in the way', () => {
  it.each<readonly [title: string, prepare: (shop: string) => void, sentence: RegExp]>([
    ['a link out of the folder', (shop) => symlinkSync('/etc', join(shop, 'nginx')), /^nginx\/\S+ leads outside of /],
    ['a link out of it, for a file', (shop) => symlinkSync('/etc/hosts', join(shop, '.env')), /^\.env leads outside of /],
    ['a link that leads nowhere', (shop) => symlinkSync('gone', join(shop, 'Dockerfile')), /Dockerfile/],
    ['links in a circle', (shop) => symlinkSync('stack', join(shop, 'stack')), /stack/],
    ['a file where a folder is needed', (shop) => writeFileSync(join(shop, 'nginx'), ''), /^nginx is a file, and the stack needs a folder/],
    ['a file where the record is kept', (shop) => writeFileSync(join(shop, '.django-stack'), ''), /^\.django-stack is a file, and the stack needs a folder/],
    ['a folder where a file is needed', (shop) => mkdirSync(join(shop, 'Dockerfile')), /^Dockerfile is not a file/],
    ['bytes that are no text', (shop) => writeFileSync(join(shop, '.gitignore'), Buffer.from([0xff, 0xfe, 0x00])), /^\.gitignore is not UTF-8 text/],
    ['a pipe', (shop) => expect(succeeds('mkfifo', join(shop, '.env'))).toBe(true), /^\.env is not a file/],
  ])('%s', (_title, prepare, sentence) => {
    const cwd = tempFolder({ 'shop/notes.txt': '' });
    prepare(join(cwd, 'shop'));
    refused(['shop'], cwd, sentence, {});
  });

  it('a file of the folder’s own name, or on the way to it', () => {
    const cwd = tempFolder({ shop: '' });
    refused(['shop'], cwd, /^shop is a file\. Name a folder, new or existing\.\n$/, {});
    refused(['shop/deeper'], cwd, /A file stands where a folder is needed|is a file/, {});
  });

  it('but a link inside the folder is none', () => {
    const cwd = tempFolder({ 'shop/config/notes.txt': '' });
    symlinkSync('config', join(cwd, 'shop/nginx'));
    expect(run(['shop'], { cwd }).code).toBe(0);
    expect(readdirSync(join(cwd, 'shop/config'))).toContain('shop.conf');
  });

  it('and the folder itself may be a link', () => {
    const cwd = tempFolder({ 'real/notes.txt': '' });
    symlinkSync('real', join(cwd, 'shop'));
    expect(run(['shop'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(cwd, 'real/stack'))).toBe(true);
  });
});

describe('surroundings', () => {
  it('a strict umask takes rights from files, and never from what they need', () => {
    const cwd = tempFolder();
    expect(run(['shop'], { cwd, prefix: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] })).toMatchObject({ code: 0 });
    const mode = (path: string) => (statSync(join(cwd, 'shop', path)).mode & 0o777).toString(8);
    expect([mode('.env'), mode('stack'), mode('Dockerfile')]).toEqual(['600', '700', '600']);
  });

  it('a loose umask gives nobody the secrets', () => {
    const cwd = tempFolder();
    run(['shop'], { cwd, prefix: ['sh', '-c', 'umask 000; exec "$@"', 'sh'] });
    expect(statSync(join(cwd, 'shop/.env')).mode & 0o777).toBe(0o600);
  });

  describeWith(['namespaces'], 'no network', () => {
    it('is no matter', () => {
      expect(run(['shop'], { cwd: tempFolder(), prefix: ['unshare', '-n'] })).toMatchObject({ code: 0, stderr: '' });
    });
  });

  it('no PATH, no HOME, no locale', () => {
    expect(run(['shop'], { cwd: tempFolder(), prefix: ['env', '-i'] })).toMatchObject({ code: 0, stderr: '' });
  });

  it('a folder that vanished', () => {
    const cwd = tempFolder({ 'gone/x': '' });
    const { code, stderr } = run(['shop'], { cwd: join(cwd, 'gone'), prefix: ['sh', '-c', 'rm -r "$PWD"; exec "$@"', 'sh'] });
    expect(code).not.toBe(0);
    expect(stderr).not.toMatch(/mistake of ours|\n\s+at /);
  });

  it('an output that nobody reads any more', () => {
    const cwd = tempFolder();
    const { stderr } = run(['--help'], { cwd, prefix: ['bash', '-c', '"$@" | true; exit "${PIPESTATUS[0]}"', 'bash'] });
    expect(stderr).toBe('');
  });
});

it.skipIf(!existsSync('/dev/full'))('an output that goes nowhere is a failure, and a reader who has seen enough is none', () => {
  const piped = (rest: string) => spawnSync('sh', ['-c', `"$1" "$2" list ${rest}`, 'sh', process.execPath, BIN], { encoding: 'utf8' });
  expect(piped('> /dev/full')).toMatchObject({ status: 1, stderr: 'The output could not be written (ENOSPC).\n' });
  expect(piped('| true')).toMatchObject({ status: 0, stderr: '' });
});
