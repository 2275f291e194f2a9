/** add: services of the catalogue, with everything that follows from them. */
import { StackError } from '../../errors.ts';
import { addable, servicesOf } from '../../services/index.ts';
import { nearest } from '../../stack/nearest.ts';
import { resolve } from '../../stack/resolve.ts';
import { shown } from '../../stack/shown.ts';
import type { RawAnswers } from '../../stack/fields.ts';
import { listed } from '../adoption.ts';
import { lookOrWrite } from '../look.ts';
import { outcomeOf, stepsAfter, typed } from '../outcome.ts';
import { standingIn, type Standing } from '../rerun.ts';
import { rerunWith, waiting } from '../services.ts';
import type { Run } from './index.ts';

export const run: Run = async ({ words, flags }, terminal) => {
  if (words.length === 0) throw new StackError('usage', `Which service? One of ${addable.join(', ')}.`, [typed('list')]);
  for (const word of words) insistOnKnown(word);
  const standing = standingIn(terminal.cwd, flags);
  const present = listed(standing.file.answers.with);
  const answers = { ...standing.file.answers, with: [...new Set([...present, ...words])].join(',') };
  const rerun = rerunWith(standing, answers);
  const about = `add ${words.join(' ')}`;
  return await lookOrWrite(rerun, about, flags, () =>
    outcomeOf(rerun, `${words.join(', ')} added`, { next: stepsAfter(rerun), notes: [...needs(answers, standing, words), ...waiting(standing)] }),
  );
};

function insistOnKnown(word: string): void {
  if (addable.includes(word)) return;
  const near = nearest(word, addable);
  throw new StackError('usage', `There is no service ${shown(word)} to add; there are ${addable.join(', ')}${near ? `. Did you mean ${near}?` : '.'}`);
}

/** What the project still needs: the services cannot write into somebody's Python. */
function needs(answers: RawAnswers, { found }: Standing, words: readonly string[]): readonly string[] {
  const services = servicesOf(resolve(answers, found, addable)).filter(({ id }) => words.includes(id));
  return services.flatMap(({ id, django }) => [
    ...(django ? [`For ${id} the project needs, in ${answers.requirements ?? 'its requirements'}: ${django.requirements.join(', ')}`] : []),
    ...(django?.settings ? [`and in its settings:\n\n${django.settings}`] : []),
  ]);
}
