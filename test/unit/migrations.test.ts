/** Names that a newer template uses: a rename is one thing called otherwise, and neither a deletion nor an addition. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { migrations, pendingMigrations, type Migration } from '../../src/regenerate/migrations.ts';
import { renameInNginx } from '../../src/regenerate/nginx/rename.ts';
import { stackRenamed } from '../../src/regenerate/stack-name.ts';
import { firstPast, recordOf } from '../../src/regenerate/record.ts';
import { regenerate, type Context } from '../../src/regenerate/regenerate.ts';
import type { Rename } from '../../src/regenerate/rename.ts';
import { renameInYaml } from '../../src/regenerate/yaml/rename.ts';
import type { RenderedFile } from '../../src/stack/types.ts';
import { fileOf, make } from '../support/stacks.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/migrations', import.meta.url));

const COMPOSE = (text: string): string => renameInYaml(text, {
  'services.cache': 'memcache', 'services.*.depends_on.cache': 'memcache', 'networks.back': 'internal', 'services.*.networks.back': 'internal',
});

/** How a migration looks; the fixtures of `example` belong to it. */
const EXAMPLE: readonly Migration[] = [
  { name: 'example', from: 'docker-compose.yml', to: 'docker-compose.yml', text: COMPOSE },
  { name: 'example', from: 'nginx/shop.conf', to: 'nginx/shop.conf', text: (text) => renameInNginx(text, (word) => word.replace(/shop_django\b/, 'shop_api')) },
];

const fixture = (name: string, side: 'before' | 'after', path: string): string => readFileSync(`${FIXTURES}/${name}/${side}/${path}`, 'utf8');

describe('migrations', () => {
  it.each([...EXAMPLE, ...migrations])('$name makes of what was before what is after, and nothing of that', ({ name, from, to, text }) => {
    expect(text(fixture(name, 'before', from))).toBe(fixture(name, 'after', to));
    expect(text(fixture(name, 'after', to))).toBe(fixture(name, 'after', to));
    expect(text('')).toBe('');
  });

  it('have names of their own, and fixtures', () => {
    const names = new Set(migrations.map(({ name }) => name));
    expect([...names].filter((name) => !existsSync(`${FIXTURES}/${name}`))).toEqual([]);
    expect(readdirSync(FIXTURES).filter((name) => name !== 'example' && !names.has(name))).toEqual([]);
  });

  it('are each done once, in their order, and a new stack has had them all', () => {
    const all = ['a', 'b', 'c'].map((name) => ({ name, from: 'x', to: 'x', text: (text: string) => text }));
    expect(pendingMigrations(new Set(['b']), all).map(({ name }) => name)).toEqual(['a', 'c']);
    const past = firstPast(make().files);
    expect(pendingMigrations(past.migrated)).toEqual([]);
    const lock = recordOf({ ...past, migrated: new Set(['b', 'a']) }, [], '1.2.3').find(({ path }) => path.endsWith('lock.json'));
    expect(JSON.parse(lock?.content ?? '')).toMatchObject({ migrations: ['b', 'a'] });
  });
});

const made = make();
const next = made.files.filter(({ path }) => path === 'docker-compose.yml' || path === 'nginx/shop.conf');

/** The files as an older template rendered them: the cache and the upstream had other names. */
const older = (path: string): string => (path.endsWith('.yml') ? fileOf(made, path).replaceAll(/\bmemcache:(?!11211)/g, 'cache:') : fileOf(made, path).replaceAll(/\bshop_api\b/g, 'shop_django'));

const byHand = (text: string): string => text
  .replace('  cache:\n', '  # Ada watches this one.\n  cache:\n    mem_swappiness: 0 # ours\n').replace('"-m", "64"', '"-m", "96"')
  .replace('upstream shop_django {', 'upstream shop_django { # ours\n    zone shop_django 64k;').replaceAll('\n', '\r\n');

function run(renames: readonly Rename[], edited = byHand) {
  const context: Context = {
    past: { base: new Map(next.map(({ path }) => [path, older(path)])), given: new Set(), deleted: new Set(), migrated: new Set() },
    mine: new Map(next.map(({ path }) => [path, { text: edited(older(path)), mode: 0o640 }])),
    decide: () => undefined, generate: () => '', wanted: new Set(), renames,
  };
  return regenerate(next, context);
}

describe('a rename', () => {
  const renames: readonly Rename[] = [
    { from: 'docker-compose.yml', to: 'docker-compose.yml', text: (text) => renameInYaml(text, { 'services.cache': 'memcache', 'services.*.depends_on.cache': 'memcache' }) },
    { from: 'nginx/shop.conf', to: 'nginx/shop.conf', text: (text) => renameInNginx(text, (word) => word.replace(/\bshop_django\b/, 'shop_api')) },
  ];

  it('that nobody has told is one thing gone and another come: a conflict with every edit', () => {
    expect(run([]).conflicts.map(({ path }) => path)).toEqual(expect.arrayContaining(['services.cache']));
  });

  it('that is declared keeps every edit, to the byte, and is no conflict', () => {
    const { plan, conflicts, notes, past } = run(renames);
    expect([conflicts, notes]).toEqual([[], []]);
    expect(past.base).toEqual(new Map(next.map(({ path, content }) => [path, content])));
    for (const { path, action, before, after, mode } of plan) {
      expect([path, action, before, mode]).toEqual([path, 'update', byHand(older(path)), 0o640]);
      expect(after).toBe(byHand(older(path)).replaceAll(/\bcache:(?!11211)/g, 'memcache:').replaceAll(/\bshop_django\b/g, 'shop_api'));
    }
  });

  it('of what nobody edited is an update, and of what has the new name already nothing', () => {
    expect(run(renames, (text) => text).plan.map(({ action }) => action)).toEqual(['update', 'update']);
    expect(run(renames, (text) => text.replaceAll(/\bcache:(?!11211)/g, 'memcache:').replaceAll(/\bshop_django\b/g, 'shop_api')).plan.map(({ action }) => action)).toEqual(['unchanged', 'unchanged']);
  });
});

describe('a file that is called otherwise', () => {
  const [site] = next.filter(({ path }) => path.endsWith('.conf')) as [RenderedFile];
  const context = (mine: readonly (readonly [string, string])[]): Context => ({
    past: { base: new Map([['nginx/old.conf', site.content]]), given: new Set(), deleted: new Set(), migrated: new Set() },
    mine: new Map(mine.map(([path, text]) => [path, { text, mode: 0o644 }])),
    decide: () => undefined, generate: () => '', wanted: new Set(), renames: [{ from: 'nginx/old.conf', to: site.path, text: (text) => text }],
  });

  it('comes with its edits, and the old one goes', () => {
    const edited = `# mine\n${site.content}`;
    const { plan, conflicts, past } = regenerate([site], context([['nginx/old.conf', edited]]));
    expect(plan).toMatchObject([{ path: site.path, action: 'create', after: edited }, { path: 'nginx/old.conf', action: 'delete', before: edited }]);
    expect([conflicts, [...past.base.keys()]]).toEqual([[], [site.path]]);
    expect(plan[0]).not.toHaveProperty('before');
  });

  it('stays away where its owner deleted it, and leaves a file of the new name alone', () => {
    expect(regenerate([site], context([]))).toMatchObject({ plan: [], past: { deleted: new Set([site.path]) } });
    const both = regenerate([site], context([['nginx/old.conf', site.content], [site.path, 'mine 1;\n']]));
    expect(both.plan.map(({ path, action }) => [path, action])).not.toContainEqual(['nginx/old.conf', 'delete']);
  });

  it('is no longer needed at all: the old one goes', () => {
    expect(regenerate([], context([['nginx/old.conf', site.content]])).plan).toMatchObject([{ path: 'nginx/old.conf', action: 'delete', before: site.content }]);
  });
});

describe('a stack of another name', () => {
  const site = (name: string) => `log_format ${name.replace('-', '_')}_log $status;
map $uri $${name.replace('-', '_')}_cache {
    default "";
}
upstream ${name.replace('-', '_')}_api {
    server 127.0.0.1:8080;
}
server {
    include ${name}.tls*.conf;
    include ${name}.d/*.conf;
    location / {
        proxy_pass http://${name.replace('-', '_')}_api;
    }
}
`;
  const [before, after] = ['nginx/my-shop.conf', 'nginx/store.conf'];
  const renamed = (mine: string) => regenerate([{ path: after, content: site('store'), mode: 0o644, ownership: 'shared' }], {
    past: { base: new Map([[before, site('my-shop')]]), given: new Set(), deleted: new Set(), migrated: new Set() },
    mine: new Map([[before, { text: mine, mode: 0o644 }]]),
    decide: () => undefined, generate: () => '', wanted: new Set(), renames: stackRenamed('my-shop', 'store', new Map([[before, site('my-shop')]])),
  });

  it.each([
    ['a comment above a folder of directives', '    include my-shop.d/*.conf;', '    # Mine.\n    include store.d/*.conf;'],
    ['a comment behind a file of TLS', '    include my-shop.tls*.conf;', '    include store.tls*.conf; # mine'],
    ['a variable within a word', '    location / {', '    add_header X-Mine "$uri-$my_shop_cache.x";\n    location / {'],
    ['a variable in braces', '    location / {', '    add_header X-Mine "${uri}${my_shop_cache}";\n    location / {'],
    ['a path of the host, which stays', '    location / {', '    access_log /var/log/my_shop_log/my_shop_api.log my_shop_log;\n    location / {'],
  ])('takes along %s', (_, line, edited) => {
    const [was, shall] = [edited.replaceAll('store', 'my-shop'), edited.replaceAll(/my_shop(?=_cache|_log;)/g, 'store')];
    const { plan, conflicts } = renamed(site('my-shop').replace(line, was));
    expect(conflicts).toEqual([]);
    expect(plan[0]?.after).toBe(site('store').replace(line.replace('my-shop', 'store'), shall));
  });
});
