/** What `add` and `remove` know besides services: where else a stack can run. Each is an answer that is true or false. */
import { addable } from '../services/index.ts';
import type { RawAnswers } from '../stack/fields.ts';
import { listed } from './adoption.ts';

export const targets = ['swarm'] as const;

const services = addable.map(({ id }) => id);

/** What can be added. */
export const offered: readonly string[] = [...services, ...targets];

/** The answers with these services and targets. */
export function withWords(answers: RawAnswers, words: readonly string[]): RawAnswers {
  const added = words.filter((word) => services.includes(word));
  return { ...answers, with: [...new Set([...listed(answers.with), ...added])].join(','), ...set(words, 'true') };
}

/** The answers without them. A target that was never there stays away. */
export function withoutWords(answers: RawAnswers, words: readonly string[]): RawAnswers {
  return { ...answers, with: listed(answers.with).filter((service) => !words.includes(service)).join(','), ...set(words, '') };
}

const set = (words: readonly string[], value: string): RawAnswers =>
  Object.fromEntries(targets.filter((target) => words.includes(target)).map((target) => [target, value]));
