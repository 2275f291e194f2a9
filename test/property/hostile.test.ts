/** Hostile input: refused by a sentence that names the field, or written so that every parser reads back the model. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { fields, type AnswerKey, type RawAnswers } from '../../src/stack/fields.ts';
import { hostileAnswer, NASTY } from '../support/arbitraries.ts';
import { attempt, checkFiles } from './reading.ts';
import '../support/seed.ts';

const keys = Object.keys(fields) as AnswerKey[];
const RUNS = 10_000;

/** Fields that a contradiction may name instead: the two ports, and what has no meaning without a web. */
const PARTNERS: Partial<Record<AnswerKey, AnswerKey>> = { 'web-port': 'api-port', domain: 'tls', django: 'module', name: 'module', 'static-url': 'media-url', 'static-root': 'media-root' };

function checkRefusal(key: AnswerKey, { outcome, message }: StackError): void {
  const named = [key, PARTNERS[key]].some((one) => message.startsWith(`--${one}: `) || message.startsWith(`--${one} `));
  if (outcome !== 'usage' || !named) throw new Error(`${key}: ${outcome}: ${message}`);
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/.test(message)) throw new Error(`a terminal would obey ${JSON.stringify(message)}`);
}

/** Answers without which a field has no meaning. */
const BESIDE: Partial<Record<AnswerKey, RawAnswers>> = { 'web-port': { web: 'static' }, 'api-prefix': { web: 'static' }, 'front-end': { web: 'node' } };

const check = (key: AnswerKey, value: string): void => {
  const end = attempt({ ...BESIDE[key], [key]: value });
  if (end instanceof StackError) checkRefusal(key, end);
  else checkFiles(end);
};

describe('each nasty string in each field', () => {
  it.each(keys)('%s', (key) => {
    expect(() => { for (const value of NASTY) check(key, value); }).not.toThrow();
  });
});

describe(`${RUNS} generated ones`, () => {
  const one = fc.constantFrom(...keys).chain((key) => fc.tuple(fc.constant(key), hostileAnswer(key)));
  it('are refused or read back', () => {
    fc.assert(fc.property(one, ([key, value]) => { check(key, value); }), { numRuns: RUNS });
    expect(RUNS).toBe(10_000);
  }, 120_000);
});
