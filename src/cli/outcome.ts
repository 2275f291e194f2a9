/** What a run on an existing stack says at its end. */
import { complaints } from '../project/past.ts';
import type { FileConflict } from '../regenerate/regenerate.ts';
import { VERSION } from '../version.ts';
import { foldedNote } from './columns.ts';
import type { Result } from './commands/index.ts';
import { filesAsData, numbered } from './report.ts';
import { isNothing, type Rerun } from './rerun.ts';

/** How this tool is called, in the version that runs. */
const tool = `npx create-django-stack@${VERSION}`;

/** How a command is typed, with the version that printed it. */
export const typed = (command: string): string => `${tool} ${command}`;

/** The same as root. sudo alone would not find a Node that lives in somebody's home. */
export const typedAsRoot = (command: string): string => `sudo env "PATH=$PATH" ${typed(command)}`;

/** Lines of a text in a conflict; all of them are in its folder. */
const MOST = 12;

function side(name: string, text: string | undefined): string {
  const lines = text === undefined ? ['(nothing)'] : text.trimEnd().split('\n');
  const more = lines.length - MOST;
  const shown = more > 1 ? [...lines.slice(0, MOST), `… ${more} more lines`] : lines;
  return shown.map((line, index) => `      ${(index === 0 ? name : '').padEnd(6)}${line}`.trimEnd() + '\n').join('');
}

/** One conflict: where, why, its three texts, and three commands that end it. */
export function describeConflict({ id, file, line, path, why, base, mine, next }: FileConflict): string {
  return `  ${file}:${line}  ${path}  [${id}]
    ${why}
${side('yours', mine)}${side('was', base)}${side('new', next)}    keep yours:    ${typed(`resolve ${id} --mine`)}
    take the new:  ${typed(`resolve ${id} --new`)}
    look closer:   .django-stack/conflicts/${id}/
`;
}

/** What a run says besides its files and conflicts. */
export interface About {
  readonly notes?: readonly string[];
  /** What to type afterwards. */
  readonly next?: readonly string[];
  /** Columns that the notes are folded to. */
  readonly prose: number;
}

/**
 * The end of a run: files, conflicts, notes, what to do next. Open conflicts are exit code 3.
 * @param files what happens to the files, if anything does
 */
export function outcomeOf(run: Rerun, files: string, { notes: about = [], next = [], prose }: About): Result {
  const notes = [...complaints(run.standing.recorded), ...run.notes, ...about];
  const sections = [
    isNothing(run.plan) ? 'Nothing to change.\n' : files,
    run.conflicts.length > 0 ? `${conflictsTitle(run.conflicts.length)}\n${run.conflicts.map(describeConflict).join('\n')}` : '',
    spaced(notes.map((note) => foldedNote(note, prose))),
    next.length > 0 ? `Next\n${numbered(next)}` : '',
  ];
  return {
    text: sections.filter((section) => section !== '').join('\n'),
    data: { files: filesAsData(run.plan), conflicts: run.conflicts, notes, next },
    ...(run.conflicts.length > 0 && { outcome: 'undecided' as const }),
  };
}

/** Around one of several lines empty ones show where it begins and ends. */
function spaced(notes: readonly string[]): string {
  const isLong = (note = '') => note.includes('\n');
  return notes.map((note, index) => `${index > 0 && (isLong(note) || isLong(notes[index - 1])) ? '\n' : ''}${note}\n`).join('');
}

const conflictsTitle = (count: number): string =>
  `${count === 1 ? 'One conflict' : `${count} conflicts`}: yours stays in place until you decide.`;
