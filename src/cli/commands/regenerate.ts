/** regenerate: render again, after django-stack.yml or docker-compose.yml changed, or with a newer tool. */
import { StackError } from '../../errors.ts';
import { changes } from '../../regenerate/plan.ts';
import type { RawAnswers } from '../../stack/fields.ts';
import { shown } from '../../stack/shown.ts';
import type { Foreign } from '../../stack/types.ts';
import { adoptCommand, followed, isQuestion, undeclared } from '../adoption.ts';
import { stepsAfter } from '../after.ts';
import { consequences } from '../consequences.ts';
import { lookOrWrite } from '../look.ts';
import { outcomeOf } from '../outcome.ts';
import { countFiles, listFiles } from '../report.ts';
import { render, renderedAnswers, rerunSinceLast, standingIn, type Rerun, type Standing } from '../rerun.ts';
import { transition } from '../transition.ts';
import type { Result, Run } from './index.ts';

export const run: Run = async (invocation, terminal) => {
  const { words, flags } = invocation;
  const standing = standingIn(terminal.cwd, invocation);
  const { answers, notes } = followed(standing);
  const planned = again(standing, answers, words);
  const questions = (standing.found.foreign ?? []).filter((service) => isQuestion(service, answers));
  if ('check' in flags) return check(planned, questions, terminal.prose);
  const step = transition(renderedAnswers(standing), answers, standing.found, planned.plan);
  const result = await lookOrWrite(planned, 'regenerate', flags, {
    opening: 'Regenerated',
    notes: [...present(planned, words), ...notes, ...consequences(step)],
    next: stepsAfter(planned, step),
    prose: terminal.prose,
  });
  return questions.length === 0 ? result : withQuestions(result, questions);
};

function again(standing: Standing, answers: RawAnswers, wanted: readonly string[]): Rerun {
  const next = render(answers, standing, standing.file.place);
  const unknown = wanted.find((path) => !next.some((file) => file.path === path));
  if (unknown) throw new StackError('usage', `${shown(unknown)} is no file of this stack.`);
  return rerunSinceLast(standing, next, { wanted });
}

/** A path brings back what was deleted; what is there keeps its owner's edits. */
function present({ plan }: Rerun, words: readonly string[]): readonly string[] {
  const there = plan.filter(({ path, before }) => words.includes(path) && before !== undefined);
  return there.map(({ path }) => `${path} is there, and keeps your edits. To have it as new: delete it, then run this again.`);
}

/** For CI: 1 if anything would change, 3 if something is left to decide. */
function check(planned: Rerun, questions: readonly Foreign[], prose: number): Result {
  const changed = changes(planned.plan);
  const result = outcomeOf(planned, `Out of step: ${countFiles(planned.plan)}\n${listFiles(changed)}`, { prose });
  if (changed.length > 0) return { ...result, outcome: 'failed' };
  return questions.length === 0 ? result : withQuestions(result, questions);
}

/** What a service of their own is for, only its owner knows. */
function withQuestions(result: Result, questions: readonly Foreign[]): Result {
  return {
    ...result,
    text: `${result.text}\n${questions.map(question).join('\n')}`,
    data: { ...result.data, questions: questions.map((service) => ({ id: service.id, command: adoptCommand(service) })) },
    outcome: 'undecided',
  };
}

function question(service: Foreign): string {
  const [about, no] = service.ports.length > 0 || undeclared(service).length === 0
    ? ['publishes a port. Shall nginx route to it?', 'write "x-stack: false" into the service']
    : [`uses ${undeclared(service).join(', ')}, which nothing declares: Compose refuses the file. Shall it be declared?`, 'declare it yourself'];
  return `${service.id} in docker-compose.yml ${about}\n  yes:  ${adoptCommand(service)}\n  no:   ${no}\n`;
}
