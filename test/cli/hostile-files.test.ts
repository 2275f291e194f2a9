/** What stands in a stack's folder and is no file that anybody has written: one line says so, at once, and nothing is written. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { on, stackFolder } from '../support/made.ts';
import { run, tempFolder } from '../support/program.ts';

const pipe = (path: string) => {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
};
const device = (path: string) => {
  rmSync(path);
  symlinkSync('/dev/zero', path);
};
const deep = (path: string) => writeFileSync(path, `with: ${'['.repeat(20_000)}`);
const second = (path: string) => appendFileSync(path, '---\na: 1\n');

it.each<readonly [path: string, make: (path: string) => void, code: number, said: RegExp]>([
  ['docker-compose.yml', pipe, 1, /^docker-compose\.yml is not a file\./],
  ['docker-compose.yml', device, 1, /^docker-compose\.yml is not a file\./],
  ['docker-compose.yml', (path) => truncateSync(path, 3 * 1024 ** 3), 1, /^docker-compose\.yml is larger than 16 MB/],
  ['docker-compose.yml', second, 1, /^docker-compose\.yml:\d+: a second document starts here/],
  ['docker-compose.yml', deep, 1, /^docker-compose\.yml:1: what stands here is nested too deeply\./],
  ['django-stack.yml', pipe, 2, /^django-stack\.yml is not a file\./],
  ['django-stack.yml', (path) => appendFileSync(path, Buffer.from([0x23, 0xff, 0xfe, 0x0a])), 2, /^django-stack\.yml is not UTF-8 text\./],
  ['django-stack.yml', second, 2, /^django-stack\.yml:\d+:1: a second document starts here/],
  ['django-stack.yml', deep, 2, /^django-stack\.yml:1:\d+: what stands here is nested too deeply\./],
  ['.env', pipe, 1, /^\.env is not a file\./],
  ['nginx/shop.conf', pipe, 1, /^nginx\/shop\.conf is not a file\./],
  ['.django-stack/lock.json', pipe, 1, /^\.django-stack\/lock\.json is not a file\./],
  ['.django-stack/base/docker-compose.yml', pipe, 1, /^\.django-stack\/base\/docker-compose\.yml is not a file\./],
])('%s, case %#: regenerate ends with %d', (path, make, code, said) => {
  const root = stackFolder();
  make(join(root, path));
  expect(on(root, 'regenerate')).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(said) as string });
});

it.each([['.env'], ['nginx/shop.conf']])('doctor does not wait for what a pipe called %s would say', (path) => {
  const root = stackFolder();
  pipe(join(root, path));
  expect(on(root, 'doctor').stdout).toContain('in the way.');
});

it('create names a folder that stands where a file would go', () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, '.env'));
  expect(run(['.', '--yes'], { cwd })).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^\.env is not a file\. Move it away;/) as string });
});

it('create does not wait for a pipe in the folder of a project', () => {
  const cwd = tempFolder({ 'manage.py': '' });
  pipe(join(cwd, 'docker-compose.yml'));
  pipe(join(cwd, 'requirements.txt'));
  expect(run(['.', '--yes'], { cwd })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^docker-compose\.yml is not a file\./) as string });
});
