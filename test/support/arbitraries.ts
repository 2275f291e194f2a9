/** Answers for property tests: valid ones, and the hostile ones of research/config-quality.md §5. */
import fc from 'fast-check';
import { fields, type AnswerKey, type RawAnswers } from '../../src/stack/fields.ts';
import { LIBRARIES } from '../../src/stack/libraries.ts';
import { LOCKS } from '../../src/stack/source.ts';
import { problem } from '../../src/stack/resolve.ts';

/** What broke YAML, nginx, Dockerfiles, shells or .env files when it was pasted. */
export const NASTY: readonly string[] = [
  '', ' ', '\0', '\n', '\r\n', '\t', '\u0085', '\u2028', '\u202e', '\ufeff', '"', "'", '`', '$', '$$', '${HOME}', '$(id)', '`id`', '\\', ';', '}', '{', '#', ' #', '&', '|', '*', '!', '%', '@', '~', '<%', '%>', '{{x}}',
  'Acme', 'my project', '-x', '_x', 'a.b', 'a\nb', 'é', '1e3', 'null', 'true', 'on', 'no', '~', '.inf', '0x10', '0o17', '1_000', '22:22', '2020-01-01', '*a', '&a b', '!!python/object', '<<', '? a', '- a', 'a: b', '[a', '{a',
  'app.wsgi","--bind","0.0.0.0:1"]\nUSER root\nRUN ["x', 'x\nUSER root', 'x\\\nUSER root', '# escape=`',
  'a.com; return 301 http://evil$request_uri', 'a.com; } server { listen 81; ', '$host', '~^.*$', 'a b.com', 'exa"mple.com', 'exämple.com', 'a.com.', 'a.com:8080', 'default_server', '10.0.0.1', '[::1]', 'http://a.com', 'a/b', '*', '*.a.com', '{a}.com', '-d.a.com',
  '/srv/a:b', '/srv/$HOME', '/srv/${X:-/etc}', 'x', '~/x', '/srv/$uri/', '/srv/a b', '/srv/a;b', '/srv/../etc', '//', '/', '/etc', 'relative/', '/srv/a\nb', "/srv/a'b", '/srv/a"b',
  '/static/', '/media/', '/.well-known/', '//x/', '/a b/', '/a;/', '/a{/', '~ /', '= /', '@x', '/a/ { } location /b/',
  '0', '-1', '08000', '8e3', '70000', '8000-8001', '8000/udp', '8000; server 10.0.0.1:80', '8000 backup', '٨٠٠٠', '８０００',
  'p$ss', 'a #b', 'a\\$b', 'image:a', 'image:a:latest', 'image:$x:1', 'image:a:1\nRUN x', 'image:a:1 # x', 'image:a:1"', 'image:a@sha256:x', 'image:',
  '10MB', '20m;', '20m\n', '9999999m', 'curl; rm -rf /', 'x && y', '../x', '/etc/passwd', '-r x', 'a.txt -e .', 'a'.repeat(5000), 'é'.repeat(300), '__proto__', 'constructor', 'toString',
];

const GOOD: Readonly<Record<AnswerKey, fc.Arbitrary<string>>> = {
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,6}){0,2}$/),
  domain: list(fc.oneof(fc.domain(), fc.stringMatching(/^[a-z0-9]{1,20}(-[a-z0-9]{1,5})?\.(localhost|example\.org|co\.uk|xn--p1ai)$/), fc.constantFrom('exämple.com', '日本.jp', 'A.EXAMPLE.ORG'))),
  tls: fc.constantFrom(...fields.tls.options),
  django: fc.constantFrom(...fields.django.options),
  module: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{2,20}$/),
  settings: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}(\.[a-z_]{1,9}){0,3}$/),
  requirements: fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,9}(\/[a-z0-9._-]{1,9}){0,2}\.txt$/),
    fc.tuple(fc.stringMatching(/^([a-z][a-z0-9_-]{0,9}\/){0,2}$/), fc.constantFrom(...LOCKS)).map((parts) => parts.join('')),
  ),
  manage: fc.oneof(fc.constantFrom('manage.py', '.'), fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}(\/[a-z0-9_]{1,9}){0,2}(\/manage\.py)?$/)),
  configuration: fc.stringMatching(/^([A-Z][a-z]{0,9})?$/),
  interface: fc.constantFrom(...fields.interface.options),
  libraries: fc.subarray([...LIBRARIES]).map((items) => items.join(',')),
  variables: fc.uniqueArray(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,9}$/), { maxLength: 3 }).map((items) => items.join(',')),
  'static-url': fc.stringMatching(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,9}){1,2}\/$/),
  'static-root': fc.stringMatching(/^[A-Za-z0-9_]{1,9}(\/[a-z0-9._-]{1,9}){0,2}$/),
  'media-url': fc.stringMatching(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,9}){1,2}\/$/),
  'media-root': fc.stringMatching(/^[A-Za-z0-9_]{1,9}(\/[a-z0-9._-]{1,9}){0,2}$/),
  health: fc.stringMatching(/^((\/[A-Za-z0-9_][A-Za-z0-9._-]{0,9}){1,2}\/?)?$/),
  admin: fc.stringMatching(/^((\/[A-Za-z0-9][A-Za-z0-9_-]{0,9}){1,2}\/)?$/),
  'front-end': fc.stringMatching(/^[A-Za-z0-9_]{1,9}(\/[a-z0-9._-]{1,9}){0,2}$/),
  python: fc.constantFrom(...fields.python.options),
  base: fc.constantFrom(...fields.base.options),
  registry: fc.stringMatching(/^([a-z0-9]{1,9}(\.[a-z]{2,9}){1,2}(:[1-9]\d{0,4})?(\/[a-z0-9]{1,9}([._-][a-z0-9]{1,5})?){0,2})?$/),
  web: fc.oneof(fc.constantFrom('static', 'node', 'none'), fc.stringMatching(/^image:([a-z0-9]{1,9}\.[a-z]{2,3}(:\d{1,5})?\/)?[a-z0-9]{1,9}(\/[a-z0-9]{1,5}([._-][a-z0-9]{1,3})?)?:[A-Za-z0-9_][A-Za-z0-9._-]{0,9}$/)),
  'web-port': fc.integer({ min: 1024, max: 65534 }).map(String),
  'api-port': fc.integer({ min: 1024, max: 65534 }).map(String),
  'api-prefix': list(fc.stringMatching(/^(\/[A-Za-z0-9][A-Za-z0-9_-]{0,9}){1,3}\/$/)),
  db: fc.constantFrom(...fields.db.options),
  cache: fc.constantFrom(...fields.cache.options),
  'volumes-root': fc.stringMatching(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,9}){2,4}\/?$/),
  'upload-limit': fc.stringMatching(/^[1-9]\d{0,3}m$/),
  with: fc.subarray(['memcache', 'redis', 'valkey', 'worker', 'beat', 'rabbitmq', 'scheduler', 'channels', 'pgbouncer', 'pgvector', 'mailpit', 's3']).map((items) => items.join(',')),
  'mailpit-port': fc.integer({ min: 1024, max: 65534 }).map(String),
  celery: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}(\.[a-z_]{1,9}){0,2}(:[a-z_]{1,9})?$/),
  adopted: fc.oneof(fc.constantFrom('', 'metabase', 'metabase:3000/bi/'), list(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,9}(:[1-9]\d{3}(\/[A-Za-z0-9][A-Za-z0-9_-]{0,9}){1,2}\/)?$/))),
  upstreams: fc.oneof(fc.constant(''), list(fc.ipV4())),
  swarm: fc.constantFrom('', 'true', 'false'),
};

function list(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.uniqueArray(item, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ', ')).map(([items, comma]) => items.join(comma));
}

/** An answer that passes its schema. */
export const goodAnswer = (key: AnswerKey): fc.Arbitrary<string> => GOOD[key].filter((value) => problem(key, value) === undefined);

/** Any of: a string of the table, any string, a good answer with something nasty put into it. */
export function hostileAnswer(key: AnswerKey): fc.Arbitrary<string> {
  const broken = fc
    .tuple(GOOD[key], fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 3 })), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([good, nasty, where]) => good.slice(0, Math.round(where * good.length)) + nasty + good.slice(Math.round(where * good.length)));
  return fc.oneof(fc.constantFrom(...NASTY), broken, broken, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 }), GOOD[key]);
}

/** They have no meaning for a new project. */
const OF_EXISTING: ReadonlySet<string> = new Set<AnswerKey>(['manage', 'configuration', 'interface', 'variables', 'static-url', 'static-root', 'media-url', 'media-root', 'health', 'admin', 'front-end']);

/** Some answers, each valid by itself; together they may still contradict each other. */
export const someAnswers: fc.Arbitrary<RawAnswers> = fc.record(
  Object.fromEntries((Object.keys(GOOD) as AnswerKey[]).map((key) => [key, goodAnswer(key)])),
  { requiredKeys: [] },
).map((raw) => Object.fromEntries(Object.entries(raw).filter(([key]) => hasMeaning(key, raw))));

/** Most answers that mean nothing beside the others are left out; otherwise few stacks would be left. */
function hasMeaning(key: string, { django, web = 'static', with: services = '', swarm, db }: RawAnswers): boolean {
  if (key === 'registry') return swarm !== 'true';
  if (key === 'upstreams') return swarm === 'true' || db === 'external';
  if (key === 'celery') return /worker|beat/.test(services);
  if (key === 'mailpit-port') return services.includes('mailpit');
  if (key === 'front-end') return django === 'existing' && (web === 'static' || web === 'node');
  if (key === 'web-port' || key === 'api-prefix') return web !== 'none';
  return django === 'existing' || !OF_EXISTING.has(key);
}
