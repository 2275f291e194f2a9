/** A person edits a file between the crash and the recovery: whatever they wrote stays, and the rest is old or new, as one. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { change, pending, recover } from '../../src/files/change.ts';
import { callsOf, changesDisk, killed } from './faults.ts';
import { copy, forgetScene, NEW, OLD, tally } from './outcome.ts';
import { ABOUT, EDITS, PATHS, picture, tearDown } from './scene.ts';

afterAll(forgetScene);

const MINE = 'what a person wrote\n';

const EDITORS: Readonly<Record<string, (path: string) => void>> = {
  'in place': (path) => writeFileSync(path, MINE),
  'by a new file': (path) => {
    writeFileSync(`${path}~`, MINE);
    renameSync(`${path}~`, path);
  },
  away: (path) => rmSync(path, { force: true }),
};

const deaths = (() => {
  const root = copy();
  const calls = callsOf(() => change(root, EDITS, ABOUT));
  tearDown(root);
  return calls.filter(changesDisk).map(({ index }) => index);
})();

test.each(Object.keys(EDITORS))('edited %s', (how) => {
  const results = deaths.flatMap((at) => {
    const half = copy();
    killed(at, 'after', () => change(half, EDITS, ABOUT));
    const found = PATHS.filter((path) => existsSync(join(half, path))).map((path) => edited(half, path, how));
    tearDown(half);
    return found;
  });
  console.log(`edited ${how}:`, results.length, 'cases', tally(results));
  expect(Object.keys(tally(results)).filter((result) => !ALLOWED.has(result))).toEqual([]);
}, 200_000);

const ALLOWED = new Set(['old but for the edit', 'new but for the edit', 'taken back, and said so', 'made again']);

function edited(half: string, path: string, how: string): string {
  const root = copy(half);
  EDITORS[how]?.(join(root, path));
  const mine = read(root, path);
  const said = told(() => recover(root));
  const again = told(() => recover(root)) ?? (pending(root) && 'still pending');
  const now = picture(root);
  const result = again ?? (read(root, path) === mine ? verdict(now, path, said) : lost(path, how));
  tearDown(root);
  return result;
}

/** A file that was just being made cannot be told from one that was made and deleted: it is made again. No text is lost. */
function lost(path: string, how: string): string {
  return how === 'away' && path === 'nginx/redis/deep.conf' ? 'made again' : 'the edit is lost';
}

const read = (root: string, path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);

function verdict(now: Record<string, string>, path: string, said: string | undefined): string {
  const rest = (lines: Record<string, string>) => JSON.stringify(Object.entries(lines).filter(([name]) => !related(name, path)));
  if (said !== undefined) return said.includes(path) && rest(now) === rest(OLD) ? 'taken back, and said so' : `said ${said}, and left neither`;
  if (rest(now) === rest(OLD)) return 'old but for the edit';
  return rest(now) === rest(NEW) ? 'new but for the edit' : 'neither';
}

/** The edited file, what it links to, the folders it is in, and the copy that is kept of its other version. */
function related(name: string, path: string): boolean {
  const own = path === 'link' ? ['link', 'shared/real.txt'] : [path];
  return own.includes(name) || path.startsWith(`${name}/`) || name.startsWith('.django-stack/conflicts');
}

function told(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof StackError ? [error.message, ...error.hints].join(' ') : `a bug: ${String(error)}`;
  }
}

/** Killed when most of its files were in place, and then django-stack.yml, which was still to come, is edited. */
function halfAndEdited(): string {
  const root = copy();
  killed(indexOf('nginx/shop.conf'), 'after', () => change(root, EDITS, ABOUT));
  writeFileSync(join(root, 'django-stack.yml'), MINE);
  return root;
}

test('what is said names the file, the command and the other version', () => {
  const root = halfAndEdited();
  const said = told(() => recover(root)) ?? '';
  const kept = readFileSync(join(root, '.django-stack/conflicts/interrupted/django-stack.yml'), 'utf8');
  change(root, [{ path: 'more.txt', after: { text: 'more\n', mode: 0o644 } }], 'add more');
  const gone = !existsSync(join(root, '.django-stack/conflicts'));
  tearDown(root);
  expect(said).toMatchInlineSnapshot(`"django-stack.yml: edited while "add redis" was under way. Your edit stays; the rest of "add redis" is taken back. Run "add redis" again: it takes your edit along. django-stack.yml as it would be without your edit: .django-stack/conflicts/interrupted/django-stack.yml"`);
  expect({ kept, gone }).toEqual({ kept: 'name: shop\nwith: redis\n', gone: true });
});

test('killed while it takes the change back, at every call that changes something', () => {
  const half = halfAndEdited();
  const model = copy(half);
  const points = callsOf(() => told(() => recover(model))).filter(changesDisk);
  const results = points.map(({ index }) => {
    const root = copy(half);
    killed(index, 'after', () => told(() => recover(root)));
    const said = told(() => recover(root));
    const again = told(() => recover(root));
    const now = verdict(picture(root), 'django-stack.yml', undefined);
    const mine = read(root, 'django-stack.yml');
    tearDown(root);
    return again ?? (mine === MINE ? `${now}${said === undefined ? '' : ', said'}` : 'the edit is lost');
  });
  tearDown(half, model);
  console.log('killed while taking back:', results.length, 'points', tally(results));
  expect(Object.keys(tally(results)).sort()).toEqual(['old but for the edit', 'old but for the edit, said']);
});

/** The call that puts a file in its place. */
function indexOf(path: string): number {
  const root = copy();
  const calls = callsOf(() => change(root, EDITS, ABOUT));
  tearDown(root);
  return calls.find(({ name, args }) => name === 'rename' && args[1] === join(root, path))?.index ?? 0;
}
