/** Each answer by itself: what it may be, and the sentence that refuses the rest. */
import { describe, expect, it } from 'vitest';
import type { AnswerKey } from '../../src/stack/fields.ts';
import { fields } from '../../src/stack/fields.ts';
import { problem } from '../../src/stack/resolve.ts';

/** As long as a host name may be: more, and nginx wants its hash changed. */
const host46 = `${'a'.repeat(42)}.org`;

const good: Record<AnswerKey, readonly string[]> = {
  name: ['a', 'shop', 'my-shop', 'a1', `a${'b'.repeat(29)}`, 'null', 'true', 'on', '1e3'.replace('1', 'a')],
  domain: ['shop.localhost', 'shop.org', 'a.b.c.d', 'shop.org,www.shop.org', ' shop.org , www.shop.org ', 'exämple.com', 'xn--exmple-cua.com', host46],
  tls: ['none', 'letsencrypt', 'files'],
  django: ['new', 'existing'],
  module: ['shop', '_shop', 'Shop2', 'src.shop', 'a'.repeat(100)],
  settings: ['shop.settings', 'shop.settings.production', 'settings'],
  requirements: ['requirements.txt', 'requirements/production.txt', 'a/b/c.txt', '_deps.txt', 'a..b.txt', 'uv.lock', 'backend/poetry.lock', 'a/b/Pipfile.lock', 'pdm.lock', 'pylock.toml', 'pyproject.toml'],
  manage: ['manage.py', 'backend/manage.py', 'src/app/run.py', '.', 'src'],
  configuration: ['', 'Production', '_Live2'],
  interface: ['wsgi', 'asgi'],
  libraries: ['', 'libpq', 'libpq, gdal'],
  variables: ['', 'SENTRY_DSN', 'A,B_2', 'SECRET_KEY'],
  'static-url': ['/static/', '/assets/v1.2/', '/_s/'],
  'static-root': ['staticfiles', 'backend/public/static', '_out'],
  'media-url': ['/media/', '/files/uploads/'],
  'media-root': ['media', 'data/uploads.d'],
  health: ['', '/healthz', '/health/', '/api/v1/health'],
  admin: ['', '/admin/', '/staff/office-2/'],
  'front-end': ['web', 'apps/client', 'front_end.v2'],
  python: ['3.14', '3.13', '3.12', '3.11', '3.10'],
  base: ['slim', 'alpine'],
  registry: ['', 'registry.example.com', 'registry.example.com/team', 'ghcr.io/me/a_b/c__d/e-f.g', 'localhost/team', 'localhost:5000', 'registry:5000/team', '10.0.0.5:5000/team'],
  web: ['static', 'node', 'none', 'image:shop:1', 'image:ghcr.io/me/shop-web:1.4', 'image:localhost:5000/shop:v1', `image:shop@sha256:${'a'.repeat(64)}`, 'image:a/b/c__d:1', 'image:a---b.c/d_e:1', 'image:0/a.b--c:1', `image:shop:latest-2@sha256:${'0'.repeat(64)}`],
  'web-port': ['1024', '8000', '65534'],
  'api-port': ['1024', '9999', '65534'],
  'api-prefix': ['/api/', '/api/,/admin/', '/v1/reports/', '/A_b-c/', '/mediathek/'],
  db: ['18', '17', '16', 'external'],
  cache: ['memcached', 'redis', 'valkey', 'none'],
  'volumes-root': ['/srv/shop', '/srv/shop/', '/data/volumes/shop_1.0', '/var/lib/shop', '/home/me/shop', '/tmp/x', '/mnt/disk/..shop'],
  'upload-limit': ['1m', '20m', '9999m'],
  with: ['', 'redis', 'redis,valkey'],
  'mailpit-port': ['1024', '8025', '65534'],
  celery: ['shop', 'shop.celery', 'shop.celery:app', '_shop.tasks:celery'],
  adopted: ['', 'metabase', 'metabase:3000/bi/', 'a:3000/a/,b', 'celery_flower:5555/celery_flower/', 'My.App:3000/My-App/'],
  upstreams: ['', '10.0.0.12', '10.0.0.12, 192.168.1.255', '1.2.3.4'],
  swarm: ['', 'true', 'false'],
};

const NAME = 'takes lower-case letters, digits and hyphens, begins with a letter and has at most 30';
const HOST = 'is not a host name such as shop.example.com';
const REQUIREMENTS = 'is neither a requirements file such as requirements/production.txt nor a lock file of uv, Poetry, PDM or Pipenv';
const IMAGE = 'is not static, node, none or image:<reference>, as in image:ghcr.io/me/shop-web:1.4';
const REGISTRY = 'is not a registry such as registry.example.com/team: a host in small letters, perhaps a port and a path, no https:// and no slash at the end';
const TAG = 'needs a fixed tag or digest, or the next pull may bring anything';
const PORT = 'is not a port from 1024 to 65534';
const PREFIX = 'is not a path such as /api/, with a slash at both ends';
const SERVED = 'is served by nginx itself: /static/ and /media/ come from the host volume';
const PATH = 'is not an absolute path of letters, digits and . _ - /';
const PLAIN = 'is not a plain path: it has an empty part, . or ..';
const SYSTEM = "is one of the system's folders: name one for this stack, such as /srv/shop";
const SIZE = 'is not a number of megabytes such as 20m';
const MODULE = 'is not a Python module such as shop';
const SETTINGS = 'is not a Python module such as shop.settings.production';

/** Inputs that broke a syntax (research/config-quality.md §5), by the sentence that refuses them. */
const bad: Partial<Record<AnswerKey, Readonly<Record<string, readonly string[]>>>> = {
  name: {
    [NAME]: ['', 'Acme', 'my project', '-x', '_x', 'a.b', 'a\nb', 'a_b', 'é', '9lives', `a${'b'.repeat(30)}`, '../x', 'a/b', '$x', 'a;b', 'shop\n', 'shop\0'],
    'takes single hyphens, and none at the end': ['a--b', 'a-', 'a-b-'],
    'cannot be used: nginx and Docker have a default of their own': ['default'],
    'cannot be used: one of the networks is called so': ['internal'],
    'cannot be used: PostgreSQL reserves names that begin with pg_': ['pg-shop'],
  },
  domain: {
    [HOST]: [
      'localhost', 'shop', 'a.com; return 301 http://evil$request_uri', 'a.com; } server {', '$host', '~^.*$', 'a b.com', 'exa"mple.com', 'a.com.', 'a.com:8080',
      'default_server', '10.0.0.1', '[::1]', 'http://a.com', 'a/b.com', '*', '*.a.com', '{a}.com', '-a.com', 'a-.com', 'a_b.com', `${'a'.repeat(64)}.com`,
      'A.com;', 'a..com', '.a.com', 'a.com\0', "a'.com", 'a.1',
    ],
    'is longer than the 46 characters that nginx takes without a change of its nginx.conf': [`a${host46}`],
    'names no host': [''],
    'names something twice': ['a.com,a.com', 'exämple.com,xn--exmple-cua.com'],
  },
  tls: { 'is not one of none, letsencrypt, files': ['', 'yes', 'NONE'] },
  django: { 'is not one of new, existing': ['', '5.2'] },
  module: {
    [MODULE]: ['', 'a-b', 'a b', '1a', 'a..b', '.a', 'a.', 'é', 'a/b', 'a\n', 'app.wsgi","--bind","0.0.0.0:1"]\nUSER root\nRUN ["x'],
    'is longer than 100 characters': ['a'.repeat(101)],
    'holds a word that Python reserves': ['class', 'shop.import', 'None', 'match'],
  },
  settings: { [SETTINGS]: ['', 'a-b.settings', 'shop.settings;'], 'holds a word that Python reserves': ['shop.for'] },
  requirements: {
    [REQUIREMENTS]: ['', 'requirements', '/etc/passwd.txt', '-r.txt', 'a b.txt', '$x.txt', 'a.txt\n', './a.txt', '.hidden.txt', 'Cargo.lock', 'my-uv.lock', '/uv.lock', 'setup.py'],
    [PLAIN]: ['a/../b.txt', 'a//b.txt', 'a/./b.txt', 'a/../uv.lock'],
    'is longer than 200 characters': [`${'a'.repeat(200)}.txt`],
  },
  manage: { 'is not a path such as backend/manage.py inside the project': ['', '/manage.py', '-m', 'a b.py', '$x/manage.py', 'a\n.py', './manage.py', '..'], [PLAIN]: ['a/../manage.py', 'a//manage.py'] },
  configuration: { 'is not a class such as Production': ['a.B', 'a b', '1A', 'A\nB', '$A'] },
  interface: { 'is not one of wsgi, asgi': ['', 'http'] },
  libraries: { 'is not one of compiler, git, libpq, mysql, gdal, magic, pango, cairo, ldap, graphviz, poppler, tesseract, ffmpeg': ['curl', 'libpq5; rm'], 'names something twice': ['git,git'] },
  variables: {
    'is not a name such as SENTRY_DSN': ['a', 'A-B', '1A', 'A=1', 'A\nB', '$A'],
    'decides how programs run: it is not for a project to set': ['PATH', 'LD_PRELOAD', 'PYTHONPATH', 'COMPOSE_FILE', 'TAG'],
    'names something twice': ['A,A'],
  },
  'static-url': { 'is not a path such as /static/, with a slash at both ends': ['', '/', 'static/', '/static', '//x/', '/a b/', '/a;/', '/../', 'https://cdn.example.com/'] },
  'static-root': { 'is not a folder such as staticfiles inside the project': ['', '/app/static', '.', '-x', 'a b', '$x', 'a;b', 'a\nb'], [PLAIN]: ['a/../b', 'a//b', 'a/'] },
  'media-root': { 'is not a folder such as media inside the project': ['', '/data', '..'] },
  health: { 'is not a path such as /healthz': ['/', 'healthz', '/a b', '/a"', '/a\n', '/../x', '/a?b=1'] },
  admin: { 'is not a path such as /office/, with a slash at both ends': ['/', 'office/', '/office', '//', '/a b/', '/a;/', '/../'] },
  'front-end': { 'is not a folder such as frontend inside the project': ['', '/web', '../web', '-x'], [PLAIN]: ['a/../b'] },
  python: { 'is not one of 3.14, 3.13, 3.12, 3.11, 3.10': ['3.9', '3', '3.1', '3.14.1', '3.15', ''] },
  base: { 'is not one of slim, alpine': ['bookworm', ''] },
  registry: {
    [REGISTRY]: [
      'team', 'team/shop', 'registry/team', 'https://registry.example.com', 'registry.example.com/', 'registry.example.com/team/', 'Registry.example.com/team', 'registry.example.com/Team', 'registry.example.com:/team',
      'registry.example.com:0/team', 'registry.example.com/a//b', 'registry.example.com/../b', 'registry.example.com/a b', 'registry.example.com/$x', 'registry.example.com/a"', "registry.example.com/a'", 'registry.example.com/`id`',
      'registry.example.com/a\n', 'registry.example.com/a;b', '-r.example.com/team', 'a@b.example.com/team', 'registry.example.com/team:1', 'registry.example.com/.team', 'registry.example.com/team-',
    ],
    'is longer than 150 characters': [`registry.example.com/${'a'.repeat(150)}`],
  },
  web: {
    [IMAGE]: ['', 'image', 'image:', 'none;', 'image:a b', 'image:$x:1', 'image:UPPER:1', 'image:-a:1', 'image:a:1\nRUN x', 'image:../a:1', 'image:a//b:1', 'image:a..b:1', 'image:a___b:1', 'image:a.-b:1', 'image:a_b.org:5000/a:1', `image:a@sha256:${'a'.repeat(63)}`, 'static,node'],
    'has a name of more than 255 characters': [`image:${'a'.repeat(256)}:1`],
    [TAG]: ['image:shop', 'image:ghcr.io/me/shop', 'image:localhost:5000/shop', 'image:shop:latest', `image:shop:latest@sha256:${'a'.repeat(64)}`],
  },
  'web-port': { [PORT]: ['', '0', '80', '1023', '65535', '70000', '08000', '8000-8001', '8000/udp', '8000; server 10.0.0.1:80', '[::1]:8000', '8e3', '-1', '8000 backup', '8000\n', '٨٠٠٠'] },
  'api-port': { [PORT]: ['80', '99999'] },
  'api-prefix': {
    [PREFIX]: ['/', 'api/', '/api', '//x/', '/a b/', '/a/;', '/$uri/', '/a/{', '/é/', '/../', '/a//b/', '/.well-known/x/'],
    [SERVED]: ['/static/', '/media/'],
    'names no path': [''],
    'names something twice': ['/api/,/api/'],
    'is longer than 100 characters': [`/${'a'.repeat(100)}/`],
  },
  db: { 'is not one of 18, 17, 16, external': ['15', '18.1', 'postgres', '', '18\n'] },
  cache: { 'is not one of memcached, redis, valkey, none': ['mongodb', ''] },
  'volumes-root': {
    [PATH]: ['', 'srv/shop', 'x', '~/x', '/srv/$HOME', '/srv/${X:-/etc}', '/srv/a:b', '/srv/a b', '/srv/$uri/', '/srv/a;b', '/srv/é', "/srv/a'b", '/srv/a\n', '/'],
    [PLAIN]: ['//', '/srv//shop', '/srv/../etc', '/srv/./shop', '/srv/shop/..', '/srv/shop//'],
    [SYSTEM]: ['/etc', '/etc/', '/etc/shop', '/usr/local/shop', '/var', '/home', '/root', '/srv', '/tmp', '/dev/shm', '/proc/1', '/run/shop', '/opt', '/media'],
    'is longer than 200 characters': [`/srv/${'a'.repeat(200)}`],
  },
  upstreams: { 'is not the address of another host, as in 10.0.0.12': ['127.0.0.1', '0.0.0.0', 'shop-2', '10.0.0', '10.0.0.256', '10.0.0.1:80', '10.0.0.1;', '::1', '010.0.0.1'], 'names something twice': ['10.0.0.1,10.0.0.1'] },
  swarm: { 'is not true or false': ['yes', 'True', '1', 'true\n'] },
  'upload-limit': { [SIZE]: ['', '0m', '10MB', '-1', '20', '20M', '1g', '10000m', '20m;', '20m\n'] },
};

const taken = (Object.entries(good) as [AnswerKey, readonly string[]][]).flatMap(([key, values]) => values.map((value) => [key, value] as const));

const refused = (Object.entries(bad) as [AnswerKey, Readonly<Record<string, readonly string[]>>][]).flatMap(([key, sentences]) =>
  Object.entries(sentences).flatMap(([sentence, values]) => values.map((value) => [key, value, sentence] as const)),
);

/** As the sentence shows it: escaped, and not without end. */
const shown = (value: string) => JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);

describe('an answer is taken', () => {
  it.each(taken)('%s: %j', (key, value) => {
    expect(problem(key, value)).toBeUndefined();
  });
});

describe('an answer is refused', () => {
  it.each(refused)('%s: %j %s', (key, value, sentence) => {
    expect(problem(key, value)).toBe(`${shown(value)} ${sentence}.`);
  });

  it.each<readonly [AnswerKey, value: string, sentence: string]>([
    ['domain', 'a.com,b_c.org', `"b_c.org" ${HOST}.`],
    ['domain', 'a.com,', `"" ${HOST}.`],
    ['domain', 'a.com,,b.com', `"" ${HOST}.`],
    ['api-prefix', '/api/,', `"" ${PREFIX}.`],
    ['api-prefix', '/api/, /static/x/', `"/static/x/" ${SERVED}.`],
  ])('%s %j: the one item that is wrong is named', (key, value, sentence) => {
    expect(problem(key, value)).toBe(sentence);
  });

  it.each<readonly [AnswerKey, value: string, near: string]>([
    ['cache', 'reddis', 'redis'],
    ['cache', 'memcache', 'memcached'],
    ['base', 'Slim', 'slim'],
    ['tls', 'lets-encrypt', 'letsencrypt'],
    ['django', 'exisitng', 'existing'],
  ])('%s %j, and the nearest is offered', (key, value, near) => {
    expect(problem(key, value)).toMatch(new RegExp(`^"${value}" is not one of .*; did you mean ${near}\\?$`));
  });

  it('with every character of its own escaped, so that no terminal obeys it', () => {
    expect(problem('name', '\u001b[2J\n\0\u009b\u202e')).toBe(`"\\u001b[2J\\n\\u0000\\u009b\\u202e" ${NAME}.`);
  });
});

it('every answer has a good value here', () => {
  expect(Object.keys(good).sort()).toEqual(Object.keys(fields).sort());
});
