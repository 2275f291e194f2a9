/**
 * The JSON schema of django-stack.yml, for editors: made of the fields and questions that the tool itself goes by. It
 * never refuses what the tool takes. What only code can tell (reserved names, answers that contradict each other) and
 * what is said of a text that was converted first (host names) the tool alone refuses.
 */
import { catalogue } from '../services/index.ts';
import { fields, type AnswerKey } from '../stack/fields.ts';
import type { Question } from '../stack/question.ts';
import { questions } from '../stack/questions.ts';

/** A schema of valibot or a step of its pipe, as far as it is read here. */
interface Step {
  readonly type: string;
  readonly kind: string;
  readonly requirement?: unknown;
  readonly options?: readonly string[];
  readonly item?: Step;
  readonly pipe?: readonly Step[];
}

type Shape = Readonly<Record<string, unknown>>;

/** YAML takes an unquoted 18 or 3.14 for a number. */
const withNumbers = (words: readonly string[]) => words.flatMap((word) => (/^\d/.test(word) ? [word, Number(word)] : [word]));

const translations: Readonly<Record<string, (step: Step) => Shape>> = {
  picklist: ({ options = [] }) => ({ enum: withNumbers(options) }),
  regex: ({ requirement }) => ({ pattern: (requirement as RegExp).source }),
  max_length: ({ requirement }) => ({ maxLength: requirement }),
  min_value: ({ requirement }) => ({ type: ['integer', 'string'], minimum: requirement }),
  max_value: ({ requirement }) => ({ maximum: requirement }),
  guard: () => ({ minItems: 1 }),
};

const stepsOf = (step: Step): readonly Step[] => step.pipe?.flatMap(stepsOf) ?? [step];

/** All that the steps say; several patterns must all match. */
function shapeOf(steps: readonly Step[], start: Shape): Shape {
  const shapes = steps.map((step) => translations[step.type]?.(step) ?? {});
  const patterns = shapes.filter((shape) => 'pattern' in shape);
  const others = Object.assign({}, start, ...shapes.filter((shape) => !patterns.includes(shape))) as Shape;
  return patterns.length > 1 ? { ...others, allOf: patterns } : { ...others, ...patterns[0] };
}

/** What YAML makes of a text that nobody quotes. */
function typesOf(steps: readonly Step[]): readonly string[] {
  const patterns = steps.filter(({ type }) => type === 'regex');
  const may = (text: string) => patterns.length > 0 && patterns.every(({ requirement }) => (requirement as RegExp).test(text));
  return ['string', ...(may('1') ? ['integer'] : []), ...(may('true') ? ['boolean'] : [])];
}

/** What holds of the text as it is written: later steps see another one, unless that is a number. */
function scalar(steps: readonly Step[]): Shape {
  const change = steps.findIndex(({ kind }) => kind === 'transformation');
  const numeric = steps.some(({ type }) => type === 'min_value');
  return shapeOf(change < 0 || numeric ? steps : steps.slice(0, change), { type: typesOf(steps) });
}

/** A list, or one text with commas in it. */
function list(key: AnswerKey, steps: readonly Step[]): Shape {
  const item = steps.find(({ type }) => type === 'array')?.item;
  const items = key === 'with' ? { enum: catalogue.filter(({ addable }) => addable).map(({ id }) => id) } : item && scalar(stepsOf(item));
  return { anyOf: [shapeOf(steps.filter(({ type }) => type === 'guard'), { type: 'array', items, uniqueItems: true }), { type: 'string' }] };
}

function property({ key, help, choices, list: isList }: Question): [string, Shape] {
  const steps = stepsOf(fields[key] as unknown as Step);
  const { enum: words, ...shape } = isList ? list(key, steps) : scalar(steps);
  return [key, words ? { description: help, enum: words } : { description: choices ? `${help}: ${choices}` : help, ...shape }];
}

/** The schema as JSON, draft 7, which editors know; a line for each answer. */
export function renderSchema(): string {
  const properties = questions.map(property).map(([key, shape]) => `    ${JSON.stringify(key)}: ${JSON.stringify(shape)}`);
  return `{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "The answers that a stack is made of",
  "type": "object",
  "additionalProperties": false,
  "properties": {
${properties.join(',\n')}
  }
}
`;
}
