/** The program in a real terminal: what is shown, and keys as a person presses them. */
import { spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { BIN } from './program.ts';

export const KEYS = { enter: '\r', down: '\u001b[B', up: '\u001b[A', escape: '\u001b', ctrlC: '\u0003', ctrlD: '\u0004', backspace: '\u007f' } as const;

/** How long a text may take to appear, in milliseconds. */
const PATIENCE = 40_000;

export interface Session {
  /** Waits until the text shown since the last key matches; fails with what is there instead if the program ends first, or it takes too long. */
  until(pattern: RegExp): Promise<string>;
  press(...keys: readonly string[]): void;
  /** Every byte until now. */
  sent(): string;
  kill(signal: string): void;
  /** How the program ended, and every byte that it sent. */
  readonly ended: Promise<{ readonly code: number; readonly output: string }>;
}

export interface Size {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the program in `cwd`. */
export function openTerminal(cwd: string, args: readonly string[] = [], size: Size = {}): Session {
  return open([process.execPath, BIN, ...args], cwd, size);
}

/** Starts the shell in `cwd`; its prompt is a dollar sign. */
export function openShell(cwd: string, { env, ...size }: Size = {}): Session {
  return open(['sh'], cwd, { ...size, env: { PS1: '$ ', ...env } });
}

function open([program = '', ...args]: readonly string[], cwd: string, { columns = 80, rows = 30, env = {} }: Size): Session {
  const { PATH = '', HOME = '' } = process.env;
  const surroundings = { PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env };
  const pty = spawn(program, args, { cwd, cols: columns, rows, env: surroundings });
  const shown = follow(pty);
  onTestFinished(() => { if (!shown.over()) pty.kill('SIGKILL'); });
  return {
    until: shown.until,
    press: (...keys) => { shown.mark(); pty.write(keys.join('')); },
    sent: () => shown.sent(),
    kill: (signal) => { pty.kill(signal); },
    ended: shown.ended,
  };
}

type Pty = ReturnType<typeof spawn>;

/** Collects the output, and wakes whoever waits for a part of it. */
function follow(pty: Pty) {
  let output = '';
  let from = 0;
  let over = false;
  const waiting = new Set<() => void>();
  const wake = () => { for (const look of waiting) look(); };
  pty.onData((data) => { output += data; wake(); });
  const ended = new Promise<{ code: number; output: string }>((done) => {
    pty.onExit(({ exitCode }) => { over = true; wake(); done({ code: exitCode, output }); });
  });
  const until = (pattern: RegExp) => new Promise<string>((found, fail) => {
    const look = () => {
      const text = stripVTControlCharacters(output.slice(from));
      if (pattern.test(text)) end(() => { found(text); });
      else if (over) give(`ended without ${String(pattern)}`);
    };
    const give = (why: string) => { end(() => { fail(new Error(`${why}:\n${stripVTControlCharacters(output.slice(from))}`)); }); };
    const timer = setTimeout(() => { give(`${PATIENCE / 1000} s without ${String(pattern)}`); }, PATIENCE);
    const end = (settle: () => void) => { waiting.delete(look); clearTimeout(timer); settle(); };
    waiting.add(look);
    look();
  });
  return { until, ended, sent: () => output, over: () => over, mark: () => { from = output.length; } };
}

/** True when the cursor is visible at the end. */
export const cursorShown = (output: string): boolean => output.lastIndexOf('\u001b[?25h') >= output.lastIndexOf('\u001b[?25l');
