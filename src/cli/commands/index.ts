/** The commands. All their names are reserved from the first release on: a folder called `add` is `./add`. */
import { questionFlags, writingFlags, type Flag } from '../flags.ts';
import type { Invocation } from '../argv.ts';
import type { Terminal } from '../terminal.ts';

export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** How many words may follow the name. */
  readonly words: number;
  /** Loaded when it is run; absent where a later release brings it. */
  readonly load?: () => Promise<{ run: Run }>;
}

/** Does the work and returns the result for stdout; throws StackError otherwise. */
export type Run = (invocation: Invocation, terminal: Terminal) => Promise<Result>;

/** What a command has to say: to a person, or with --json to a program. `ok` is added. */
export interface Result {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const later = (usage: string, summary: string): Command => ({ usage, summary, flags: [], words: Infinity });

export const commands: Readonly<Record<string, Command>> = {
  create: {
    usage: '[create] [folder]',
    summary: 'make a stack (the default command)',
    flags: [...questionFlags, ...writingFlags],
    words: 1,
    load: () => import('./create.ts'),
  },
  show: {
    usage: 'show [--svg]',
    summary: 'draw the stack of this folder',
    flags: [{ name: 'svg', help: 'as an SVG, for light and dark' }],
    words: 0,
    load: () => import('./show.ts'),
  },
  list: {
    usage: 'list',
    summary: 'the services a stack can have',
    flags: [],
    words: 0,
    load: () => import('./list.ts'),
  },
  add: later('add <service>…', 'add services of the catalogue'),
  remove: later('remove <service>…', 'take services off'),
  regenerate: later('regenerate [path…]', 'render again after a change'),
  adopt: later('adopt <service>', 'take a hand-written service into the stack'),
  resolve: later('resolve [id|all]', 'settle conflicts'),
  undo: later('undo', 'take back the last run'),
  doctor: later('doctor', 'is this host fit to run the stack?'),
  install: later('install', "put the site and the folders on this host"),
  uninstall: later('uninstall', 'take them off again'),
};
