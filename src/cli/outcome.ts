/** What a run on an existing stack says at its end. */
import type { FileConflict } from '../regenerate/regenerate.ts';
import { VERSION } from '../version.ts';
import type { Result } from './commands/index.ts';
import { countFiles, filesAsData, listFiles, numbered } from './report.ts';
import { isNothing, type Rerun } from './rerun.ts';
import { changes } from '../regenerate/plan.ts';

/** How a command is typed, with the version that printed it. */
export const typed = (command: string): string => `npx create-django-stack@${VERSION} ${command}`;

const side = (name: string, text: string | undefined): string =>
  (text === undefined ? '(nothing)' : text.trimEnd()).split('\n').map((line, index) => `      ${index === 0 ? name.padEnd(6) : '      '}${line}\n`).join('');

/** One conflict: where, why, its three texts, and three commands that end it. */
export function describeConflict({ id, file, line, path, why, base, mine, next }: FileConflict): string {
  return `  ${file}:${line}  ${path}  [${id}]
    ${why}
${side('yours', mine)}${side('was', base)}${side('new', next)}    keep yours:    ${typed(`resolve ${id} --mine`)}
    take the new:  ${typed(`resolve ${id} --new`)}
    look closer:   .django-stack/conflicts/${id}/
`;
}

/** The end of a run: files, conflicts, notes, what to do next. Open conflicts are exit code 3. */
export function outcomeOf(run: Rerun, opening: string, more: { readonly next?: readonly string[]; readonly notes?: readonly string[] } = {}): Result {
  const changed = changes(run.plan);
  const notes = [...run.standing.recorded.notes, ...run.notes, ...(more.notes ?? [])];
  const next = more.next ?? [];
  const sections = [
    isNothing(run.plan) ? 'Nothing to change.\n' : `${opening}: ${countFiles(run.plan)} changed\n${listFiles(changed)}`,
    run.conflicts.length > 0 ? `${conflictsTitle(run.conflicts.length)}\n${run.conflicts.map(describeConflict).join('\n')}` : '',
    notes.map((note) => `${note}\n`).join(''),
    next.length > 0 ? `Next\n${numbered(next)}` : '',
  ];
  return {
    text: sections.filter((section) => section !== '').join('\n'),
    data: { files: filesAsData(run.plan), conflicts: run.conflicts, notes, next },
    ...(run.conflicts.length > 0 && { outcome: 'undecided' as const }),
  };
}

const conflictsTitle = (count: number): string =>
  `${count === 1 ? 'One conflict' : `${count} conflicts`}: yours stays in place until you decide.`;

/** What to type so that a changed stack runs, by what has changed. */
export function stepsAfter(run: Rerun): readonly string[] {
  const changed = changes(run.plan).map(({ path }) => path);
  const { answers } = run.standing.file;
  const site = changed.filter((path) => /^nginx\/[^/]+\.conf$/.test(path));
  return [
    ...(changed.some((path) => ['docker-compose.yml', '.env', 'stack'].includes(path)) ? ['./stack up'] : []),
    ...(site.includes(`nginx/${answers.name}.conf`) ? [`sudo cp nginx/${answers.name}.conf /etc/nginx/conf.d/ && sudo nginx -t && sudo systemctl reload nginx`] : []),
  ];
}
