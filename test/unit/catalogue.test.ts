/** The contract that every entry of the catalogue keeps, in every stack that has it. */
import { describe, expect, it } from 'vitest';
import { stacks } from '../config/answers.ts';
import { list } from '../support/listing.ts';
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

  it('lets be added what no answer decides', () => {
    expect(addable).toEqual(['memcache', 'redis', 'valkey']);
    expect(questions.map(({ key }) => key)).toContain('with');
  });
});

describe.each(stacks)('the services of a stack: %s', (_title, { services, files, stack }) => {
  const containers = services.filter(hasContainer);

  it('have a pinned image or are built, and a health check', () => {
    const broken = containers.filter(({ container: { spec } }) => {
      const image = String(spec['image']);
      const pinned = spec['build'] !== undefined ? image.includes('${TAG') : /(:[^/]+|@sha256:.{64})$/.test(image) && !/:latest$/.test(image);
      return !pinned || spec['healthcheck'] === undefined;
    });
    expect(list(broken)).toEqual([]);
  });

  it('publish ports that nobody else has, on loopback alone', () => {
    const ports = services.flatMap(({ route }) => (route ? [route.port, route.spare] : []));
    expect(new Set(ports).size).toBe(ports.length);
    const published = containers.flatMap(({ container: { spec } }) => (spec['ports'] ?? []) as readonly string[]);
    expect(published.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
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
