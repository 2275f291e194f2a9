/** What a conversation is made of, and who leads it: clack, or plain lines for a screen reader. */
import type { Option } from '../stack/question.ts';
import { clackPrompts } from './clack.ts';
import { plainPrompts } from './plain.ts';
import type { Terminal } from './terminal.ts';

export interface Prompts {
  /** Says what this is. */
  open(title: string): void;
  /** Says how it ended. */
  close(text: string): void;
  /** What was found or decided without a question. */
  tell(text: string): void;
  /** A longer text that was asked for. */
  show(text: string): void;
  /** A text under a title. */
  note(text: string, title: string): void;
  /** A line of text, `fallback` for none. Asked again with the sentence that `check` returns. */
  text(message: string, fallback: string, check: (value: string) => string | undefined): Answer<string>;
  /** One of these, by its value. */
  select(message: string, options: readonly Option[], first?: string): Answer<string>;
  /** Yes, unless the person says no. */
  confirm(message: string): Answer<boolean>;
}

/** A symbol where the person left. */
export type Answer<T> = Promise<T | symbol>;

export function promptsFor(terminal: Terminal): Prompts {
  return terminal.accessible ? plainPrompts(terminal) : clackPrompts;
}
