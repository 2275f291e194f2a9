/** The prompts by clack. The only file that imports it. */
import * as clack from '@clack/prompts';
import type { Prompts } from './prompts.ts';

export const clackPrompts: Prompts = {
  open: (title) => clack.intro(title),
  close: (text) => clack.outro(text),
  tell: (text) => clack.log.info(text),
  show: (text) => clack.log.message(text),
  note(text, title) {
    // Not in a box: a narrow terminal tears it.
    clack.log.step(title);
    clack.log.message(text);
  },
  text: (message, fallback, check) =>
    clack.text({ message, ...(fallback && { placeholder: fallback, defaultValue: fallback }), validate: (value) => check(value || fallback) }),
  select: (message, options, first) =>
    clack.select({ message, options: options.map((option) => ({ ...option })), ...(first !== undefined && { initialValue: first }) }),
  confirm: (message) => clack.confirm({ message, vertical: false }),
};
