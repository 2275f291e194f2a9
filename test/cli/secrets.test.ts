/** Secrets are in .env and, for its owner alone, in what undo keeps; never in anything that is printed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edit, on, read, stackFolder } from '../support/made.ts';
import { pathsIn } from '../support/program.ts';

const secretsIn = (root: string): readonly string[] => [...read(root, '.env').matchAll(/^[A-Z_]+=(.{20,})$/gm)].map(([, secret = '']) => secret);
const modeOf = (root: string, path: string): string => (statSync(join(root, path)).mode & 0o777).toString(8);

/** A stack that has lost one of its secrets, so that every run makes a new one; with one conflict. */
function needy(): string {
  const root = stackFolder();
  edit(root, '.env', /^DJANGO_SECRET_KEY=.*\n/m, '');
  edit(root, 'docker-compose.yml', 'image: postgres:18-trixie', 'image: postgres:18.1');
  edit(root, 'django-stack.yml', /^db: 18/m, 'db: 17');
  return root;
}

describe('no command prints a secret', () => {
  it.each([['regenerate'], ['add', 'redis'], ['resolve', 'all', '--mine'], ['undo']])('%s %s', (...args) => {
    const root = needy();
    if (args[0] === 'undo') on(root, 'regenerate');
    const looks = args[0] === 'undo' ? [['--json']] : [['--dry-run'], ['--diff'], ['--json', '--diff'], ['--json', '--dry-run'], ['--json']];
    const printed = looks.map((flags) => {
      const { stdout, stderr } = on(root, ...args, ...flags);
      if (flags.includes('--json')) expect(Object.keys(JSON.parse(stdout || stderr) as object)).toContain('ok');
      return stdout + stderr;
    }).join('\n');
    expect(printed).toContain('.env');
    expect(secretsIn(root).filter((secret) => printed.includes(secret))).toEqual([]);
  });
});

it('a new secret is in .env and in the two of undo, each for its owner alone, and git is told to leave them', () => {
  const root = needy();
  on(root, 'regenerate');
  const secrets = secretsIn(root);
  expect(secrets.length).toBe(2);
  const holding = pathsIn(root).filter((path) => !path.endsWith('/') && secrets.some((secret) => read(root, path).includes(secret)));
  expect(holding.filter((path) => path !== '.env' && !path.startsWith('.django-stack/undo/'))).toEqual([]);
  expect(holding.map((path) => [path, modeOf(root, path)])).toEqual(holding.map((path) => [path, '600']));
  expect(modeOf(root, '.django-stack/undo')).toBe('700');
  expect(read(root, '.django-stack/.gitignore')).toContain('/undo/');
  expect(read(root, '.gitignore')).toMatch(/^\.env$/m);
});
