/** Adding and removing: only the difference between two renders of the installed tool, on the files and on their base. */
import { mergeFor } from '../regenerate/kinds.ts';
import { firstPast } from '../regenerate/record.ts';
import type { Past } from '../regenerate/regenerate.ts';
import { StackError } from '../errors.ts';
import type { AnswerKey, RawAnswers } from '../stack/fields.ts';
import { meaningful } from '../stack/resolve.ts';
import { VERSION } from '../version.ts';
import { followed } from './adoption.ts';
import { typed } from './outcome.ts';
import { render, renderedAnswers, rerun, type Rerun, type Standing } from './rerun.ts';

/**
 * What changing the answers means for the folder. What newer templates or the owner of django-stack.yml changed besides
 * waits for `regenerate`.
 * @param answers the new ones; the present ones are in the stack file
 * @throws StackError usage, where an adopted service has gone: what was written for it must go first
 */
export function rerunWith(standing: Standing, answers: RawAnswers): Rerun {
  const { past } = standing.recorded;
  const [gone] = followed(standing).notes;
  if (gone) throw new StackError('usage', gone, [typed('regenerate')]);
  render(answers, standing, standing.file.place);
  const rendered = renderedAnswers(standing);
  const before = firstPast(render(rendered, standing));
  const next = render(meaningful({ ...rendered, ...changed(standing.file.answers, answers) }), standing);
  // Starter files come with a new project. Later the command says what they would hold: nobody's Python is written to.
  const given = new Set([...past.given, ...before.given, ...firstPast(next).given]);
  const run = rerun(standing, next, { ...past, base: before.base, given });
  return { ...run, version: standing.recorded.version ?? VERSION, past: { ...run.past, base: sameChange(past, before, run.past) } };
}

function changed(before: RawAnswers, after: RawAnswers): RawAnswers {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => value !== before[key as AnswerKey]));
}

/** Makes the change that was made to the files to what is remembered of them. */
function sameChange(past: Past, before: Past, after: Past): ReadonlyMap<string, string> {
  const entries = [...after.base].flatMap(([path, next]): [string, string][] => {
    const [old, remembered] = [before.base.get(path), past.base.get(path)];
    if (old === undefined) return [[path, next]];
    return remembered === undefined ? [] : [[path, mergeFor(path)(old, remembered, next, () => 'new').text]];
  });
  return new Map(entries);
}

/** Says that templates have changed since the last render, if they have. */
export function waiting({ recorded }: Standing): readonly string[] {
  return recorded.version !== undefined && recorded.version !== VERSION
    ? [`The templates of ${VERSION} have more to say than those of ${recorded.version}: ${typed('regenerate')}`]
    : [];
}
