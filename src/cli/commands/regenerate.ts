/** regenerate: render again, after django-stack.yml or docker-compose.yml changed, or with a newer tool. */
import { StackError } from '../../errors.ts';
import { changes } from '../../regenerate/plan.ts';
import type { RawAnswers } from '../../stack/fields.ts';
import { shown } from '../../stack/shown.ts';
import type { Foreign } from '../../stack/types.ts';
import { adoptCommand, followed, isQuestion } from '../adoption.ts';
import { lookOrWrite } from '../look.ts';
import { outcomeOf, stepsAfter } from '../outcome.ts';
import { render, rerun, standingIn, type Rerun, type Standing } from '../rerun.ts';
import type { Result, Run } from './index.ts';

export const run: Run = async ({ words, flags }, terminal) => {
  const standing = standingIn(terminal.cwd, flags);
  const { answers, notes } = followed(standing);
  const planned = again(standing, answers, words);
  const questions = (standing.found.foreign ?? []).filter((service) => isQuestion(service, answers));
  if ('check' in flags) return check(planned, questions);
  const result = await lookOrWrite(planned, 'regenerate', flags, () =>
    outcomeOf(planned, 'Regenerated', { next: stepsAfter(planned), notes }),
  );
  return questions.length === 0 ? result : withQuestions(result, questions);
};

function again(standing: Standing, answers: RawAnswers, wanted: readonly string[]): Rerun {
  const next = render(answers, standing, standing.file.place);
  const unknown = wanted.find((path) => !next.some((file) => file.path === path));
  if (unknown) throw new StackError('usage', `${shown(unknown)} is no file of this stack.`);
  return rerun(standing, next, standing.recorded.past, undefined, wanted);
}

/** For CI: 1 if anything would change, 3 if something is left to decide. */
function check(planned: Rerun, questions: readonly Foreign[]): Result {
  const result = outcomeOf(planned, 'Out of step');
  if (changes(planned.plan).length > 0) return { ...result, outcome: 'failed' };
  return questions.length === 0 ? result : withQuestions(result, questions);
}

/** A service that publishes a port may be meant for nginx or not: only its owner knows. */
function withQuestions(result: Result, questions: readonly Foreign[]): Result {
  const lines = questions.map((service) => `${service.id} in docker-compose.yml publishes a port. Shall nginx lead to it?
  yes:  ${adoptCommand(service)}
  no:   write "x-stack: false" into the service\n`);
  return { ...result, text: `${result.text}\n${lines.join('\n')}`, data: { ...result.data, questions: questions.map(({ id }) => id) }, outcome: 'undecided' };
}
