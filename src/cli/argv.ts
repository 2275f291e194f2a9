/** argv → which command, which flags, which words. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StackError } from '../errors.ts';
import { fields, type RawAnswers } from '../stack/fields.ts';
import { nearest } from '../stack/nearest.ts';
import { questionFor } from '../stack/questions.ts';
import { shown } from '../stack/shown.ts';
import { commands, type Command } from './commands/index.ts';
import { commonFlags, type Flag } from './flags.ts';

export interface Invocation {
  /** A name of `commands`. */
  readonly name: string;
  readonly command: Command;
  readonly words: readonly string[];
  /** Flags that were given: a switch is ''. Lists are joined with commas. */
  readonly flags: Readonly<Record<string, string>>;
}

type Token = NonNullable<ReturnType<typeof parseArgs<ParseArgsConfig & { tokens: true }>>['tokens']>[number];

/**
 * @param argv without node and the script
 * @throws StackError usage: an unknown flag (with the nearest name), a value missing or too many, a word too many
 */
export function parseArgv(argv: readonly string[]): Invocation {
  // Package managers pass a `--` on when a person writes one too many; no word of ours begins with a dash.
  const args = argv.filter((word) => word !== '--');
  const at = firstWord(args);
  const named = Object.hasOwn(commands, args[at] ?? '') ? args[at] : undefined;
  const name = named ?? 'create';
  const command = commands[name];
  if (!command) throw new Error(`no command ${name}`);
  const known = [...command.flags, ...commonFlags];
  const rest = named ? args.toSpliced(at, 1) : args;
  const { tokens } = parseArgs({ args: rest, options: optionsOf(known), strict: false, tokens: true, allowPositionals: true });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const flags = collect(tokens, known, name);
  if (words.length > command.words) throw tooMany(name, words, command.words);
  return { name, command, words, flags };
}

/** Where the first word stands that is neither a flag nor the value of one, whichever command it belongs to. */
function firstWord(args: readonly string[]): number {
  const all = [...Object.values(commands).flatMap(({ flags }) => flags), ...commonFlags];
  const { tokens } = parseArgs({ args: [...args], options: optionsOf(all), strict: false, tokens: true, allowPositionals: true });
  return tokens.find(({ kind }) => kind === 'positional')?.index ?? -1;
}

function optionsOf(known: readonly Flag[]): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    known.map(({ name, short, value }) => [name, { type: value === undefined ? 'boolean' : 'string', ...(short && { short }) } as const]),
  );
}

function collect(tokens: readonly Token[], known: readonly Flag[], command: string): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = known.find(({ name }) => name === token.name);
    if (!flag) throw unknown(token.rawName, known, command);
    const value = valueOf(flag, token);
    const before = flags[flag.name];
    if (before !== undefined && flag.value && !flag.list) throw new StackError('usage', `--${flag.name} is given twice.`);
    flags[flag.name] = before !== undefined && flag.list ? `${before},${value}` : value;
  }
  return flags;
}

function valueOf(flag: Flag, token: Token & { kind: 'option' }): string {
  if (flag.value === undefined) {
    if (token.value !== undefined) throw new StackError('usage', `--${flag.name} takes no value.`);
    return '';
  }
  const missing = token.value === undefined || (!token.inlineValue && /^-\D/.test(token.value));
  if (missing) throw new StackError('usage', `--${flag.name} needs a value: --${flag.name} ${flag.value}`);
  return token.value ?? '';
}

function unknown(raw: string, known: readonly Flag[], command: string): StackError {
  const near = nearest(raw.replace(/^-+/, ''), known.map(({ name }) => name));
  const ask = command === 'create' ? '' : ` ${command}`;
  return new StackError('usage', `There is no flag ${shown(raw).slice(1, -1)}${near ? `; did you mean --${near}?` : '.'}`, [
    `All flags: create-django-stack${ask} --help`,
  ]);
}

function tooMany(name: string, words: readonly string[], most: number): StackError {
  const extra = words.slice(most);
  const taking = Object.entries(commands).flatMap(([other, command]) => (command.words >= extra.length ? [other] : []));
  const near = name === 'create' ? nearest(words[0] ?? '', taking) : undefined;
  const what = most === 0 ? 'no further words' : name === 'create' ? 'one folder' : 'one word';
  return new StackError('usage', `${name} takes ${what}, and ${extra.map(shown).join(' ')} ${extra.length > 1 ? 'are' : 'is'} too much${near ? `; did you mean the command ${near}?` : '.'}`);
}

/** The flags that answer questions. */
export function answersIn(flags: Invocation['flags']): RawAnswers {
  const answers = Object.entries(flags).filter(([name]) => Object.hasOwn(fields, name));
  return Object.fromEntries(answers.map(([name, value]) => [name, value === 'none' && questionFor(name)?.none ? '' : value]));
}

/** True for a call that says nothing but where. */
export function isBare({ words, flags }: Invocation): boolean {
  return words.length === 0 && Object.keys(flags).every((flag) => flag === 'cwd' || flag === 'no-color');
}
