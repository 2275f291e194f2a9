/** Every flag, as data: those of the questions, and those all commands share. */
import { questions } from '../stack/questions.ts';

export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What stands for its value in `--help`; a switch, if absent. */
  readonly value?: string;
  readonly help: string;
  /** May be given more than once, or with commas. */
  readonly list?: true;
  /** Named in `--help`, and not explained there. */
  readonly brief?: true;
}

/** Every command has these. */
export const commonFlags: readonly Flag[] = [
  { name: 'yes', short: 'y', help: 'ask nothing: every default stands' },
  { name: 'no-input', help: 'ask nothing, and stop where only you can answer' },
  { name: 'json', help: 'one JSON object on stdout, and no questions' },
  { name: 'quiet', help: 'say nothing unless it fails' },
  { name: 'no-color', help: 'no colours: NO_COLOR=1. ACCESSIBLE=1: plain lines' },
  { name: 'cwd', short: 'C', value: '<folder>', help: 'work there instead of here' },
  { name: 'help', short: 'h', help: 'this text' },
  { name: 'version', short: 'v', help: 'the version, and nothing else' },
];

/** Commands that write have these. */
export const writingFlags: readonly Flag[] = [
  { name: 'dry-run', help: 'say what would be written, and write nothing' },
  { name: 'diff', help: 'show it line by line, and write nothing' },
];

/** What create has besides. */
export const createFlags: readonly Flag[] = [{ name: 'take-over', help: 'keep docker-compose.yml, and add the stack to it' }, ...writingFlags];

/** Commands that write to the host have these. */
export const hostFlags: readonly Flag[] = [
  { name: 'replace', help: 'also where copies on this host were edited' },
  ...writingFlags,
];

/** One flag a question: design.md §2. */
export const questionFlags: readonly Flag[] = questions.filter(({ later }) => !later).map(({ key, value, help, list, brief }) => ({ name: key, value, help, ...(list && { list }), ...(brief && { brief }) }));
