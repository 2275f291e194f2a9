/** What was not asked but decided, each with the flag that changes it. What was found in the project has been shown before. */
import { few } from '../render/words.ts';
import type { AnswerKey, RawAnswers } from '../stack/fields.ts';
import { questions } from '../stack/questions.ts';
import type { Finding, Findings } from '../stack/types.ts';
import { columns } from './columns.ts';
import { placeOf } from './findings.ts';
import type { Decision, Interview } from './interview.ts';
import { quoted } from './report.ts';

/** Shown where no file of the project names them. */
const DERIVED: readonly AnswerKey[] = ['name', 'django', 'module', 'settings', 'requirements', 'volumes-root'];

/** A new project brings its own; answers to them can only mean a project that exists. */
export const OWN_OF_NEW: readonly AnswerKey[] = ['settings', 'requirements'];

/** They follow from the front end, and so were not among what was shown, or not as they are now. */
const OF_WEB: readonly AnswerKey[] = ['front-end', 'api-prefix'];

export interface Decided {
  /** All answers, and what was found. */
  readonly answers: RawAnswers;
  readonly found: Findings;
  /** Those that are no defaults, and which of them nobody gave. */
  readonly answered: RawAnswers;
  readonly decisions: Interview['decisions'];
}

/** A line each, in the order of the questions, below one that says what they are. @param width of the terminal */
export function facts({ answers, found, answered, decisions }: Decided, width: number): readonly string[] {
  const rows = questions.flatMap(({ key, none }) => {
    const value = answers.django === 'new' && OWN_OF_NEW.includes(key) ? undefined : answers[key];
    const decision = decisions.find((one) => one.key === key);
    if (value === undefined || (!decision && answered[key] !== undefined)) return [];
    const why = decision ? instead(decision) : reason(key, value, found);
    return why === undefined ? [] : [[`--${key} ${value === '' && none ? 'none' : quoted(value)}`, why] as const];
  });
  return rows.length > 0 ? ['Not asked; these flags decide it:', ...columns(rows, width)] : [];
}

/** Where a default comes from; undefined for one that is not worth a line here. */
function reason(key: AnswerKey, value: string, found: Findings): string | undefined {
  const proposal = found.proposals?.[key];
  if (key === 'with') return aboutCelery(found);
  if (OF_WEB.includes(key)) return proposal?.value === value ? placeOf(proposal) : '';
  return DERIVED.includes(key) && !proposal ? '' : undefined;
}

const listed = (findings: readonly Finding[]) => few(findings.map(({ value }) => value), 3);

/** What else it could have been. */
function instead({ value, candidates }: Decision): string {
  const others = candidates.filter((other) => other.value !== value);
  return others.length > 0 ? `not ${listed(others)}` : 'no file says so';
}

/** A worker is a container more than a person may count on, or, where it is not known what it would run, one less. */
function aboutCelery({ proposals, several }: Findings): string | undefined {
  if (proposals?.['with']) return placeOf(proposals['with']);
  return several?.['celery'] && `no worker: Celery is in ${listed(several['celery'])}`;
}
