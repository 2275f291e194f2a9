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

/** As long as an answer may be, or as short, or as strange: what an allow-list lets through just so. */
const BORDER: Readonly<Partial<Record<AnswerKey, fc.Arbitrary<string>>>> = {
  name: fc.oneof(fc.stringMatching(/^[a-z]([a-z0-9]{13}-){2}[0-9]$/), fc.constantFrom('a', 'null', 'true', 'on', 'no', 'y', 'e1', 'order', 'user-1')),
  domain: list(fc.oneof(fc.stringMatching(/^[a-z0-9]{30}\.[a-z0-9]{8}--[a-z0-9]\.[a-z]{3}$/), fc.stringMatching(/^[0-9](\.[0-9a-z]){19}\.xn--p1ai$/), fc.constantFrom('1.2.3.a', '0.0.localhost', 'ёлка.рф', 'straße.example', 'a.XN--P1AI', 'true.no'))),
  module: fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{99}$/), fc.constantFrom('_', '__', 'x', 'a.b.c', '__init__', 'null', 'é')),
  settings: fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{48}(\._[a-z0-9_]{16}){2}$/), fc.constantFrom('_', 'a.b.c.d.e', 'null', 'on.off')),
  manage: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_](\/[a-z-][A-Za-z0-9._-]{46}){4}\/m\.py$/), fc.constantFrom('a/-m.py', 'a../-/_.py', '0.py', '.', '0/-', '_..')),
  configuration: fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{99}$/), fc.constantFrom('_', 'True', 'NULL')),
  requirements: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_](\/[a-z-][A-Za-z0-9._-]{46}){4}\/r\.txt$/), fc.constantFrom('a/-r.txt', '_..txt', '0/..a.txt', '-/uv.lock', 'a/-/uv.lock', 'a../poetry.lock')),
  variables: fc.constantFrom('A', 'X'.repeat(64), 'A_,B__,C0', 'DJANGO_DEBUG,DB_HOST,DB_PASSWORD', 'NULL,TRUE,ON'),
  'static-url': fc.oneof(fc.stringMatching(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]{31}){3}\/$/), fc.constantFrom('/_/', '/0.-/', '/a.../_-/', '/True/')),
  'media-url': fc.oneof(fc.stringMatching(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]{31}){3}\/$/), fc.constantFrom('/__/', '/1.-/', '/static_/', '/null/')),
  'static-root': fc.oneof(fc.stringMatching(/^[A-Za-z0-9_](\/[a-z-][A-Za-z0-9._-]{46}){4}$/), fc.constantFrom('0', '_/-rf', 'a/.hidden', 'a../..b', 'null')),
  'media-root': fc.oneof(fc.stringMatching(/^[A-Za-z0-9_](\/[a-z-][A-Za-z0-9._-]{46}){4}$/), fc.constantFrom('1', '_/-', 'a/...', '2020-01-01', 'no')),
  health: fc.oneof(fc.stringMatching(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]{60}){4}\/$/), fc.constantFrom('/_', '/0.-/..', '/a/a/a/a/')),
  admin: fc.oneof(fc.stringMatching(/^(\/[A-Za-z0-9][A-Za-z0-9_-]{31}){3}\/$/), fc.constantFrom('/0/', '/a-_/', '/api/x/')),
  'front-end': fc.oneof(fc.stringMatching(/^[A-Za-z0-9_](\/[a-z-][A-Za-z0-9._-]{46}){4}$/), fc.constantFrom('0', '_/-x', 'a/.b', '1e3', 'null')),
  registry: fc.oneof(fc.stringMatching(/^[a-z0-9]{40}\.[a-z0-9]{8}--[a-z0-9]{1,9}:[1-9]\d{4}(\/[a-z0-9]{8}__[a-z0-9]{8}---[a-z0-9]{8}\.[a-z0-9]){2}$/), fc.constantFrom('localhost', 'localhost/a', 'a:1', '0.0', '1e3.0/0')),
  web: fc.oneof(
    fc.stringMatching(/^image:[a-z0-9]{9}\.[a-z0-9]--[a-z0-9]:[1-9]\d{0,4}(\/[a-z0-9]{9}(__|\.|-{1,3}|_)[a-z0-9]{9}){1,5}:[A-Za-z0-9_][A-Za-z0-9._-]{127}@sha256:[0-9a-f]{64}$/),
    fc.stringMatching(/^image:[a-z0-9]([._/-]{1,2}[a-z0-9]){1,3}:[A-Za-z0-9_][._-]$/),
    fc.constantFrom('image:a:_', 'image:0:0', 'image:a/b:1.', 'image:localhost/a:1', 'image:localhost:1/a:1'),
  ),
  'web-port': fc.constantFrom('1024', '1026', '8000', '65532', '65534'),
  'api-port': fc.constantFrom('1024', '1028', '8080', '65530', '65534'),
  'mailpit-port': fc.constantFrom('1024', '1030', '8025', '65528', '65534'),
  'api-prefix': list(fc.oneof(fc.stringMatching(/^(\/[A-Za-z0-9][A-Za-z0-9_-]{31}){3}\/$/), fc.constantFrom('/0/', '/a-_/', '/static-/', '/Static/', '/ws/'))),
  'volumes-root': fc.oneof(fc.stringMatching(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]{38}){5}\/$/), fc.constantFrom('/0', '/-rf', '/...', '/.a', '/srv/a..b/', '/_', '/etcetera')),
  'upload-limit': fc.constantFrom('1m', '9999m'),
  celery: fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{48}(\._[a-z0-9_]{15})(:[a-z0-9_]{32})$/), fc.constantFrom('_', '_:_', 'a.b.c:d', 'null')),
  upstreams: list(fc.constantFrom('1.0.0.0', '255.255.255.255', '10.0.0.1', '100.64.0.10', '224.0.0.1')),
  adopted: list(fc.oneof(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{30}(:[1-9]\d{3}(\/[A-Za-z0-9][A-Za-z0-9_-]{20}){3}\/)?$/), fc.constantFrom('0', 'null:9999/null/', 'a...:1024/0/', 'A_.-:65535/-/', '1e3:65535/a-/'))),
};

function list(item: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.uniqueArray(item, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ', ')).map(([items, comma]) => items.join(comma));
}

/** An answer that passes its schema. */
export const goodAnswer = (key: AnswerKey): fc.Arbitrary<string> => GOOD[key].filter((value) => problem(key, value) === undefined);

/** The same near the border of what passes, and those of the nasty ones that do. */
export const borderAnswer = (key: AnswerKey): fc.Arbitrary<string> =>
  fc.oneof(GOOD[key], fc.constantFrom(...NASTY, ''), BORDER[key] ?? GOOD[key], BORDER[key] ?? GOOD[key]).filter((value) => problem(key, value) === undefined);

/** Any of: a string of the table, any string, a good answer with something nasty put into it. */
export function hostileAnswer(key: AnswerKey): fc.Arbitrary<string> {
  const broken = fc
    .tuple(GOOD[key], fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 3 })), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([good, nasty, where]) => good.slice(0, Math.round(where * good.length)) + nasty + good.slice(Math.round(where * good.length)));
  return fc.oneof(fc.constantFrom(...NASTY), broken, broken, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 }), GOOD[key], BORDER[key] ?? GOOD[key]);
}

/** They have no meaning for a new project. */
const OF_EXISTING: ReadonlySet<string> = new Set<AnswerKey>(['manage', 'configuration', 'interface', 'variables', 'static-url', 'static-root', 'media-url', 'media-root', 'health', 'admin', 'front-end']);

/** Some answers, each valid by itself; together they may still contradict each other. */
const some = (answer: (key: AnswerKey) => fc.Arbitrary<string>): fc.Arbitrary<RawAnswers> => fc.record(
  Object.fromEntries((Object.keys(GOOD) as AnswerKey[]).map((key) => [key, answer(key)])),
  { requiredKeys: [] },
).map((raw) => Object.fromEntries(Object.entries(raw).filter(([key]) => hasMeaning(key, raw))));

export const someAnswers = some(goodAnswer);
export const borderAnswers = some(borderAnswer);

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
