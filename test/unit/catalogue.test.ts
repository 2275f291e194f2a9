/** The contract that every entry of the catalogue keeps, in every stack that has it. */
import { describe, expect, it } from 'vitest';
import { stacks } from '../config/answers.ts';
import { list } from '../support/listing.ts';
import { make } from '../support/stacks.ts';
import { addable, catalogue, hasContainer } from '../../src/services/index.ts';
import { questions } from '../../src/stack/questions.ts';

describe('the catalogue', () => {
  it('has each id once, in letters that every syntax takes', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9-]{0,29}$/.test(id))).toEqual([]);
  });

  it('says of each what it is, in one line', () => {
    expect(catalogue.filter(({ title }) => title.length < 10 || title.length > 90 || title.includes('\n'))).toEqual([]);
  });

  it('needs what can be added, and says why', () => {
    const ids = addable.map(({ id }) => id);
    const needs = catalogue.flatMap(({ needs = [] }) => needs);
    expect(needs.flatMap(({ oneOf }) => oneOf).filter((id) => !ids.includes(id))).toEqual([]);
    expect(needs.filter(({ why }) => why.length < 10 || /[.:]$/.test(why))).toEqual([]);
  });

  it.each(addable.map(({ id }) => id))('gives a stack with %s all that it needs, and in the end nothing is missing', (id) => {
    const { stack, services } = make({ with: id });
    expect(stack.with).toContain(id);
    expect(stack.with.every((one) => services.some((service) => service.id === one))).toBe(true);
    for (const { needs = [] } of addable.filter((entry) => stack.with.includes(entry.id))) {
      for (const { oneOf } of needs) expect(oneOf.some((one) => stack.with.includes(one))).toBe(true);
    }
  });

  it('lets be added what no answer decides', () => {
    expect(addable.map(({ id }) => id)).toEqual(['worker', 'beat', 'scheduler', 'channels', 'pgvector', 'pgbouncer', 'memcache', 'redis', 'valkey', 'rabbitmq', 'mailpit', 's3']);
    expect(questions.map(({ key }) => key)).toContain('with');
  });
});

describe.each(stacks)('the services of a stack: %s', (_title, { services, files, stack }) => {
  const containers = services.filter(hasContainer);

  it('have a pinned image or are built, and a health check', () => {
    const broken = containers.filter(({ container: { spec, runsProject } }) => {
      const image = String(spec['image']);
      const pinned = spec['build'] !== undefined || runsProject ? image.includes('${TAG') : /(:[^/]+|@sha256:.{64})$/.test(image) && !/:latest$/.test(image);
      return !pinned || spec['healthcheck'] === undefined;
    });
    expect(list(broken)).toEqual([]);
  });

  it('publish ports that nobody else has, on loopback alone', () => {
    const ports = services.flatMap(({ route }) => (route ? [route.port, route.spare] : []));
    expect(new Set(ports).size).toBe(ports.length);
    const published = containers.flatMap(({ container: { spec } }) => (spec['ports'] ?? []) as readonly string[]);
    expect(published.filter((port) => !/^(127\.0\.0\.1|\$\{PUBLISH_ON:-127\.0\.0\.1\}):\d+:\d+$/.test(port))).toEqual([]);
  });

  it('do not share a folder, a secret or an address', () => {
    for (const names of [
      services.flatMap(({ directories = [] }) => directories.map(({ name }) => name)),
      services.flatMap(({ secrets = [] }) => secrets.map(({ key }) => key)),
      services.flatMap(({ address = {} }) => Object.keys(address)),
    ]) expect(new Set(names).size).toBe(names.length);
  });

  it('put no secret into a file that is committed', () => {
    const keys = services.flatMap(({ secrets = [] }) => secrets.map(({ key }) => key));
    const assigned = files.filter(({ ownership, content }) => ownership !== 'keys' && keys.some((key) => new RegExp(`^${key}=[^$\\s]`, 'm').test(content)));
    expect(assigned.map(({ path }) => path)).toEqual([]);
    expect(files.filter(({ ownership, content }) => ownership !== 'keys' && /\{\{[A-Z_]+\}\}/.test(content)).map(({ path }) => path)).toEqual([]);
  });

  it('explain only lines that are there', () => {
    const missing = containers.flatMap(({ id, container: { spec, why = {} } }) =>
      Object.keys(why).filter((path) => spec[path.split('.')[0] ?? ''] === undefined).map((path) => `${id}.${path}`),
    );
    expect(missing).toEqual([]);
    expect(stack.with.every((id) => services.some((service) => service.id === id))).toBe(true);
  });
});
