/** Hostile input: refused by a sentence that names the field, or written so that every parser reads back the model. */
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { fields, type AnswerKey, type RawAnswers } from '../../src/stack/fields.ts';
import { goodAnswer, hostileAnswer, NASTY } from '../support/arbitraries.ts';
import type { ShellText } from '../support/model-shell.ts';
import type { Made } from '../support/stacks.ts';
import { attempt, checkFiles, checkShells } from './reading.ts';
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

/** Answers beside which a field has a meaning, each of them another one. */
const BESIDE: Partial<Record<AnswerKey, readonly RawAnswers[]>> = {
  name: [{ domain: 'shop.example.org', 'volumes-root': '/srv/shop' }, { domain: 'shop.example.org', 'volumes-root': '/srv/shop', tls: 'files' }],
  manage: [{ 'static-root': 'collected', 'media-root': 'uploads' }],
  domain: [{}, { tls: 'letsencrypt' }],
  module: [{}, { interface: 'asgi', manage: 'backend/manage.py' }, { django: 'new', settings: 'shop.settings' }],
  registry: [{}, { web: 'static' }],
  web: [{}, { registry: 'registry.example.org' }],
  'front-end': [{ web: 'node' }],
  'web-port': [{ web: 'static' }],
  'api-prefix': [{ web: 'static' }, { web: 'static', with: 'channels' }],
  celery: [{ with: 'worker' }],
  'mailpit-port': [{ with: 'mailpit' }],
  upstreams: [{ db: 'external' }, { swarm: 'true', web: 'static' }],
  'static-url': [{ web: 'static' }],
  'media-url': [{ web: 'static' }],
};
const besides = (key: AnswerKey): readonly RawAnswers[] => BESIDE[key] ?? [{}];

function check(key: AnswerKey, value: string, beside: RawAnswers): readonly ShellText[] {
  const end = attempt({ ...beside, [key]: value });
  if (!(end instanceof StackError)) return checkFiles(end);
  checkRefusal(key, end);
  return [];
}

/** Every nasty string as this answer, in each of its surroundings. */
const nasty = (key: AnswerKey, each: typeof check): void => checkShells(besides(key).flatMap((beside) => NASTY.flatMap((value) => each(key, value, beside))));

describe('each nasty string in each field', () => {
  it.each(keys)('%s', (key) => {
    expect(() => nasty(key, check)).not.toThrow();
  });
});

describe(`${RUNS} generated ones`, () => {
  const one = fc.constantFrom(...keys).chain((key) => fc.tuple(fc.constant(key), hostileAnswer(key), fc.constantFrom(...besides(key))));
  it('are refused or read back', () => {
    const shells: ShellText[] = [];
    fc.assert(fc.property(one, ([key, value, beside]) => { shells.push(...check(key, value, beside)); }), { numRuns: RUNS });
    checkShells(shells);
    expect(RUNS).toBe(10_000);
  }, 300_000);
});

/** A stack with its files, if there can be one with this answer. */
function rendered(raw: RawAnswers): Made | undefined {
  try {
    const end = attempt(raw);
    return 'files' in end && end.files.length > 0 ? end : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what becomes of an answer, and asks nothing of a refusal, whatever it says. */
function readOnly(key: AnswerKey, value: string, beside: RawAnswers): readonly ShellText[] {
  const made = rendered({ ...beside, [key]: value });
  return made ? checkFiles(made) : [];
}

/** A rule that takes every text, and makes of it what the real one does. */
function anything(rule: Rule, good: string): Rule {
  const kind = v.parse(rule, good);
  if (Array.isArray(kind)) return v.pipe(v.string(), v.transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim()))));
  return typeof kind === 'string' ? v.string() : v.pipe(v.string(), v.transform((text) => (typeof kind === 'number' ? Number(text) : text === 'true')));
}

type Rule = v.GenericSchema<string, unknown>;
const rules: Partial<Record<AnswerKey, Rule>> = fields;

/** `with` has no rule of its own, but the catalogue; and what swarm is not, it is false. */
const RULED = keys.filter((key) => key !== 'with' && key !== 'swarm');

describe('a field without its rule', () => {
  it.each(RULED)('%s: what is read back shows it', (key) => {
    const rule = rules[key] as Rule;
    rules[key] = anything(rule, fc.sample(goodAnswer(key), { numRuns: 1, seed: 1 }).join());
    onTestFinished(() => { rules[key] = rule; });
    expect(() => nasty(key, readOnly)).toThrow();
  });
});
