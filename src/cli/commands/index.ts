/** The commands. All their names are reserved from the first release on: a folder called `add` is `./add`. */
import { createFlags, hostFlags, questionFlags, writingFlags, type Flag } from '../flags.ts';
import type { Outcome } from '../../errors.ts';
import type { Invocation } from '../argv.ts';
import type { Terminal } from '../terminal.ts';

export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** How many words may follow the name. */
  readonly words: number;
  /** Loaded when it is run. */
  readonly load: () => Promise<{ run: Run }>;
}

/** Does the work and returns the result for stdout; throws StackError otherwise. */
export type Run = (invocation: Invocation, terminal: Terminal) => Promise<Result>;

/** What a command has to say: to a person, or with --json to a program. `ok` is added. */
export interface Result {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Set where the run ends with another exit code than 0. */
  readonly outcome?: Outcome;
}

export const commands: Readonly<Record<string, Command>> = {
  create: {
    usage: '[create] [folder]',
    summary: 'make a stack (the default command)',
    flags: [...questionFlags, ...createFlags],
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
  add: {
    usage: 'add <service>…',
    summary: 'add services of the catalogue',
    flags: writingFlags,
    words: Infinity,
    load: () => import('./add.ts'),
  },
  remove: {
    usage: 'remove <service>…',
    summary: 'take them off again; data stays',
    flags: writingFlags,
    words: Infinity,
    load: () => import('./remove.ts'),
  },
  regenerate: {
    usage: 'regenerate [path…]',
    summary: 'render again, keeping your edits',
    flags: [{ name: 'check', help: 'for CI: 1 if anything would change' }, ...writingFlags],
    words: Infinity,
    load: () => import('./regenerate.ts'),
  },
  adopt: {
    usage: 'adopt <service>',
    summary: 'take a service of yours into the stack',
    flags: [
      { name: 'port', value: '<port>', help: 'the port of this host that it publishes' },
      { name: 'route', value: '</path/>', help: 'the URLs that nginx routes to it' },
      ...writingFlags,
    ],
    words: 1,
    load: () => import('./adopt.ts'),
  },
  resolve: {
    usage: 'resolve [id|all]',
    summary: 'settle conflicts',
    flags: [{ name: 'mine', help: 'keep yours' }, { name: 'new', help: 'take the new' }, ...writingFlags],
    words: 1,
    load: () => import('./resolve.ts'),
  },
  undo: {
    usage: 'undo',
    summary: 'take back the last run',
    flags: [],
    words: 0,
    load: () => import('./undo.ts'),
  },
  doctor: {
    usage: 'doctor',
    summary: 'say whether this host is fit for the stack',
    flags: [],
    words: 0,
    load: () => import('./doctor.ts'),
  },
  install: {
    usage: 'install',
    summary: "put the site into this host's nginx",
    flags: [
      { name: 'certbot', value: '<e-mail>', help: 'also get the certificate, and agree to its terms' },
      ...hostFlags,
    ],
    words: 0,
    load: () => import('./install.ts'),
  },
  uninstall: {
    usage: 'uninstall',
    summary: 'take it off again; data stays',
    flags: hostFlags,
    words: 0,
    load: () => import('./uninstall.ts'),
  },
  help: {
    usage: 'help <name>',
    summary: 'a command or a service, explained',
    flags: [],
    words: 1,
    load: () => import('./help.ts'),
  },
};
