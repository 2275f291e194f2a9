/** remove: takes services off again. What is on the host stays: data is never deleted. */
import { StackError } from '../../errors.ts';
import { addable, servicesOf } from '../../services/index.ts';
import type { RawAnswers } from '../../stack/fields.ts';
import { meaningful, resolve } from '../../stack/resolve.ts';
import { shown } from '../../stack/shown.ts';
import type { Stack } from '../../stack/types.ts';
import { listed, nameOf, undeclared } from '../adoption.ts';
import { stepsAfter } from '../after.ts';
import { consequences } from '../consequences.ts';
import { lookOrWrite } from '../look.ts';
import { typed } from '../outcome.ts';
import { standingIn, type Standing } from '../rerun.ts';
import { rerunWith, waiting } from '../services.ts';
import { targets, withoutWords } from '../targets.ts';
import { transition } from '../transition.ts';
import type { Run } from './index.ts';

export const run: Run = async (invocation, terminal) => {
  const { words, flags } = invocation;
  const standing = standingIn(terminal.cwd, invocation);
  insistOnNoNeed(standing, words);
  const { answers } = standing.file;
  const after = without(standing, words);
  const rerun = rerunWith(standing, after);
  const step = transition(answers, after, standing.found, rerun.plan);
  return await lookOrWrite(rerun, `remove ${words.join(' ')}`, flags, {
    opening: `${words.join(', ')} removed`,
    notes: [...consequences(step), ...waiting(standing)],
    next: stepsAfter(rerun, step),
    prose: terminal.prose,
  });
};

/** The answers without these, be they added, adopted or targets. */
function without({ file: { answers, place }, found }: Standing, words: readonly string[]): RawAnswers {
  const [added, adopted] = [listed(answers.with), listed(answers.adopted)];
  const present = [...added, ...adopted.map(nameOf), ...targets.filter((target) => answers[target] === 'true')];
  if (words.length === 0) throw new StackError('usage', `Which service? ${present.length > 0 ? `Added so far: ${present.join(', ')}.` : 'None was added.'}`);
  const stack = resolve(answers, found, addable, place);
  for (const word of words) if (!present.includes(word)) throw new StackError('usage', `${shown(word)} was not added.${whyItIsThere(word, stack)}`);
  return meaningful({
    ...withoutWords(answers, words),
    ...(answers.adopted !== undefined && { adopted: adopted.filter((item) => !words.includes(nameOf(item))).join(',') }),
  });
}

/** Where a service comes from that nobody added. */
function whyItIsThere(word: string, stack: Stack): string {
  const implied = stack.implied.find(({ id }) => id === word);
  if (implied) return ` It comes with ${implied.by}: ${implied.why}.`;
  const running = word === stack.cache || servicesOf(stack).some(({ id }) => id === word);
  return running ? ' It follows from an answer in django-stack.yml: change that, then regenerate.' : '';
}

/** What was declared for a service of somebody's own must stay as long as its block does: Compose refuses the file otherwise. */
function insistOnNoNeed({ file, found }: Standing, words: readonly string[]): void {
  const adopted = listed(file.answers.adopted).map(nameOf);
  for (const service of found.foreign ?? []) {
    const { id } = service;
    const needed = undeclared(service);
    if (!words.includes(id) || !adopted.includes(id) || needed.length === 0) continue;
    throw new StackError('usage', `${id} stands in docker-compose.yml and uses ${needed.join(', ')}. Delete its block there; then everything of it goes with:`, [typed('regenerate')]);
  }
}
