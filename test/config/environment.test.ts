/** .env and what compose makes of it: P40, P41, P52, P53, P55, P56, P59. */
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { describeWith, type ToolName } from '../support/need.ts';
import { fileOf, found, make, proposing, type Made } from '../support/stacks.ts';
import { stackOf, stacks } from './answers.ts';
import { composeConfig, inFolder, type Config, type Outcome } from './compose-tools.ts';
import { excludes } from './dockerignore.ts';

const versions = ['compose-2.26', 'docker-compose-2.40'] as const satisfies readonly ToolName[];

/** Takes a line out of .env. */
function without(folder: string, key: string): void {
  const path = join(folder, '.env');
  writeFileSync(path, readFileSync(path, 'utf8').replace(new RegExp(`^${key}=.*\n`, 'm'), ''));
}

describe.each(versions)('%s', (version) => {
  describeWith([version], 'refuses', ({ path }) => {
    const run = (title: string, change: (folder: string) => void, env = {}): Outcome =>
      inFolder(stackOf(title), (folder) => {
        change(folder);
        return composeConfig(path(version), folder, env);
      });
    const services = (outcome: Outcome) => (JSON.parse(outcome.stdout) as Config).services;

    it.each([
      ['default', 'POSTGRES_PASSWORD'],
      ['postgres 17', 'POSTGRES_PASSWORD'],
      ['db external', 'DATABASE_URL'],
    ])('P40, P55: %s without %s, naming it', (title, key) => {
      const { code, stdout, stderr } = run(title, (folder) => without(folder, key));
      expect({ failed: code !== 0, stdout }).toEqual({ failed: true, stdout: '' });
      expect(stderr).toContain(key);
    });

    it('P40: an empty password', () => {
      const { stderr } = run('default', (folder) => {
        without(folder, 'POSTGRES_PASSWORD');
        appendFileSync(join(folder, '.env'), 'POSTGRES_PASSWORD=\n');
      });
      expect(stderr).toContain('POSTGRES_PASSWORD');
    });

    it('P41: a missing .env, though every variable is there', () => {
      const { code, stderr } = run('default', (folder) => rmSync(join(folder, '.env')), { POSTGRES_PASSWORD: 'x' });
      expect({ failed: code !== 0, named: stderr.includes('.env') }).toEqual({ failed: true, named: true });
    });

    it('P40: nothing else: VOLUMES_ROOT in .env moves every bind', () => {
      const outcome = run('further services', (folder) => appendFileSync(join(folder, '.env'), 'VOLUMES_ROOT=/home/me/shop/.volumes\n'));
      const sources = Object.values(services(outcome)).flatMap(({ volumes = [] }) => volumes).map(({ source }) => source);
      expect(sources.length).toBeGreaterThan(4);
      expect(sources.filter((source) => !source.startsWith('/home/me/shop/.volumes/'))).toEqual([]);
    });

    it('P56: hands a percent-encoded password on as it is', () => {
      const { api } = services(run('db external', () => undefined));
      expect(api?.environment?.['DATABASE_URL']).toBe('postgres://shop:p%40ss%2Fword@db.example.org:5432/shop');
    });

    it('P53: generated secrets arrive as they were written', () => {
      const { api, db } = services(run('default', () => undefined));
      const password = db?.environment?.['POSTGRES_PASSWORD'] ?? '';
      expect(password).toMatch(/^[A-Za-z0-9_-]{50,}$/);
      expect(api?.environment?.['DATABASE_URL']).toBe(`postgres://shop:${password}@db:5432/shop`);
    });
  });
});

describe.each(stacks)('.env, %s', (_, made) => {
  const env = fileOf(made, '.env');

  it('P52: is for its owner alone, and neither in git nor in the image', () => {
    expect(made.files.find(({ path }) => path === '.env')?.mode).toBe(0o600);
    expect(fileOf(made, '.gitignore').split('\n')).toContain('.env');
    expect(excludes(fileOf(made, '.dockerignore'), '.env')).toBe(true);
    expect(inFolder(made, (folder) => statSync(join(folder, '.env')).mode & 0o777)).toBe(0o600);
  });

  it('P52: has an example with the same keys and no value', () => {
    const keys = (text: string) => [...text.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    const example = fileOf(made, '.env.example');
    expect(keys(example)).toEqual(keys(env));
    expect(example).not.toMatch(/^[A-Z_]+=./m);
  });

  it('P53: holds a generated value, or one that only its owner knows', () => {
    expect(env).toContain('DJANGO_SECRET_KEY={{DJANGO_SECRET_KEY}}');
    expect(env.match(/^[A-Z_]+=(?!\{\{[A-Z_]+\}\}$).*$/gm) ?? []).toEqual(made.services.flatMap(({ secrets = [] }) => secrets.flatMap(({ key, from }) => (from === 'owner' ? [`${key}=`] : []))));
  });

  it('P59: two stacks that shared a cache would not mix their keys', () => {
    const settings = made.services.map(({ django }) => django?.settings ?? '').join('');
    expect(settings.includes(`"KEY_PREFIX": "${made.stack.ident}"`)).toBe(made.stack.cache !== 'none');
  });
});

describe('variables that the project reads under its own names', () => {
  const variables = 'POSTGRES_HOST,DB_PORT,PGUSER,DATABASE_NAME,SQL_ENGINE,DB_PASSWORD,SITE_ALLOWED_HOSTS,CSRF_TRUSTED_ORIGINS,DEBUG,SECRET_KEY,A_SECRET_KEY,AWS_SECRET_KEY,MAIL_HOST';
  const own = (answers: RawAnswers = {}) => make({ domain: 'a.example,b.example', ...answers }, found(proposing({ module: 'a', settings: 'a.settings', requirements: 'r.txt', variables })));
  const inCompose = (made: Made) => (parse(fileOf(made, 'docker-compose.yml'), { merge: true }) as { services: { api: { environment: Record<string, string> } } }).services.api.environment;

  it('are in compose, where the stack knows their values', () => {
    expect(inCompose(own())).toMatchObject({
      POSTGRES_HOST: 'db', DB_PORT: '5432', PGUSER: 'shop', DATABASE_NAME: 'shop', SQL_ENGINE: 'django.db.backends.postgresql', DB_PASSWORD: expect.stringMatching(/^\$\{POSTGRES_PASSWORD:\?/) as string,
      SITE_ALLOWED_HOSTS: 'a.example,b.example', CSRF_TRUSTED_ORIGINS: 'https://a.example,https://b.example', DEBUG: 'False',
    });
    expect(inCompose(own({ with: 'pgbouncer' }))).toMatchObject({ POSTGRES_HOST: 'pgbouncer', DB_PORT: '5432' });
  });

  it('are in .env otherwise, and only the key of Django is made up', () => {
    expect(fileOf(own(), '.env').match(/^\w+=.*$/gm)).toEqual(['DJANGO_SECRET_KEY={{DJANGO_SECRET_KEY}}', 'SECRET_KEY={{SECRET_KEY}}', 'A_SECRET_KEY={{A_SECRET_KEY}}', 'AWS_SECRET_KEY=', 'MAIL_HOST=', 'POSTGRES_PASSWORD={{POSTGRES_PASSWORD}}']);
  });

  it('of a database elsewhere are known to its owner alone', () => {
    const made = own({ db: 'external' });
    expect(fileOf(made, '.env')).toMatch(/^POSTGRES_HOST=$/m);
    expect(inCompose(made)).not.toHaveProperty('POSTGRES_HOST');
  });

  it('leave debugging to the project where it is developed', () => {
    expect(fileOf(own(), 'docker-compose.dev.yml')).not.toMatch(/ DEBUG:/);
    expect(fileOf(own(), 'docker-compose.dev.yml')).toContain('DB_PASSWORD: development');
  });

  it('have stand-ins with which Django loads while the image is built', () => {
    expect(fileOf(own(), 'Dockerfile')).toMatch(/ {4}POSTGRES_HOST=1 .* SQL_ENGINE=django\.db\.backends\.sqlite3 [^]*\bDEBUG=False [^]* \\\n {4}python manage\.py collectstatic/);
  });
});
