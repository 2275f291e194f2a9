/** A stack's folder, a change to it, and what the folder is before and after. */
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { change, type Edit } from '../../src/files/change.ts';

export const ABOUT = 'add redis';

/** Memory, where there is some: a disk that is waited for thousands of times teaches nothing more. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const OLD: Readonly<Record<string, readonly [text: string, mode: number]>> = {
  '.env': ['SECRET=old\n', 0o600],
  '.gitignore': ['.env\n', 0o644],
  'docker-compose.yml': ['services:\r\n  web: {}\r\n', 0o640],
  Dockerfile: ['FROM old\n', 0o644],
  'nginx/shop.conf': ['# old\n'.repeat(300), 0o644],
  'django-stack.yml': ['name: shop\n', 0o664],
  'old/gone.txt': ['to be deleted\n', 0o600],
  'shared/real.txt': ['reached by a link\n', 0o644],
  stack: ['#!/bin/sh\n', 0o755],
  'own.txt': ['nobody touches this\n', 0o444],
  '.django-stack/base/docker-compose.yml': ['services:\n  web: {}\n', 0o644],
  '.django-stack/lock.json': ['{"version":1}\n', 0o644],
};

const NEW: Readonly<Record<string, readonly [text: string, mode: number] | null>> = {
  '.env': ['SECRET=old\nREDIS=new\n', 0o600],
  'docker-compose.yml': ['services:\r\n  web: {}\r\n  redis: {}\r\n', 0o640],
  Dockerfile: ['FROM new\n', 0o644],
  'nginx/shop.conf': ['# new\n'.repeat(400), 0o644],
  'nginx/redis/deep.conf': ['# made\n', 0o644],
  'django-stack.yml': ['name: shop\nwith: redis\n', 0o664],
  'old/gone.txt': null,
  link: ['reached by a link, and changed\n', 0o644],
  stack: ['#!/bin/sh\n', 0o750],
  '.django-stack/base/docker-compose.yml': ['services:\n  web: {}\n  redis: {}\n', 0o644],
  '.django-stack/lock.json': ['{"version":2}\n', 0o644],
};

const before = (path: string) => (path === 'link' ? OLD['shared/real.txt'] : OLD[path]);
const version = (found: readonly [string, number] | null | undefined) => found && { text: found[0], mode: found[1] };

export const EDITS: readonly Edit[] = Object.entries(NEW).map(([path, after]) => {
  const [was, will] = [version(before(path)), version(after)];
  return { path, ...(was && { before: was }), ...(will && { after: will }) };
});

/** In whole seconds: copying keeps no more. */
const LONG_AGO = 1_000_000_000;

/** The files that the change touches, as named by it. */
export const PATHS = EDITS.filter(({ before: was, after }) => was?.text !== after?.text).map(({ path }) => path);

/** The scene as it was, with an earlier change that could be undone. */
export function setUp(): string {
  const root = mkdtempSync(join(SCRATCH, 'stack-'));
  for (const [path, [text, mode]] of Object.entries(OLD)) write(join(root, path), text, mode);
  symlinkSync('shared/real.txt', join(root, 'link'));
  change(root, [{ path: 'earlier.txt', after: { text: 'earlier\n', mode: 0o644 } }], 'create');
  return root;
}

export function write(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  utimesSync(path, LONG_AGO, LONG_AGO);
  chmodSync(path, mode);
}

export function tearDown(...roots: readonly string[]): void {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
}

/** All that stands below a folder, one line each. The undo counts by what it would take back. */
export function picture(root: string, folder = ''): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const found = lstatSync(join(root, path));
    const mode = (found.mode & 0o7777).toString(8);
    if (path === '.django-stack/undo') lines[path] = `${mode} ${aboutOf(join(root, path))}`;
    else if (found.isSymbolicLink()) lines[path] = `-> ${readlinkSync(join(root, path))}`;
    else if (found.isDirectory()) Object.assign(lines, { [path]: `folder ${mode}` }, picture(root, path));
    else lines[path] = `${mode} ${readFileSync(join(root, path), 'utf8')}`;
  }
  return lines;
}

function aboutOf(undo: string): string {
  const { about, entries } = JSON.parse(readFileSync(join(undo, 'forward.json'), 'utf8')) as { about: string; entries: { before: unknown }[] };
  const bytes = entries.flatMap((entry, index) => (entry.before ? [`${index}.old`] : []));
  const there = readdirSync(undo).sort();
  return `${about}: ${there.join() === [...bytes, 'forward.json'].sort().join() ? 'whole' : there.join()}`;
}

/** When each file was last written: nothing that stays the same may be written. */
export function times(root: string): Record<string, number> {
  const files = Object.keys(OLD).filter((path) => existsSync(join(root, path)));
  return Object.fromEntries(files.map((path) => [path, lstatSync(join(root, path)).mtimeMs]));
}
