/** Which questions are asked and in which order, and what is decided without one. What a prompt looks like is in ask.ts. */
import type { AnswerKey, RawAnswers } from '../stack/fields.ts';
import type { Prompt, Question } from '../stack/question.ts';
import { questions } from '../stack/questions.ts';
import { undecided } from '../stack/resolve.ts';
import type { Finding, Findings } from '../stack/types.ts';

type Look = (answers: RawAnswers) => Findings;

export interface SoFar {
  /** Answers, and defaults that stand. */
  readonly known: RawAnswers;
  readonly found: Findings;
  /** What the folder tells once these answers are known. */
  readonly look: Look;
}

export interface Partner {
  /** Asks for an answer. @param fallback what it is by Enter; empty where nothing is */
  ask(question: Question, prompt: Prompt, fallback: string, soFar: SoFar): Promise<string>;
  /** Hears what the folder tells, before the questions that depend on it. */
  tell(found: Findings): void;
}

/** What nobody was asked, although the project's files name several or none. */
export interface Decision {
  readonly key: AnswerKey;
  readonly value: string;
  readonly candidates: readonly Finding[];
}

export interface Interview {
  /** What was given before, asked, or decided. */
  readonly answers: RawAnswers;
  readonly decisions: readonly Decision[];
}

/**
 * Asks what has no answer yet and deserves a question, and decides what does not.
 * @throws StackError undecided, where nothing decides it
 */
export async function interview(given: RawAnswers, look: Look, partner: Partner): Promise<Interview> {
  const answers = await settleProject(given, look, partner);
  const decisions: Decision[] = [];
  const known: RawAnswers = {};
  let found = look(answers);
  if (found.project) partner.tell(found);
  for (const question of questions) {
    if (question.applies && !question.applies(known)) continue;
    const { key } = question;
    const fallback = question.fallback(known, found);
    if (answers[key] === undefined) {
      const decision = fallback === undefined ? decide(question, answers, found) : undefined;
      const answer = decision?.value ?? (await askIfWorthIt(question, fallback, { known: { ...known, ...answers }, found, look }, partner));
      if (decision) decisions.push(decision);
      if (answer !== undefined) answers[key] = answer;
      if (answer !== undefined && found.project) found = look(answers);
    }
    const value = answers[key] ?? fallback;
    if (value === undefined) throw undecided(question, found);
    known[key] = value;
  }
  return { answers, decisions };
}

/** @returns nothing where it is not worth a prompt */
async function askIfWorthIt(question: Question, fallback: string | undefined, soFar: SoFar, { ask }: Partner): Promise<string | undefined> {
  const { prompt } = question;
  return prompt && (prompt.when?.(soFar.known, soFar.found) ?? true) ? await ask(question, prompt, fallback ?? '', soFar) : undefined;
}

function decide({ key, likeliest }: Question, answers: RawAnswers, { several, proposals }: Findings): Decision | undefined {
  const candidates = several?.[key] ?? [];
  const value = likeliest?.(candidates.map((one) => one.value), answers.settings ?? proposals?.['settings']?.value ?? '');
  return value === undefined ? undefined : { key, value, candidates };
}

/** Which of several projects, and its settings where no file tells: all that is found beyond follows from them, and so they come first. */
async function settleProject(given: RawAnswers, look: Look, partner: Partner): Promise<RawAnswers> {
  const answers: RawAnswers = { ...given };
  for (const question of questions.filter(({ key }) => key === 'manage' || key === 'settings')) {
    const found = look(answers);
    const known = { django: found.project ? 'existing' : 'new', ...answers };
    const answer = known[question.key] ?? (await askIfWorthIt(question, undefined, { known, found, look }, partner));
    if (answer !== undefined) answers[question.key] = answer;
  }
  return answers;
}
