/**
 * The prompts as plain lines, for screen readers (ACCESSIBLE=1): nothing is drawn twice, and each choice has a number.
 * The terminal stays as it is, so the keys are its own: Ctrl-C and Ctrl-D leave.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Option } from '../stack/question.ts';
import type { Answer, Prompts } from './prompts.ts';
import type { World } from './terminal.ts';

/** What a line means, or the sentence that says why it means nothing. */
type Read<T> = { readonly value: T } | { readonly wrong: string };

/** The lines of each stdin. One reader for all questions: it may have read further than to the end of one answer. */
const readers = new WeakMap<Readable, AsyncIterator<string, undefined>>();

function linesOf(stdin: Readable): AsyncIterator<string, undefined> {
  const lines = readers.get(stdin) ?? createInterface({ input: stdin, terminal: false })[Symbol.asyncIterator]();
  readers.set(stdin, lines);
  return lines;
}

/** The next line; undefined where the person left. */
async function typed({ stdin, interrupted }: World): Promise<string | undefined> {
  const left = interrupted().then(() => ({ value: undefined }));
  return (await Promise.race([linesOf(stdin()).next(), left])).value;
}

/** Asks until the line means something. */
async function ask<T>(world: World, question: string, read: (line: string) => Read<T>): Answer<T> {
  for (;;) {
    // Before the question: whoever sees it may leave at once.
    const next = typed(world);
    world.stdout.write(`${question} `);
    const line = await next;
    const answer = line === undefined ? { value: Symbol('left') } : read(line.trim());
    if (line === undefined) world.stdout.write('\n');
    if ('value' in answer) return answer.value;
    world.stdout.write(`${answer.wrong}\n`);
  }
}

export function plainPrompts(world: World): Prompts {
  const print = (text: string): void => void world.stdout.write(`${text}\n`);
  return {
    open: print,
    close: print,
    tell: print,
    show: print,
    note: (text, title) => print(`${title}\n${text}`),
    text: (message, fallback, check) => ask(world, `${message}${fallback && ` [${fallback}]:`}`, (line) => textFrom(line || fallback, check)),
    select: (message, options, first) => {
      const standard = Math.max(0, options.findIndex(({ value }) => value === first)) + 1;
      print([message, ...options.map(numbered)].join('\n'));
      return ask(world, `Number, 1 to ${options.length} [${standard}]:`, (line) => numberFrom(line || `${standard}`, options));
    },
    confirm: (message) => ask(world, `${message} yes or no [yes]:`, yesFrom),
  };
}

const numbered = ({ label, hint }: Option, index: number): string => `  ${index + 1}. ${label}${hint ? `: ${hint}` : ''}`;

function textFrom(line: string, check: (value: string) => string | undefined): Read<string> {
  const wrong = check(line);
  return wrong === undefined ? { value: line } : { wrong };
}

function numberFrom(line: string, options: readonly Option[]): Read<string> {
  const option = /^\d+$/.test(line) ? options[Number(line) - 1] : undefined;
  return option ? { value: option.value } : { wrong: `Type a number from 1 to ${options.length}, or nothing for the one in brackets.` };
}

function yesFrom(line: string): Read<boolean> {
  if (/^(y|yes|)$/i.test(line)) return { value: true };
  return /^(n|no)$/i.test(line) ? { value: false } : { wrong: 'Type yes or no.' };
}
