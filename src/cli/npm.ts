/** Flags that npm kept for itself, because `npm create django-stack shop --db 17` lacks the `--` before them. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StackError } from '../errors.ts';
import type { AnswerKey } from '../stack/fields.ts';
import { problem } from '../stack/resolve.ts';
import { commands } from './commands/index.ts';
import { commonFlags, type Flag } from './flags.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the command began, by what npm calls it. npx passes on what follows the package, and looks like `npm exec` from here. */
const STARTS: Readonly<Record<string, string>> = { init: 'npm create django-stack', exec: 'npm exec create-django-stack' };

/** Those npm answers itself, or people mean for it; nothing is lost where they stay with it. */
const HARMLESS = new Set(['yes', 'quiet', 'no-color', 'help', 'version']);

const all = [...Object.values(commands).flatMap(({ flags }) => flags), ...commonFlags].filter(({ name }) => !HARMLESS.has(name));
const ours: readonly Flag[] = [...new Map(all.map((flag) => [flag.name, flag])).values()];

/** Settings of npm's own, by names of ours. Whatever started npm may have set them: a value counts where it could be an answer. */
const NPMS = new Set(['name', 'cache', 'python', 'registry']);

/**
 * npm tells a program it starts what it took, as npm_config_<flag>, and so it does with what its own files set.
 * @throws StackError usage, with the command as it should have been
 */
export function refuseSwallowedFlags(environment: Environment, argv: readonly string[]): void {
  const start = STARTS[environment.npm_command ?? ''];
  if (start === undefined) return;
  const passed = new Set(argv.map((word) => word.replace(/=.*/s, '')));
  const kept = ours.filter(({ name }) => !passed.has(`--${name}`) && isKept(name, valueOf(name, environment)));
  const settled = kept.length === 0 ? '' : npmFiles(environment);
  const swallowed = kept.filter(({ name }) => NPMS.has(name) || !new RegExp(`^\\s*${name.replace(/^no-/, '')}\\s*(=|$)`, 'm').test(settled));
  if (swallowed.length === 0) return;
  throw new StackError('usage', `npm kept ${swallowed.map(({ name }) => `--${name}`).join(' and ')} for itself. Put -- before the flags:`, [
    [start, ...wordsOf(argv, swallowed, environment), '--', ...flagsOf(argv), ...swallowed.map(({ name, value }) => (value ? `--${name} …` : `--${name}`))].join(' '),
  ]);
}

/** Of `--no-input` npm makes an `input` that is off. */
function valueOf(name: string, environment: Environment): string | undefined {
  const value = environment[`npm_config_${name.replace(/^no-/, '').replaceAll('-', '_')}`];
  return name.startsWith('no-') ? (value === '' ? 'true' : undefined) : value;
}

function isKept(name: string, value: string | undefined): boolean {
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true' || !NPMS.has(name)) return true;
  // npm makes a path of `--cache redis`.
  return problem(name as AnswerKey, name === 'cache' ? basename(value) : value) === undefined;
}

/** The words as they were typed: npm left each value that follows its flag behind, as one word more. */
function wordsOf(argv: readonly string[], swallowed: readonly Flag[], environment: Environment): readonly string[] {
  const words = argv.slice(0, argv.length - flagsOf(argv).length).filter((word) => word !== '--');
  const stray = swallowed.flatMap(({ name, value }) => (value ? (valueOf(name, environment)?.split('\n\n') ?? []).filter((one) => one === 'true') : [])).length;
  return words.slice(0, Math.max(0, words.length - stray));
}

/** Those that came through, and what follows them. */
function flagsOf(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word) => word !== '--' && word.startsWith('-'));
  return at === -1 ? [] : argv.slice(at);
}

/** What stands in npm's own files holds for each call, and was not typed with this one. */
function npmFiles({ npm_config_userconfig: user, npm_config_globalconfig: global, npm_config_local_prefix: project }: Environment): string {
  return [user, global, project && join(project, '.npmrc')].map((file) => (file ? readable(file) : '')).join('\n');
}

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
