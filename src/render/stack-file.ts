/** django-stack.yml: the answers, commented by the questions they answer. */
import { STACK_FILE } from '../stack/paths.ts';
import type { RawAnswers } from '../stack/fields.ts';
import type { Question } from '../stack/question.ts';
import { questions } from '../stack/questions.ts';
import type { RenderedFile } from '../stack/types.ts';
import { isPlain } from './yaml.ts';

/** Where the comments stand, if the answer is short enough. */
const COLUMN = 36;

/** A value as YAML. Numbers that are names (a Python version) stay texts; JSON's strings are YAML's too. */
const scalar = (value: string): string => (/^([1-9]\d*|true|false|\d+(\.\d+){3})$/.test(value) || isPlain(value) ? value : JSON.stringify(value));

function line({ key, help, choices, list }: Question, value: string): string {
  const items = value === '' ? [] : value.split(',').map((item) => scalar(item.trim()));
  const answer = `${key}: ${list ? `[${items.join(', ')}]` : scalar(value)}`;
  return `${answer.padEnd(COLUMN)} # ${choices ?? help}\n`;
}

/**
 * The file for these answers, which must have passed `resolve`.
 * @param version of this tool: commands that people copy carry it
 */
export function renderStackFile(answers: RawAnswers, version: string): RenderedFile {
  const body = questions
    .filter(({ key, sparse }) => answers[key] !== undefined && !(sparse && answers[key] === ''))
    .map((question) => (question.heading ? `\n# ${question.heading}\n` : '') + line(question, answers[question.key] ?? ''))
    .join('');
  const header = `# yaml-language-server: $schema=.django-stack/schema.json
# What this stack is made of. Change it, then run: npx create-django-stack@${version} regenerate\n\n`;
  return { path: STACK_FILE, content: header + body, mode: 0o644, ownership: 'shared' };
}
