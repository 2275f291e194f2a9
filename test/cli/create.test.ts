/** create without a terminal: what is written, what is said where, and what a second run does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf, found, make } from '../support/stacks.ts';
import { fingerprint, pathsIn, PROJECT, run, tempFolder } from '../support/program.ts';

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');
const SECRET = /[0-9a-f]{64}/;
const secretsIn = (folder: string) => [...read(folder, '.env').matchAll(/^[A-Z_]+=(.{20,})$/gm)].map(([, secret = '']) => secret);

describe('a new folder', () => {
  it('gets every file of the stack, with its mode, and nothing is left over', () => {
    const cwd = tempFolder();
    expect(run(['shop'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const expected = make({}).files.map(({ path }) => path);
    const there = pathsIn(join(cwd, 'shop')).filter((path) => !path.endsWith('/') && !path.startsWith('.django-stack/'));
    expect(there).toEqual(expected.toSorted());
    expect(pathsIn(cwd).filter((path) => path.includes('.tmp'))).toEqual([]);
    const modes = make({}).files.map(({ path }) => [path, statSync(join(cwd, 'shop', path)).mode & 0o777]);
    expect(modes).toEqual(make({}).files.map(({ path, mode }) => [path, mode]));
  });

  it('has the bytes that are rendered, but for the secrets', () => {
    const cwd = tempFolder();
    run(['shop', '--db', '17'], { cwd });
    const made = make({ db: '17' });
    for (const path of ['docker-compose.yml', 'Dockerfile', 'nginx/shop.conf', '.gitignore']) expect(read(join(cwd, 'shop'), path)).toBe(fileOf(made, path));
    expect(read(join(cwd, 'shop'), '.env').replaceAll(new RegExp(SECRET, 'g'), '…')).toBe(fileOf(made, '.env').replaceAll(/\{\{\w+\}\}/g, '…'));
  });

  it('has secrets of its own, in .env alone', () => {
    const cwd = tempFolder();
    const { stdout } = run(['one'], { cwd });
    run(['two'], { cwd });
    const secrets = secretsIn(join(cwd, 'one'));
    expect(new Set([...secrets, ...secretsIn(join(cwd, 'two'))]).size).toBe(4);
    expect(secrets.filter((secret) => stdout.includes(secret))).toEqual([]);
    const files = pathsIn(join(cwd, 'one')).filter((path) => !path.endsWith('/') && path !== '.env');
    expect(files.filter((path) => secrets.some((secret) => read(join(cwd, 'one'), path).includes(secret)))).toEqual([]);
  });

  it.each([['deep/er/shop'], ['my shop'], ["it's"], ['./add'], ['$HOME'], ['-'.replace('-', 'a-')], ['ünï'], ['shop/']])('%j', (folder) => {
    const cwd = tempFolder();
    const { code, stderr, stdout } = run([folder], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(read(join(cwd, folder), 'django-stack.yml')).toContain('name: ');
    const [, cd = ''] = /1\. (cd .*)/.exec(stdout) ?? [];
    expect(execFileSync('sh', ['-c', `${cd} && cat django-stack.yml`], { cwd, encoding: 'utf8' })).toBe(read(join(cwd, folder), 'django-stack.yml'));
  });

  it('is where --cwd says', () => {
    const cwd = tempFolder({ 'a b/c': '' });
    expect(run(['shop', '--cwd', 'a b'], { cwd }).code).toBe(0);
    expect(pathsIn(cwd)).toContain('a b/shop/stack');
  });

  it('is not needed where this one is empty: --yes', () => {
    const cwd = tempFolder({ '.git/HEAD': '', 'x': '' });
    expect(run(['--yes', '--cwd', '.git'], { cwd }).code).toBe(0);
    expect(run(['--yes'], { cwd }).stdout).toContain('my-site: ');
    expect(run(['--yes', '--name', 'other'], { cwd }).stdout).toContain('other: ');
  });
});

describe('the output', () => {
  it('lists each default with its flag, the picture, numbered steps, and the command that repeats it', () => {
    const cwd = tempFolder();
    const { stdout } = run(['shop', '--db', '17'], { cwd });
    expect(stdout).toMatch(/^shop: \d+ files written to shop\n/);
    expect(stdout).toContain('  --web static\n');
    expect(stdout).toMatch(/\nNext\n {2}1\. cd shop\n {2}2\. \.\/stack up\n/);
    expect(stdout).toMatch(/\nThe same stack again: npm create django-stack@\S+ shop -- --yes --db 17\n$/);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => /[ \t]$/.test(line))).toEqual([]);
  });

  it.each<readonly [flags: readonly string[], note: string]>([
    [['--db', 'external'], 'Write DATABASE_URL into .env before ./stack up; .env.example says what it is.'],
    [['--with', 's3'], 'Write MEDIA_BUCKET, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into .env before ./stack up; .env.example says what each is.'],
  ])('%j ends with what only its owner can write into .env', (flags, note) => {
    expect(run(['shop', ...flags], { cwd: tempFolder() }).stdout).toContain(`\n${note}\n`);
  });

  it('an existing project: what its settings read and .env has not', () => {
    const files = { ...PROJECT, 'bakery/settings.py': 'import os\nA = os.environ["S3_BUCKET"]\nB = os.environ["STRIPE_KEY"]\nC = os.environ["MAIL_KEY"]\n', '.env': 'STRIPE_KEY=sk\nexport MAIL_KEY=mg\n' };
    const cwd = tempFolder(files);
    const { stdout } = run(['--yes'], { cwd });
    expect(stdout).toContain('\nWrite S3_BUCKET into .env before ./stack up; .env.example says what it is.\n');
    expect(read(cwd, '.env')).toContain('\nS3_BUCKET=\n');
  });

  it('--quiet says nothing', () => {
    expect(run(['shop', '--quiet'], { cwd: tempFolder() })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([['--', 'shop', '--db', '17'], ['shop', '--', '--db', '17'], ['shop', '--db', '17', '--']])('a bare -- says nothing: %s %s %s %s', (...args) => {
    const cwd = tempFolder();
    expect(run(args, { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(cwd, 'shop/django-stack.yml'), 'utf8')).toMatch(/^db: 17\b/m);
  });

  it('--json is one object, with no secret in it', () => {
    const cwd = tempFolder();
    const { code, stdout, stderr } = run(['shop', '--json'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const data = JSON.parse(stdout) as { files: { path: string }[]; next: string[] };
    expect(data).toMatchObject({ ok: true, stack: make({}).stack, folder: join(cwd, 'shop'), notes: [], replay: expect.stringContaining('npm create') as string });
    expect(data.files).toContainEqual({ path: '.env', action: 'create', mode: '600' });
    expect(data.next[0]).toBe('cd shop');
    expect(stdout).not.toMatch(SECRET);
  });
});

describe('nothing is written', () => {
  it.each([
    ['--dry-run', /^\+ django-stack\.yml\n[\s\S]*\d+ files would be written to shop\. Nothing was\.\n$/],
    ['--diff', /^--- \/dev\/null\n\+\+\+ b\/django-stack\.yml\n/],
  ])('with %s', (flag, text) => {
    const cwd = tempFolder();
    const { code, stdout, stderr } = run(['shop', flag], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(text);
    expect(stdout).not.toMatch(SECRET);
    expect(pathsIn(cwd)).toEqual([]);
  });

  it('with --diff, whose output a patch tool can read', () => {
    const cwd = tempFolder();
    const { stdout } = run(['shop', '--diff'], { cwd });
    mkdirSync(join(cwd, 'there'));
    execFileSync('git', ['apply', '-'], { cwd: join(cwd, 'there'), input: stdout.replace(/^--- \.env: .*\n/m, '') });
    expect(read(cwd, 'there/docker-compose.yml')).toBe(fileOf(make({}), 'docker-compose.yml'));
  });

  it.each([['--dry-run', '--json'], ['--diff', '--json']])('with %s %s', (...flags) => {
    const cwd = tempFolder();
    const { stdout } = run(['shop', ...flags], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, files: expect.arrayContaining([{ path: 'stack', action: 'create', mode: '755' }]) as object[] });
    expect(pathsIn(cwd)).toEqual([]);
    expect(run(['shop', '--json'], { cwd }).stdout, 'the same object as when it is written').toBe(stdout);
  });
});

describe('a second run', () => {
  it('with the same answers has nothing to do and touches nothing', () => {
    const cwd = tempFolder();
    run(['shop', '--db', '17', '--domain', 'a.org,b.org'], { cwd });
    const before = fingerprint(cwd);
    for (const args of [['shop', '--db', '17'], ['shop', '--domain', 'a.org, b.org'], ['shop'], ['shop', '--dry-run'], ['--yes', '-C', 'shop']]) {
      expect(run(args, { cwd })).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/Nothing to change\.\n$/) as string });
    }
    expect(fingerprint(cwd)).toEqual(before);
  });

  it('with other answers is refused, and says where to change them', () => {
    const cwd = tempFolder();
    run(['shop'], { cwd });
    const before = fingerprint(cwd);
    const { code, stdout, stderr } = run(['shop', '--db', '17'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/with another answer to --db\.\n {2}Change django-stack\.yml:\d+:\d+: db, then run: npx create-django-stack@\S+ regenerate\n$/);
    expect(fingerprint(cwd)).toEqual(before);
  });

  it('with a broken django-stack.yml is refused, with line and column', () => {
    const cwd = tempFolder({ 'shop/django-stack.yml': 'name: shop\ndomian: a\n' });
    expect(run(['shop'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('django-stack.yml:2:1: there is no answer called "domian"; did you mean domain?') as string });
  });
});

it('a default that is a name of an existing stack still finds the project: detection sees what create made', () => {
  const cwd = tempFolder();
  run(['shop'], { cwd });
  expect(run(['show', '--json', '-C', 'shop'], { cwd }).code).toBe(0);
  expect(make({}, found()).stack.name).toBe('shop');
});
