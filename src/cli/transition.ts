/** A stack before and after a run: what sentences and next steps are derived from. */
import type { Plan } from '../regenerate/plan.ts';
import { addable, servicesOf, type Service } from '../services/index.ts';
import type { RawAnswers } from '../stack/fields.ts';
import { resolve } from '../stack/resolve.ts';
import type { Findings, Stack } from '../stack/types.ts';

export interface Side {
  readonly answers: RawAnswers;
  readonly stack: Stack;
  readonly services: readonly Service[];
}

export interface Transition {
  readonly before: Side;
  readonly after: Side;
  readonly found: Findings;
  /** Leads from the one to the other. */
  readonly plan: Plan;
}

export function transition(before: RawAnswers, after: RawAnswers, found: Findings, plan: Plan): Transition {
  return { before: sideOf(before, found), after: sideOf(after, found), found, plan };
}

export function sideOf(answers: RawAnswers, found: Findings): Side {
  const stack = resolve(answers, found, addable);
  return { answers, stack, services: servicesOf(stack) };
}
