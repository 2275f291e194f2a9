/** Answers together: what stands for a missing one, and which cannot stand side by side. */
import { describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { addable } from '../../src/services/index.ts';
import type { AnswerKey, RawAnswers } from '../../src/stack/fields.ts';
import { isPublic } from '../../src/stack/questions.ts';
import { checkEach, resolve, withDefaults } from '../../src/stack/resolve.ts';
import type { Findings } from '../../src/stack/types.ts';
import { found, proposing } from '../support/stacks.ts';

const existing = proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' });

describe('what stands for a missing answer', () => {
  it.each<readonly [title: string, given: RawAnswers, found: Partial<Findings>, expected: Partial<Record<AnswerKey, string | undefined>>]>([
    ['nothing said', {}, {}, {
      name: 'shop', domain: 'shop.localhost', tls: 'none', django: 'new', module: 'shop', settings: 'shop.settings.production', requirements: 'requirements-prod.txt',
      python: '3.14', base: 'slim', web: 'static', 'web-port': '8000', 'api-port': '8080', 'api-prefix': '/api/,/admin/', db: '18', cache: 'memcached',
      'volumes-root': '/srv/shop', 'upload-limit': '20m', with: '',
    }],
    ['a folder with blanks', {}, { folder: 'My Shop' }, { name: 'my-shop', module: 'my_shop', 'volumes-root': '/srv/my-shop' }],
    ['a folder with a taken name', {}, { folder: 'code' }, { name: 'code', module: 'code_site', settings: 'code_site.settings.production' }],
    ['a name', { name: 'x' }, {}, { domain: 'x.localhost', 'volumes-root': '/srv/x', module: 'x' }],
    ['a module', { module: 'core' }, {}, { name: 'shop', settings: 'core.settings.production' }],
    ['web none', { web: 'none' }, {}, { 'web-port': undefined, 'api-prefix': undefined, 'api-port': '8080' }],
    ['a project with a front end', {}, { ...existing, frontEnd: true }, { django: 'existing', web: 'node', module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' }],
    ['a project without one', {}, existing, { web: 'none', 'api-prefix': undefined }],
    ['a new project, although one is here', { django: 'new' }, existing, { module: 'shop', settings: 'shop.settings.production', web: 'static' }],
  ])('%s', (_title, given, findings, expected) => {
    const answers = withDefaults(given, found(findings));
    expect(Object.fromEntries((Object.keys(expected) as AnswerKey[]).map((key) => [key, answers[key]]))).toEqual(expected);
  });

  it('says which values files name, and what stands in the way of one', () => {
    const told = { project: true, several: { settings: [{ value: 'a.live', from: 'a/live.py' }, { value: 'a.prod', from: 'a/prod.py' }] } };
    expect(() => withDefaults({ module: 'a' }, found(told))).toThrow('--settings is needed: the project names several: a.live (a/live.py), a.prod (a/prod.py).');
    const remarks = [{ about: 'module', sentence: 'a.py:1 has b.' }, { about: 'python', sentence: 'Unrelated.' }];
    expect(() => withDefaults({}, found({ project: true, remarks }))).toThrow('--module is needed: the project does not tell the package with wsgi.py. a.py:1 has b.');
  });

  it.each([
    ['--module', { settings: 'a.b', requirements: 'r.txt' }, 'the package with wsgi.py'],
    ['--settings', { module: 'bakery', requirements: 'r.txt' }, 'settings in production'],
    ['--requirements', { module: 'bakery', settings: 'a.b' }, 'what the image installs'],
  ])('nothing does for %s of an existing project that does not tell', (flag, told, what) => {
    expect(() => withDefaults({}, found(proposing(told)))).toThrow(
      new StackError('undecided', `${flag} is needed: the project does not tell ${what}.`),
    );
  });
});

const usage = (sentence: string) => new StackError('usage', sentence);

describe('answers that cannot stand side by side', () => {
  it.each<readonly [given: RawAnswers, sentence: string]>([
    [{ web: 'none', 'web-port': '8000' }, '--web-port has no meaning where web is none.'],
    [{ web: 'none', 'api-prefix': '/api/' }, '--api-prefix has no meaning where web is none: everything goes to the api.'],
    [{ 'web-port': '8080' }, '--api-port: 8080 is too near to web-port 8080: a deploy also uses the port after each.'],
    [{ 'web-port': '8081' }, '--api-port: 8080 is too near to web-port 8081: a deploy also uses the port after each.'],
    [{ 'api-port': '8001' }, '--api-port: 8001 is too near to web-port 8000: a deploy also uses the port after each.'],
    [{ module: 'a.b' }, '--module: "a.b" has a dot: a new project is one package.'],
    [{ module: 'site' }, '--module: "site" cannot be the package: Python\'s standard library has a module of that name.'],
    [{ tls: 'letsencrypt' }, '--tls: letsencrypt needs names that the whole internet can look up, and shop.localhost is not one.'],
    [{ tls: 'letsencrypt', domain: 'a.org,a.test' }, '--tls: letsencrypt needs names that the whole internet can look up, and a.test is not one.'],
    [{ upstreams: '10.0.0.12' }, '--upstreams: needs "db: external" or "swarm: true": each of these hosts would have a database of its own.'],
    [{ registry: 'registry.example.com/team', swarm: 'true' }, '--registry: is for one host: on Swarm, REGISTRY in .env says where its nodes pull from.'],
    [{ with: 'reddis' }, '--with: "reddis" is not one of worker, beat, scheduler, channels, pgvector, pgbouncer, memcache, redis, valkey, rabbitmq, mailpit, s3; did you mean redis?'],
    [{ with: 'db' }, expect.stringContaining('--with: "db" is not one of') as string],
  ])('%j', (given, sentence) => {
    expect(() => resolve(given, found(), addable)).toThrow(expect.objectContaining({ outcome: 'usage', message: sentence }));
  });

  it.each<readonly [RawAnswers]>([
    [{ 'web-port': '8078' }],
    [{ web: 'none', 'api-port': '8000' }],
    [{ tls: 'files' }],
    [{ tls: 'letsencrypt', domain: 'a.org' }],
    [{ with: 'redis , valkey' }],
  ])('but %j can', (given) => {
    expect(resolve(given, found(), addable).name).toBe('shop');
  });

  it('are found in any order, each answer by itself first', () => {
    expect(() => resolve({ web: 'none', 'web-port': '80' }, found(), addable)).toThrow(usage('--web-port: "80" is not a port from 1024 to 65534.'));
    expect(() => { checkEach({ base: 'x' }, (key) => `somewhere: ${key}`); }).toThrow(usage('somewhere: base: "x" is not one of slim, alpine.'));
  });
});

describe('the stack', () => {
  it('has everything the default says', () => {
    expect(resolve({}, found(), addable)).toMatchInlineSnapshot(`
      {
        "admin": "/admin/",
        "adopted": [],
        "apiPrefixes": [
          "/api/",
          "/admin/",
        ],
        "base": "slim",
        "cache": "memcached",
        "celery": "shop",
        "configuration": "",
        "db": "18",
        "developed": {
          "configuration": "",
          "frontEnd": "",
          "packages": "",
          "settings": "",
        },
        "django": "new",
        "domains": [
          "shop.localhost",
        ],
        "health": "/healthz",
        "ident": "shop",
        "implied": [],
        "interface": "wsgi",
        "libraries": [],
        "manage": {
          "folder": "",
          "script": "manage.py",
        },
        "media": {
          "root": "media",
          "url": "/media/",
        },
        "module": "shop",
        "name": "shop",
        "ports": {
          "api": 8080,
          "apiSpare": 8081,
          "mailpit": 8025,
          "web": 8000,
          "webSpare": 8001,
        },
        "python": "3.14",
        "registry": "",
        "requirements": "requirements-prod.txt",
        "settings": "shop.settings.production",
        "static": {
          "root": "staticfiles",
          "url": "/static/",
        },
        "swarm": false,
        "tls": "none",
        "uploadLimit": "20m",
        "upstreams": [],
        "variables": [],
        "volumesRoot": "/srv/shop",
        "web": {
          "folder": "web",
          "kind": "static",
          "starter": true,
        },
        "with": [],
      }
    `);
  });

  it.each<readonly [given: RawAnswers, expected: object]>([
    [{ name: 'my-shop' }, { ident: 'my_shop' }],
    [{ domain: 'Exämple.org , b.org' }, { domains: ['xn--exmple-cua.org', 'b.org'] }],
    [{ web: 'image:localhost:5000/a:1' }, { web: { kind: 'image', image: 'localhost:5000/a:1', starter: true } }],
    [{ web: 'none' }, { web: { kind: 'none' }, apiPrefixes: ['/'], ports: { api: 8080, apiSpare: 8081 } }],
    [{ 'volumes-root': '/data/shop/' }, { volumesRoot: '/data/shop' }],
    [{ with: 'valkey,redis' }, { with: ['valkey', 'redis'] }],
  ])('%j', (given, expected) => {
    expect(resolve(given, found(), addable)).toMatchObject(expected);
  });

  it('starts no front end where there is one', () => {
    expect(resolve({}, found({ frontEnd: true }), addable).web).toEqual({ kind: 'static', folder: 'web', starter: false });
  });
});

it.each([
  ['shop.org', true], ['localhost.org', true], ['contest.org', true],
  ['shop.localhost', false], ['a.test', false], ['nas.local', false], ['a.home.arpa', false], ['box.lan', false],
])('%s can be looked up by everyone: %s', (domain, expected) => {
  expect(isPublic(domain)).toBe(expected);
});
