/** How answers are made of what is known and of what was found: the parts of the tables of questions. */
import type { AnswerKey, RawAnswers } from './fields.ts';
import type { Default, Likeliest, Prompt } from './question.ts';
import type { Findings } from './types.ts';

/** The same, whatever is known. */
export const always = (value: string): Default => () => value;

export const isNew = (known: RawAnswers): boolean => known.django !== 'existing';
export const isExisting = (known: RawAnswers): boolean => !isNew(known);

/** What the project's files say. */
export const proposed = (key: AnswerKey, found: Findings): string | undefined => found.proposals?.[key]?.value;

/** What was found, or `value`; where files name several, only a person can say. */
export const orElse = (key: AnswerKey, value: string | ((known: RawAnswers) => string | undefined)): Default => (known, found) =>
  proposed(key, found) ?? (found.several?.[key] ? undefined : typeof value === 'string' ? value : value(known));

/** Asked where no file says, or several do. */
export const unlessFound = (key: AnswerKey, message: string): Prompt => ({ message, when: (known, found) => isExisting(known) && proposed(key, found) === undefined });

/** Asked where files name several; where none does, a default stands. */
export const whereSeveral = (key: AnswerKey, message: string): Prompt => ({ message, when: (known, found) => isExisting(known) && found.several?.[key] !== undefined });

/** The first whose name fits the first of these patterns that any fits, or the first of all. */
export const named = (...patterns: readonly RegExp[]): Likeliest => (candidates) =>
  patterns.flatMap((pattern) => candidates.find((candidate) => pattern.test(candidate)) ?? [])[0] ?? candidates[0];

/** The module nearest to the settings: by the steps that both paths share, less those that lead away from them. */
export const besideSettings: Likeliest = (candidates, settings) => {
  const [way, steps] = [settings.split('.'), (module: string) => module.split('.')];
  const shared = (module: string) => [...steps(module), ''].findIndex((step, index) => step !== way[index]);
  const nearness = (module: string) => 2 * shared(module) - steps(module).length;
  return candidates.find((one) => candidates.every((other) => nearness(other) <= nearness(one)));
};

/** Answers that a new project has none of: it is made to fit. */
export const ofExisting = { applies: isExisting, instead: 'has no meaning for a new project', brief: true } as const;

/** What the routes say, and the admin where an answer has another place for it. */
export function apiPrefix({ admin = '' }: RawAnswers, found: Findings): string {
  const routes = proposed('api-prefix', found);
  if (routes === undefined) return `/api/,${admin || '/admin/'}`;
  return admin === '' || routes.split(',').some((prefix) => admin.startsWith(prefix)) ? routes : `${routes},${admin}`;
}

/** A hint at a front end: which URLs stay with Django. */
export const besideDjango = (what: string) => (known: RawAnswers, found: Findings): string => {
  const prefixes = (known['api-prefix'] ?? apiPrefix(known, found)).split(',').map((prefix) => prefix.trim());
  return `${what}; Django keeps ${[...prefixes.slice(0, 4), ...(prefixes.length > 4 ? ['…'] : [])].join(', ')}`;
};
