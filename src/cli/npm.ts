/** Flags that npm kept for itself, because `npm create django-stack shop --db 17` lacks the `--` before them. */
import { basename } from 'node:path';
import { StackError } from '../errors.ts';
import { problem } from '../stack/resolve.ts';
import { questionFor } from '../stack/questions.ts';
import { createFlags, questionFlags } from './flags.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * npm tells a program it starts what it took, as npm_config_<flag>. `--cache` and `--python` are also settings of npm's
 * own, so a value counts only where it could be an answer of ours; npm makes a path of `--cache redis`.
 * @throws StackError usage, with the command as it should have been
 */
export function refuseSwallowedFlags(environment: Environment, argv: readonly string[]): void {
  if (environment.npm_command !== 'init') return;
  const ours = [...questionFlags, ...createFlags, { name: 'json' }, { name: 'no-input' }, { name: 'cwd' }];
  const kept = ours.filter(({ name }) => isOurs(name, environment[`npm_config_${name.replaceAll('-', '_')}`]));
  if (kept.length === 0) return;
  const flags = kept.map(({ name }) => (questionFor(name) ? `--${name} …` : `--${name}`)).join(' ');
  const folder = argv.find((word) => !word.startsWith('-'));
  throw new StackError('usage', `npm kept ${kept.map(({ name }) => `--${name}`).join(' and ')} for itself. Put -- before the flags:`, [
    `npm create django-stack ${folder ? `${folder} ` : ''}-- ${flags}`,
  ]);
}

function isOurs(name: string, value: string | undefined): boolean {
  if (value === undefined || value === '') return false;
  const question = questionFor(name);
  if (!question) return value !== 'false';
  const candidate = question.key === 'cache' ? basename(value) : value;
  return value === 'true' || problem(question.key, candidate) === undefined;
}
