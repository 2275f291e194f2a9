/** A compose file that was here before: it keeps every line, and the stack is in it afterwards. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { StackError } from '../../src/errors.ts';
import { takeOver } from '../../src/regenerate/take-over.ts';
import { changeIn } from '../support/made.ts';
import { fileOf, found, make, proposing, ROOT } from '../support/stacks.ts';

type Data = Record<string, unknown>;

const project = found(proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' }));
const ours = fileOf(make({}, project), 'docker-compose.yml');

const servicesIn = (text: string) => ((parse(text, { merge: true, logLevel: 'error' }) as { services?: Record<string, Data> }).services ?? {});

const THEIRS = `# Since 2019.
version: "3.8"

services:
  app:
    build: .          # by hand
    ports: ["8001:8000"]
    depends_on: [db]
  db:
    image: postgres:15
    volumes: [pgdata:/var/lib/postgresql/data]

volumes:
  pgdata:
`;

describe('takeOver', () => {
  it('adds what the stack needs, and keeps each line and each service', () => {
    const { text, matched, added, others } = takeOver(THEIRS, ours, 'shop');
    expect([matched, added, others]).toEqual([['db'], ['api', 'memcache'], ['app']]);
    expect(changeIn(THEIRS, text)).toMatchObject({ removed: [], restKept: true });
    const [before, after] = [servicesIn(THEIRS), servicesIn(text)];
    expect(after['app']).toEqual(before['app']);
    const { healthcheck, ...db } = after['db'] ?? {};
    expect(db).toEqual(before['db']);
    expect(healthcheck).toEqual(servicesIn(ours)['db']?.['healthcheck']);
    expect(after['api']).toEqual(servicesIn(ours)['api']);
    expect(parse(text)).toMatchObject({ name: 'shop', networks: { default: {}, internal: { internal: true } }, volumes: { pgdata: null } });
  });

  it('a health check of theirs stays theirs', () => {
    const theirs = 'services:\n  db:\n    image: postgres:15\n    healthcheck: {test: [CMD, true]}\n';
    expect(servicesIn(takeOver(theirs, ours, 'shop').text)['db']).toEqual({ image: 'postgres:15', healthcheck: { test: ['CMD', true] } });
  });

  it('a comment of theirs stays with what it is about', () => {
    expect(takeOver(THEIRS.replace('services:', '# By hand.\nservices:'), ours, 'shop').text).toContain('\n\n# By hand.\nservices:\n');
    expect(takeOver('# Since 2019.\nservices: {}\n', ours, 'shop').text).toMatch(/^# Since 2019\.\nname: shop\n/);
  });

  it('twice is once', () => {
    const { text } = takeOver(THEIRS, ours, 'shop');
    expect(takeOver(text, ours, 'shop').text).toBe(text);
  });

  it.each<readonly [title: string, text: string, outcome: string, sentence: RegExp]>([
    ['another name', 'name: bakery\nservices: {}\n', 'usage', /^docker-compose\.yml:1: its name is bakery, and the stack's is shop\./],
    ['a half-finished file', 'services:\n  a: [\n', 'failed', /^docker-compose\.yml:\d+: .* Nothing was written\.$/],
    ['a list', '- a\n', 'failed', /is no compose file/],
    ['services that are a list', 'services: [a]\n', 'failed', /could not be added|no compose file/],
  ])('refuses %s', (_title, text, outcome, sentence) => {
    expect(() => takeOver(text, ours, 'shop')).toThrow(expect.objectContaining({ outcome, message: expect.stringMatching(sentence) as string }));
  });
});

/** Every byte of the one is in the other, in its order. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (let index = 0; index < whole.length; index += 1) if (whole[index] === part[at]) at += 1;
  return at === part.length;
}

const corpus = join(ROOT, 'test/fixtures/compose');

/** Nothing can be put beside services that are written as JSON or with question marks. */
const REFUSED: readonly string[] = ['explicit-keys.yml', 'json-on-one-line.yml', 'json.yml'];

describe('every file of test/fixtures/compose', () => {
  it.each(readdirSync(corpus).filter((name) => name.endsWith('.yml')))('%s keeps its lines and services, or is refused', (name) => {
    const theirs = readFileSync(join(corpus, name), 'utf8');
    const own = /^name: *"?([\w-]+)/m.exec(theirs)?.[1] ?? 'shop';
    try {
      const { text, matched } = takeOver(theirs, fileOf(make({ name: own }, project), 'docker-compose.yml'), own);
      expect(isWithin(theirs, text)).toBe(true);
      const [before, after] = [servicesIn(theirs), servicesIn(text)];
      for (const id of Object.keys(before).filter((one) => !matched.includes(one))) expect(after[id]).toEqual(before[id]);
      for (const id of ['api', 'db', 'memcache']) expect(after[id]).toBeDefined();
    } catch (error) {
      if (!(error instanceof StackError)) throw error;
      expect(REFUSED).toContain(name);
      expect(error.message).toMatch(/Nothing was written\.$/);
    }
  });
});
