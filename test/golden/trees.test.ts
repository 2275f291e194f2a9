/**
 * The files of a stack as a reviewer sees them: the default stack whole, further ones by what differs from it.
 * `vitest run test/golden -u` writes them anew. Names that begin with a dot begin with "dot" here, so that git treats them like any other.
 */
import { createTwoFilesPatch } from 'diff';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RawAnswers } from '../../src/stack/fields.ts';
import type { Findings, RenderedFile } from '../../src/stack/types.ts';
import { found, make, proposing, ROOT, type Made } from '../support/stacks.ts';

const golden = (name: string) => join(ROOT, 'test/golden', name);
const visible = (path: string) => path.replaceAll(/(^|\/)\./g, '$1dot.');

const project: Partial<Findings> = proposing({ module: 'bakery', settings: 'bakery.settings.production', requirements: 'requirements/production.txt' });

const variants: readonly (readonly [name: string, answers: RawAnswers, findings: Partial<Findings>])[] = [
  ['alpine', { base: 'alpine' }, {}],
  ['web-none', { web: 'none' }, {}],
  ['web-node', { web: 'node' }, {}],
  ['web-image', { web: 'image:ghcr.io/me/shop-web:1.4' }, {}],
  ['db-17', { db: '17' }, {}],
  ['db-external', { db: 'external' }, {}],
  ['cache-redis', { cache: 'redis' }, {}],
  ['cache-none', { cache: 'none' }, {}],
  ['letsencrypt-two-domains', { tls: 'letsencrypt', domain: 'shop.example.org,www.shop.example.org' }, {}],
  ['hyphens-ports-paths', { name: 'my-old-shop', 'web-port': '3000', 'api-port': '9090', 'api-prefix': '/v1/,/admin/', 'volumes-root': '/data/my-old_shop.1', 'upload-limit': '250m' }, {}],
  ['with-redis-and-valkey', { with: 'redis,valkey' }, {}],
  ['with-worker', { with: 'worker' }, {}],
  ['with-beat-and-rabbitmq', { with: 'beat,rabbitmq' }, {}],
  ['with-channels', { with: 'channels' }, {}],
  ['with-scheduler', { with: 'scheduler' }, {}],
  ['with-pgbouncer-and-pgvector', { with: 'pgbouncer,pgvector' }, {}],
  ['with-mailpit', { with: 'mailpit', 'mailpit-port': '8035' }, {}],
  ['with-s3', { with: 's3' }, {}],
  ['registry', { registry: 'registry.example.com/team' }, {}],
  ['existing-project', {}, project],
  ['existing-project-uv', { requirements: 'uv.lock' }, project],
  ['existing-project-poetry', { requirements: 'backend/poetry.lock' }, { ...project, developed: { packages: '--with=dev' } }],
  ['existing-project-pyproject', { requirements: 'pyproject.toml' }, project],
  ['existing-project-in-a-folder', {}, {
    ...proposing({
      manage: 'backend/manage.py', module: 'config', settings: 'config.settings', configuration: 'Production', interface: 'asgi', requirements: 'backend/requirements.txt',
      python: '3.13', libraries: 'compiler,libpq', variables: 'SENTRY_DSN,SECRET_KEY', 'static-url': '/assets/', 'static-root': 'backend/collected', 'media-url': '/uploads/', 'media-root': 'backend/uploads',
      health: '/health/', 'front-end': 'client', web: 'node',
    }),
    frontEnd: true,
    developed: { settings: 'config.settings.local', configuration: 'Local', packages: '--requirement=backend/requirements-dev.txt', frontEnd: 'npm run dev -- --host 0.0.0.0 --port 8000' },
  }],
  ['existing-project-with-worker', { cache: 'redis', with: 'worker' }, project],
  ['further-host', { db: 'external', upstreams: '10.0.0.12' }, {}],
  ['swarm', { swarm: 'true', upstreams: '10.0.0.11,10.0.0.12,10.0.0.13' }, {}],
];

const standard = make();

describe('the default stack', () => {
  it.each(standard.files.map(({ path, content }) => [path, content] as const))('%s', async (path, content) => {
    await expect(content).toMatchFileSnapshot(golden(`default/${visible(path)}`));
  });

  it('has these files, modes and owners', async () => {
    const lines = standard.files.map(({ path, mode, ownership }) => `${mode.toString(8)}  ${ownership.padEnd(6)}  ${path}\n`);
    await expect(lines.join('')).toMatchFileSnapshot(golden('default.files'));
  });

  it('has no file here that it no longer makes', () => {
    const there = readdirSync(golden('default'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = there.map((entry) => join(entry.parentPath, entry.name).slice(golden('default/').length));
    expect(paths.sort()).toEqual(standard.files.map(({ path }) => visible(path)).sort());
  });
});

describe('what differs from the default', () => {
  it.each(variants)('%s', async (name, answers, findings) => {
    await expect(difference(make(answers, found(findings)))).toMatchFileSnapshot(golden(`${name}.diff`));
  });
});

/** Files pair by what they are, so that a file named for the stack is compared with its like. */
function byRole({ stack, files }: Made): ReadonlyMap<string, RenderedFile> {
  const role = (path: string) => path.replace(`nginx/${stack.name}.`, 'nginx/<name>.').replace(new RegExp(`^${stack.module}/`), '<module>/');
  return new Map(files.map((file) => [role(file.path), file]));
}

function difference(made: Made): string {
  const [before, after] = [byRole(standard), byRole(made)];
  return [...new Set([...before.keys(), ...after.keys()])].map((role) => patch(before.get(role), after.get(role))).join('');
}

function patch(before: RenderedFile | undefined, after: RenderedFile | undefined): string {
  if (after === undefined) return `deleted ${before?.path}\n`;
  if (before?.content === after.content && before.path === after.path) return '';
  const text = createTwoFilesPatch(before?.path ?? '/dev/null', after.path, before?.content ?? '', after.content, '', '', { context: 2 });
  return text.replace(/^(Index: .*\n)?=+\n/, '').replaceAll(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2');
}
