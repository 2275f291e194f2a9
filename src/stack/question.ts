/** What a question is; questions.ts holds them all. */
import type { AnswerKey, RawAnswers } from './fields.ts';
import type { Findings } from './types.ts';

/** Gives an answer from those before it and from what was found, or undefined where only a person can. */
export type Default = (known: RawAnswers, found: Findings) => string | undefined;

/**
 * Of the values that files name, or of none, the likeliest. Undefined where there is nothing to go by.
 * @param settings the module of settings in production: what belongs to it lies beside it
 */
export type Likeliest = (candidates: readonly string[], settings: string) => string | undefined;

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  /** Asked next; what is typed is appended to `value`. */
  readonly then?: string;
}

/** An option of a question, before anybody is asked. */
export interface Offer extends Omit<Option, 'hint'> {
  /** What follows from it, or how to tell: from the answers with this one, and from what is found then. */
  readonly hint?: string | ((known: RawAnswers, found: Findings) => string);
}

export interface Question {
  readonly key: AnswerKey;
  /** What stands for the value in `--help`. */
  readonly value: string;
  /** One line: what it decides. */
  readonly help: string;
  /** What it may be, for the comment in django-stack.yml; `help` stands there otherwise. */
  readonly choices?: string;
  /** The heading that django-stack.yml puts above the first of several. */
  readonly heading?: string;
  /** Not a flag of create. */
  readonly later?: true;
  /** Not in django-stack.yml while it is empty. */
  readonly sparse?: true;
  /** The files of a project answer it: `--help` names the flag, and django-stack.yml says what it decides. */
  readonly brief?: true;
  /** A list, separated by commas. */
  readonly list?: true;
  /** Its flag takes `none` for an empty list, as it is in django-stack.yml. */
  readonly none?: true;
  /** Where it has no meaning it has no answer either; `instead` says so to whoever gives one. */
  readonly applies?: (known: RawAnswers) => boolean;
  readonly instead?: string;
  readonly fallback: Default;
  /** Decided in a terminal where there is no default, and shown with its flag before anything is written: not worth a prompt. */
  readonly likeliest?: Likeliest;
  /** Without this the question is never a prompt: the default stands. Ten at most are asked, whatever is found: test/unit/interview.test.ts. */
  readonly prompt?: Prompt;
}

export interface Prompt {
  readonly message: string;
  readonly options?: readonly Offer[];
  /** When it is worth asking; always, if absent. */
  readonly when?: (known: RawAnswers, found: Findings) => boolean;
}
