/** What detection finds: a value with its place, several to choose from, or that no file says. */
import type { AnswerKey } from '../stack/fields.ts';
import type { Finding } from '../stack/types.ts';

export type { Finding } from '../stack/types.ts';

/** What files say about one answer. */
export interface Found {
  /** One value that they agree on. */
  readonly value?: Finding;
  /** Several, among which only a person can choose. */
  readonly several?: readonly Finding[];
  /** Why a person must know more than the value says; a sentence. */
  readonly remark?: string;
}

/** What is looked for: answers, and three things to be told of: a compose file of another name, an app called nginx, no collectstatic. */
export type FindingKey = AnswerKey | 'compose' | 'nginx' | 'collectstatic';

/** One value is a proposal, several are a question, none is unknown. What is found twice counts once, with its first place. */
export function choose(findings: readonly Finding[]): Found {
  const distinct = findings.filter(({ value }, index) => findings.findIndex((other) => other.value === value) === index);
  if (distinct.length > 1) return { several: distinct };
  return distinct[0] ? { value: distinct[0] } : {};
}

/** The first of several rules that says anything. */
export function firstOf(...rules: readonly (() => Found)[]): Found {
  for (const rule of rules) {
    const found = rule();
    if (found.value ?? found.several ?? found.remark) return found;
  }
  return {};
}

/** Every place once, the lines of a file together: `settings.py:6,7, urls.py:3`. */
export function placesOf(findings: readonly Finding[]): string {
  const lines = new Map<string, Set<string>>();
  for (const { from } of findings) {
    const [file = '', line] = from.split(/:(?=\d+$)/);
    lines.set(file, (lines.get(file) ?? new Set()).add(line ?? ''));
  }
  return [...lines].map(([file, numbers]) => [file, [...numbers].filter(Boolean).join(',')].filter(Boolean).join(':')).join(', ');
}
