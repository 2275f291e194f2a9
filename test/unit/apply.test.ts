import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apply } from '../../src/files/apply.ts';
import { recover } from '../../src/files/change.ts';
import { ownName } from '../../src/files/exclude.ts';
import { system } from '../../src/files/system.ts';
import type { Plan, PlannedFile } from '../../src/regenerate/plan.ts';
import { IGNORED } from '../../src/regenerate/record.ts';

let base = '';

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'apply-'));
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const create = (path: string, after: string, mode = 0o644): PlannedFile => ({ path, action: 'create', mode, after, secret: false });

const PLAN: Plan = [
  create('.env', 'S=1\n', 0o600),
  create('stack', '#!/bin/sh\n', 0o755),
  create('nginx/shop.conf', '# site\n'),
  create('.django-stack/.gitignore', IGNORED),
  create('.django-stack/lock.json', '{}\n'),
  create('django-stack.yml', 'name: shop\n'),
];

const appended: PlannedFile = { path: '.gitignore', action: 'append', mode: 0o644, before: 'mine\n', after: 'mine\n.env\n', secret: false };

function holds(root: string): boolean {
  return PLAN.every(({ path, after, mode }) => readFileSync(join(root, path), 'utf8') === after && (statSync(join(root, path)).mode & 0o777) === (mode & ~process.umask()));
}

test('a new folder comes whole, by one rename, and leaves nothing beside it', () => {
  apply(join(base, 'deep/shop'), PLAN);
  expect([holds(join(base, 'deep/shop')), readdirSync(join(base, 'deep'))]).toEqual([true, ['shop']]);
});

test('what killed runs left beside it goes; what others left, and runs that are alive, stay', () => {
  const dead = `.shop.run-4194305-1-${ownName().split('-').at(-1)}.tmp`;
  const others = [`.shop.run-${process.ppid}--${ownName().split('-').at(-1)}.tmp`, '.shop.old.tmp', '.shop.run-1-1-00000000.tmp'];
  for (const name of [dead, ...others]) mkdirSync(join(base, name, 'sub'), { recursive: true });
  apply(join(base, 'shop'), PLAN);
  expect(readdirSync(base).sort()).toEqual([...others, 'shop'].sort());
});

test('an existing folder: its files stay, ours come as one change', () => {
  writeFileSync(join(base, '.gitignore'), 'mine\n');
  apply(base, [...PLAN, appended]);
  expect([holds(base), readFileSync(join(base, '.gitignore'), 'utf8'), existsSync(join(base, '.django-stack/journal')), recover(base)]).toEqual([true, 'mine\n.env\n', false, undefined]);
});

test('a file that appears at the last moment is not overwritten, and nothing else is left', () => {
  const link = system.link;
  system.link = (from, to) => {
    if (String(to).endsWith('shop.conf')) writeFileSync(to, 'somebody else\n');
    link(from, to);
  };
  let said = '';
  try {
    apply(base, PLAN);
  } catch (error) {
    said = (error as Error).message;
  }
  system.link = link;
  expect(said).toBe('nginx/shop.conf: edited while "create" was under way. Your edit stays; the rest of "create" is taken back.');
  expect([readFileSync(join(base, 'nginx/shop.conf'), 'utf8'), existsSync(join(base, '.env')), recover(base)]).toEqual(['somebody else\n', false, undefined]);
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written to: one sentence, no change', () => {
  chmodSync(base, 0o555);
  expect(() => apply(base, PLAN)).toThrow('This user has no right to do that: .django-stack. Nothing was written.');
  expect(() => apply(join(base, 'new/shop'), PLAN)).toThrow(/^This user has no right to do that: .*Nothing was written\.$/);
  expect(readdirSync(base)).toEqual([]);
  chmodSync(base, 0o755);
});

test('a folder that appears while a new one is written', () => {
  const rename = system.rename;
  system.rename = (from, to) => {
    if (dirname(String(to)) === base) mkdirSync(join(String(to), 'theirs'), { recursive: true });
    rename(from, to);
  };
  let said = '';
  try {
    apply(join(base, 'shop'), PLAN);
  } catch (error) {
    said = (error as Error).message;
  }
  system.rename = rename;
  expect(said).toMatch(/^It was written by somebody else just now: .*Nothing was written\.$/);
  expect([readdirSync(base), readdirSync(join(base, 'shop'))]).toEqual([['shop'], ['theirs']]);
});
