/** What the surroundings allow, decided once and passed down. */
import type { Readable, Writable } from 'node:stream';

/** What main.ts gets from the process; tests bring their own. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Opened by the first call: a run that asks nothing does not wait for it. */
  readonly stdin: () => Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
  /** Resolves when nothing more can come from stdin: the end of a terminal, as Ctrl-D makes it. */
  readonly drained: Promise<void>;
  /** Resolves when the person presses Ctrl-C, from the first call on; until then it ends the process. */
  readonly interrupted: () => Promise<void>;
}

export interface Terminal extends World {
  /** May a question be asked? */
  readonly interactive: boolean;
  /** For a screen reader: plain lines, words instead of drawings. */
  readonly accessible: boolean;
  /** Columns. */
  readonly width: number;
  /** Columns that sentences are folded to. Without a terminal each is one line, as what is in it is copied. */
  readonly prose: number;
}

/** Values of an environment variable that switch nothing on. Any other one of CI means a machine: clack itself knows only "true". */
const OFF = [undefined, '', '0', 'false'];

/** For a screen reader: plain lines, and nothing that moves a cursor. */
export const isAccessible = (env: World['env']): boolean => !OFF.includes(env.ACCESSIBLE);

/** Questions need a terminal on both sides, and nobody who said that there should be none. */
export function terminalOf(world: World, flags: Readonly<Record<string, string>>): Terminal {
  const silent = ['yes', 'no-input', 'json', 'quiet'].some((flag) => flag in flags);
  const accessible = isAccessible(world.env);
  const width = world.stdout.isTTY ? (world.stdout.columns ?? 80) : 80;
  return {
    ...world,
    interactive: !silent && OFF.includes(world.env.CI) && (world.env.TERM !== 'dumb' || accessible) && Boolean(world.stdout.isTTY) && Boolean(world.stdin().isTTY),
    accessible,
    width,
    prose: world.stdout.isTTY ? width : Infinity,
  };
}
