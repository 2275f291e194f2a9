/** The JSON schema of django-stack.yml and the tool agree: what the tool takes is never marked, and nearly all it refuses is. */
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stacks } from '../config/answers.ts';
import { renderSchema } from '../../src/render/schema.ts';
import { renderStackFile } from '../../src/render/stack-file.ts';
import { addable } from '../../src/services/index.ts';
import { fields, type AnswerKey, type RawAnswers } from '../../src/stack/fields.ts';
import { questionFor, questions } from '../../src/stack/questions.ts';
import { problem } from '../../src/stack/resolve.ts';
import { hostileAnswer, NASTY, goodAnswer } from '../support/arbitraries.ts';
import { fileOf } from '../support/stacks.ts';
import '../support/seed.ts';

const schema = JSON.parse(renderSchema()) as { properties: Record<string, { description: string }> };
const validate = new Ajv({ allowUnionTypes: true, allErrors: false }).compile(schema);
/** Which services there are, the catalogue tells: see below. */
const keys = (Object.keys(fields) as AnswerKey[]).filter((key) => key !== 'with');

/** As an editor sees it. */
const accepts = (answers: RawAnswers) => validate(parse(renderStackFile(answers, '0.0.0').content) ?? {});

/** Sentences of refusals that need more than patterns: the schema lets these pass, and the tool says them. */
const ONLY_THE_TOOL = [
  /cannot be used/, /Python reserves/, /is not a host name/, /longer than the 46/, /names something twice/,
];

it('has every answer, described', () => {
  expect(Object.keys(schema.properties)).toEqual(questions.map(({ key }) => key));
  for (const key of keys) expect(schema.properties[key]?.description).toContain(questionFor(key)?.help);
});

it.each(stacks)('takes the file of the stack: %s', (_title, made) => {
  const file = fileOf(made, 'django-stack.yml');
  expect(file.split('\n')[0]).toBe('# yaml-language-server: $schema=.django-stack/schema.json');
  expect(validate(parse(file))).toBe(true);
});

describe.each(keys)('%s', (key) => {
  it('is never marked where the tool takes it', () => {
    fc.assert(fc.property(goodAnswer(key), (value) => { expect(accepts({ [key]: value })).toBe(true); }), { numRuns: 100 });
  });

  it('is marked where the tool refuses it, but for what only code can tell', () => {
    const check = (value: string) => {
      const sentence = problem(key, value);
      if (sentence === undefined) expect(accepts({ [key]: value })).toBe(true);
      else if (!ONLY_THE_TOOL.some((known) => known.test(sentence))) expect([value, accepts({ [key]: value })]).toEqual([value, false]);
    };
    NASTY.forEach(check);
    fc.assert(fc.property(hostileAnswer(key), check), { numRuns: 150 });
  });
});

it('knows the catalogue', () => {
  expect(validate({ with: ['redis'] })).toBe(true);
  expect(validate({ with: ['radis'] })).toBe(false);
  expect(addable.length).toBeGreaterThan(2);
});

it.each<[title: string, file: unknown]>([
  ['a key that does not exist', { colour: 'red' }],
  ['no value', { name: null }],
  ['a list where there is one answer', { name: ['a'] }],
  ['a map', { db: { version: 18 } }],
  ['a port out of range', { 'web-port': 80 }],
  ['a list with nothing in it where one is needed', { domain: [] }],
  ['the same twice', { 'api-prefix': ['/api/', '/api/'] }],
])('marks %s', (_title, file) => {
  expect(validate(file)).toBe(false);
});

it.each<[title: string, file: unknown]>([
  ['numbers that YAML makes of versions and ports', { python: 3.14, db: 18, 'web-port': 8000 }],
  ['3.10, which YAML shortens', { python: 3.1 }],
  ['a list as one text', { domain: 'shop.org, www.shop.org' }],
  ['a file with a few answers', { name: 'shop' }],
])('takes %s', (_title, file) => {
  expect(validate(file)).toBe(true);
});
