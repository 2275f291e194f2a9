/** The answer sets over which the configuration is tested: each one named for what is special about it. */
import type { RawAnswers } from '../../src/stack/fields.ts';
import type { Findings } from '../../src/stack/types.ts';
import { found, make, proposing, type Made } from '../support/stacks.ts';

const existing: Partial<Findings> = {
  folder: 'blood bank',
  ...proposing({ module: 'dblood', settings: 'dblood.settings.production', requirements: 'requirements/production.txt' }),
};

/** Everything that an existing project can have otherwise than a new one. */
const elsewhere: Partial<Findings> = {
  ...proposing({
    manage: 'backend/manage.py', module: 'config', settings: 'config.settings', configuration: 'Production', interface: 'asgi', requirements: 'backend/requirements.txt',
    python: '3.13', libraries: 'compiler,git,libpq,gdal', variables: 'SENTRY_DSN,SECRET_KEY', 'static-url': '/assets/', 'static-root': 'backend/collected', 'media-url': '/files/up/', 'media-root': 'data/uploads',
    health: '/health/', 'front-end': 'client', web: 'node',
  }),
  frontEnd: true,
  developed: { settings: 'config.settings.local', configuration: 'Local', packages: '--requirement=backend/requirements-dev.txt', frontEnd: 'npm run dev -- --host 0.0.0.0 --port 8000' },
};

const table: readonly (readonly [title: string, answers: RawAnswers, findings?: Partial<Findings>])[] = [
  ['default', {}],
  ['default on alpine', { base: 'alpine' }],
  ['alpine, older Python', { base: 'alpine', python: '3.10' }],
  ['web none', { web: 'none' }],
  ['web node', { web: 'node' }],
  ['web image', { web: 'image:ghcr.io/me/shop-web:1.4' }],
  ['postgres 17', { db: '17' }],
  ['postgres 16', { db: '16' }],
  ['db external', { db: 'external' }],
  ['redis', { cache: 'redis' }],
  ['valkey', { cache: 'valkey' }],
  ['cache none', { cache: 'none' }],
  ['nothing behind the api', { db: 'external', cache: 'none', web: 'none' }],
  ['further services', { with: 'redis,valkey' }],
  ['a worker and its broker', { with: 'worker' }],
  ['beat, over RabbitMQ', { with: 'beat,rabbitmq' }],
  ['WebSockets', { with: 'channels' }],
  ['WebSockets, and no web', { with: 'channels', web: 'none', cache: 'valkey' }],
  ['jobs of a crontab', { with: 'scheduler' }],
  ['a pool before a database with vectors', { db: '17', with: 'pgbouncer,pgvector' }],
  ['mails that are caught', { with: 'mailpit' }],
  ['uploads in a bucket', { with: 's3' }],
  ['a worker beside the cache', { cache: 'valkey', with: 'worker' }],
  ["Let's Encrypt, two domains", { tls: 'letsencrypt', domain: 'shop.example.org,www.shop.example.org' }],
  ['own certificate', { tls: 'files', domain: 'shop.example.org' }],
  ['long name with hyphens', { name: 'a-rather-long-name-for-a-stack' }],
  ['existing project', {}, existing],
  ['existing project with a front end', {}, { ...existing, frontEnd: true }],
  ['existing project with a built front end', { web: 'static' }, { ...existing, frontEnd: true }],
  ['existing project in a folder, everything of its own', {}, elsewhere],
  ['existing project with libraries, on alpine', { base: 'alpine' }, elsewhere],
  ...['uv.lock', 'poetry.lock', 'backend/pdm.lock', 'Pipfile.lock', 'pylock.toml', 'pyproject.toml'].map((requirements) =>
    [`existing project with ${requirements}`, { requirements, name: 'shop' }, existing] as const),
  ['existing project with a lock and a git repository', { requirements: 'poetry.lock', libraries: 'git' }, existing],
  ['existing project without manage.py', {}, proposing({ manage: 'src', module: 'app', settings: 'app.settings', requirements: 'requirements.txt' })],
  ['other ports, paths, prefixes and limits', {
    'web-port': '3000', 'api-port': '9090', 'api-prefix': '/v1/,/admin/,/back-office/reports/',
    'volumes-root': '/data/volumes/shop_1.0', 'upload-limit': '250m',
  }],
  ['images from a registry', { registry: 'registry.example.com:5000/team', with: 'worker' }],
  ['a further host', { db: 'external', upstreams: '10.0.0.12' }],
  ['swarm, not on its way yet', { swarm: 'true' }],
  ['swarm of three', { swarm: 'true', upstreams: '10.0.0.11,10.0.0.12,10.0.0.13', domain: 'shop.example.org,www.shop.example.org', tls: 'files' }],
];

/** For `it.each` and `describe.each`: the title and the rendered stack. */
export const stacks: readonly (readonly [title: string, made: Made])[] = table.map(([title, answers, findings]) => [
  title,
  make(answers, found(findings)),
]);

/** The same stacks with Swarm on. */
export const swarms: readonly (readonly [title: string, made: Made])[] = table.filter(([, { registry }]) => registry === undefined).map(([title, answers, findings]) => [
  title,
  make({ ...answers, swarm: 'true' }, found(findings)),
]);

const siteOf = ({ stack, files }: Made) => files.filter(({ path }) => path.startsWith('nginx/')).map(({ content }) => content).join(stack.name);

/** Those of them whose nginx files differ: database, cache and base leave no trace there. */
export const sites = stacks.filter(([, made], index) => stacks.findIndex(([, other]) => siteOf(other) === siteOf(made)) === index);

/** The stack with that title. */
export function stackOf(title: string): Made {
  const match = stacks.find(([candidate]) => candidate === title);
  if (!match) throw new Error(`no answer set ${title}`);
  return match[1];
}
