/** `--help`, made from the tables of commands, flags and questions. At most 80 columns and 60 lines. */
import { commands, type Command } from './commands/index.ts';
import { commonFlags, createFlags, questionFlags, type Flag } from './flags.ts';

const COLUMN = 31;
const WIDTH = 80;

function line({ name, short, value, help }: Flag): string {
  const left = `  ${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
  const wide = left.length < COLUMN ? left.padEnd(COLUMN) : `${left}  `;
  return wide.length + help.length <= WIDTH ? wide + help : `${left}\n${' '.repeat(COLUMN)}${help}`;
}

const block = (title: string, flags: readonly Flag[]) => `${title}\n${flags.filter(({ brief }) => !brief).map(line).join('\n')}\n`;

/** Flags by their names alone, in lines of 78 columns. */
function names(flags: readonly Flag[]): string {
  const words = flags.filter(({ brief }) => brief).map(({ name }) => `--${name}`);
  const lines = words.reduce<readonly string[]>((done, word) => {
    const last = done.at(-1);
    return last !== undefined && last.length + word.length < 78 ? [...done.slice(0, -1), `${last} ${word}`] : [...done, `  ${word}`];
  }, []);
  return lines.map((text) => `${text}\n`).join('');
}

const CODES = 'Exit codes: 0 done · 1 failed · 2 wrong use · 3 undecided · 130, 143 stopped';

/** The short list of commands. */
function overview(): string {
  const rows = Object.values(commands).map(({ usage, summary }) => `  ${usage.padEnd(COLUMN - 2)}${summary}`);
  return `Commands\n${rows.join('\n')}\n`;
}

/** The help of `create`, and so of the program. */
export function mainHelp(version: string): string {
  return `create-django-stack ${version}: the deployment of a Django project on one host.

  npm create django-stack                           questions, then a stack
  npm create django-stack shop -- --yes             no questions: all defaults
  npm create django-stack . -- --domain shop.org    around the project here

${overview()}
${block('Answers (each is a question, or its default stands)', questionFlags)}
An existing project's files answer these; django-stack.yml says what each is
${names(questionFlags)}
${block('What it may do', [...createFlags, ...commonFlags])}
${CODES}
`;
}

/** The help of another command. */
export function commandHelp(command: Command): string {
  return `create-django-stack ${command.usage}: ${command.summary}.\n\n${block('Flags', [...command.flags, ...commonFlags])}\n${CODES}\n`;
}
