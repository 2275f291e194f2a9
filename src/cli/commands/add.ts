/** add: services of the catalogue, with everything that follows from them. */
import { StackError } from '../../errors.ts';
import { nearest } from '../../stack/nearest.ts';
import { meaningful } from '../../stack/resolve.ts';
import { shown } from '../../stack/shown.ts';
import { stepsAfter } from '../after.ts';
import { consequences } from '../consequences.ts';
import { lookOrWrite } from '../look.ts';
import { typed } from '../outcome.ts';
import { standingIn } from '../rerun.ts';
import { rerunWith, waiting } from '../services.ts';
import { offered, withoutWords, withWords } from '../targets.ts';
import { transition } from '../transition.ts';
import type { Run } from './index.ts';

export const run: Run = async (invocation, terminal) => {
  const { words, flags } = invocation;
  if (words.length === 0) throw new StackError('usage', `Which service? One of ${offered.join(', ')}.`, [typed('list')]);
  for (const word of words) insistOnKnown(word);
  const standing = standingIn(terminal.cwd, invocation);
  const answers = withWords(standing.file.answers, words);
  const rerun = rerunWith(standing, answers);
  const without = meaningful(withoutWords(answers, words));
  const step = transition(without, answers, standing.found, rerun.plan);
  return await lookOrWrite(rerun, `add ${words.join(' ')}`, flags, {
    opening: `${words.join(', ')} added`,
    notes: [...consequences(step), ...waiting(standing)],
    next: stepsAfter(rerun, step),
    prose: terminal.prose,
  });
};

function insistOnKnown(word: string): void {
  if (offered.includes(word)) return;
  const near = nearest(word, offered);
  throw new StackError('usage', `There is no service ${shown(word)} to add; there are ${offered.join(', ')}${near ? `. Did you mean ${near}?` : '.'}`);
}
