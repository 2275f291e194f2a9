/** Rendered compose files as two versions of compose read them: P24–P50, P54, P58, P66. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith, type ToolName } from '../support/need.ts';
import { fileOf, ROOT } from '../support/stacks.ts';
import { stackOf, stacks } from './answers.ts';
import { policies } from './compose-policies.ts';
import { composeConfig, resolved, type Config, type ServiceConfig } from './compose-tools.ts';

const schema = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/compose-spec/compose-spec.json'), 'utf8')) as { $schema?: string };
// It names draft 7 by an address that ajv does not know.
delete schema.$schema;
const ajv = new Ajv({ strict: false, allErrors: true });
const validate = ajv.compile(schema);
const read = (text: string, version: '1.1' | '1.2') => parse(text, { version, merge: true }) as unknown;

describe.each(stacks)('docker-compose.yml, %s', (_, made) => {
  const text = fileOf(made, 'docker-compose.yml');

  it('P24: follows the schema of the compose specification', () => {
    validate(read(text, '1.2'));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('P24: says the same to a reader of YAML 1.1', () => {
    expect(read(text, '1.1')).toEqual(read(text, '1.2'));
  });

  it('P25: has a name and no version', () => {
    expect(Object.keys(read(text, '1.2') as object)).toEqual(['name', 'x-service', 'services', 'networks']);
  });

  it('P40: has a place for data in every bind, below one root that .env can move', () => {
    const sources = [...text.matchAll(/source: (.*)/g)].map((match) => match[1]);
    for (const source of sources) expect(source).toMatch(new RegExp(`^"\\$\\{VOLUMES_ROOT:-${made.stack.volumesRoot}\\}/[a-z]+"$`));
    expect(text).not.toMatch(/\$\{[A-Z_]+\}/);
  });
});

describe('negative controls of the schema', () => {
  it.each([
    ['a misspelt key', { services: { a: { image: 'x', healthchek: {} } } }],
    ['a number for a word', { services: { a: { image: 'x', restart: 5 } } }],
    ['a list for a map', { services: [{ image: 'x' }] }],
  ])('P24: refuses %s', (_, file) => {
    expect(validate(file)).toBe(false);
  });
});

const titles = stacks.map(([title]) => title);
const versions = ['compose-2.26', 'docker-compose-2.40'] as const satisfies readonly ToolName[];

const known = new Map<string, Config>();

/** As compose resolves it; asked once for each stack and version. */
function resolvedOnce(program: string, title: string): Config {
  const key = `${program} ${title}`;
  const config = known.get(key) ?? resolved(program, stackOf(title));
  known.set(key, config);
  return config;
}

describe.each(versions)('%s', (version) => {
  describeWith([version], 'reads', ({ path }) => {
    it.each(titles)('P24: %s, without a warning', (title) => {
      expect(Object.keys(resolvedOnce(path(version), title).services)).toContain('api');
    });
  });
});

describeWith(versions, 'both versions', ({ path }) => {
  it.each(titles)('P24: understand the same: %s', (title) => {
    const [old, recent] = versions.map((version) => JSON.stringify(resolvedOnce(path(version), title)).replaceAll(/compose-\w{6}/g, ''));
    expect(old).toBe(recent);
  });
});

describeWith(['compose-2.26'], 'policies', ({ path }) => {
  describe.each(stacks)('%s', (title, made) => {
    it.each(policies)('%s', (_title, policy) => {
      expect(policy(resolvedOnce(path('compose-2.26'), title), made)).toEqual([]);
    });
  });
});

describeWith(['compose-2.26'], 'negative control', ({ path }) => {
  it("the policies find in the post's picture what this package set out to improve", () => {
    const { stdout } = composeConfig(path('compose-2.26'), join(ROOT, 'test/fixtures/post'));
    const post = JSON.parse(stdout) as Config;
    const broken = policies.filter(([, policy]) => policy(post, stackOf('default')).length > 0).map(([title]) => title.split(':')[0]);
    expect([...new Set(broken)]).toEqual([
      'P26', 'P27', 'P29', 'P30', 'P31', 'P32', 'P33', 'P34', 'P35', 'P36', 'P37', 'P39', 'P42', 'P46', 'P47', 'P48', 'P50', 'P58',
    ]);
  });

  it.each<[name: string, id: string, change: object]>([
    ['P28', 'db', { ports: [{ host_ip: '127.0.0.1', published: '5432', target: 5432 }] }],
    ['P38', 'web', { volumes: [{ type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock' }] }],
    ['P38', 'api', { network_mode: 'host' }],
    ['P43', 'web', { networks: { default: null, internal: null } }],
    ['P43', 'db', { networks: { default: null, internal: null } }],
    ['P45', 'my_worker', { image: 'x' }],
    ['P54', 'web', { environment: { DJANGO_SECRET_KEY: 'x' } }],
    ['P54', 'db', { environment: { DJANGO_SECRET_KEY: 'x' } }],
  ])('%s complains about a changed %s: %j', (name, id, change) => {
    const good = resolvedOnce(path('compose-2.26'), 'default');
    const bad = { ...good, services: { ...good.services, [id]: { ...good.services[id], ...change } as ServiceConfig } };
    const broken = policies.filter(([, policy]) => policy(bad, stackOf('default')).length > 0).map(([title]) => title.split(':')[0]);
    expect(broken).toContain(name);
  });
});
