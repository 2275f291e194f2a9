/** argv and streams → exit code. The one place that exits, and that turns an end into text. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgv, type Invocation } from './cli/argv.ts';
import type { Result } from './cli/commands/index.ts';
import { commandHelp, mainHelp } from './cli/help.ts';
import { refuseSwallowedFlags } from './cli/npm.ts';
import { isAccessible, terminalOf, type World } from './cli/terminal.ts';
import { EXIT, StackError } from './errors.ts';
import { fileError } from './files/reasons.ts';
import { harmless } from './stack/shown.ts';
import { VERSION } from './version.ts';

/** These are answered whatever else is wrong. */
const QUESTIONS = new Set(['--help', '-h', '--version', '-v']);
const SHOW_CURSOR = '\u001b[?25h';

/** A question that was cut off may have hidden the cursor. */
const cursorBack = (isTTY: boolean | undefined, env: World['env']): string => (isTTY && !isAccessible(env) ? SHOW_CURSOR : '');

/**
 * Runs one command.
 * @returns the exit code: design.md §2
 */
export async function main(world: World): Promise<number> {
  try {
    // Before the words are counted: npm leaves a swallowed flag's value behind as one more.
    if (!world.argv.some((word) => QUESTIONS.has(word))) refuseSwallowedFlags(world.env, world.argv);
    const invocation = parseArgv(world.argv);
    const { text, data, outcome } = asked(invocation) ?? (await run(invocation, world));
    const ok = outcome === undefined;
    world.stdout.write('json' in invocation.flags ? `${JSON.stringify({ ok, version: VERSION, ...data })}\n` : text);
    return EXIT[outcome ?? 'done'];
  } catch (error) {
    return fail(error, world);
  }
}

/** What --help and --version ask for. */
function asked({ name, command, flags }: Invocation): Result | undefined {
  if ('help' in flags) {
    const help = name === 'create' ? mainHelp(VERSION) : commandHelp(command);
    return { text: help, data: { help } };
  }
  return 'version' in flags ? { text: `${VERSION}\n`, data: {} } : undefined;
}

async function run(invocation: Invocation, world: World): Promise<Result> {
  const { command, flags } = invocation;
  const here = { ...world, cwd: folderOf(world, flags.cwd) };
  const result = await (await command.load()).run(invocation, terminalOf(here, flags));
  return 'quiet' in flags && result.outcome === undefined ? { ...result, text: '' } : result;
}

function folderOf(world: World, cwd: string | undefined): string {
  if (world.cwd === '' && !cwd) throw new StackError('failed', 'The folder you are in does not exist any more.');
  const folder = resolve(world.cwd || '/', cwd ?? '.');
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  throw new StackError('usage', `--cwd: there is no folder ${cwd}.`);
}

function fail(error: unknown, world: World): number {
  const known = error instanceof StackError ? error : fileError(error);
  const { outcome, message, hints } = known ?? bug(error, world);
  const terminal = cursorBack(world.stdout.isTTY, world.env);
  if (world.argv.includes('--json')) {
    world.stdout.write(`${JSON.stringify({ ok: false, version: VERSION, error: { outcome, message, hints } })}\n`);
  } else world.stderr.write(`${terminal}${harmless([message, ...hints.map((hint) => `  ${hint}`)].join('\n'))}\n`);
  return EXIT[outcome];
}

/** What nobody foresaw: enough to report it, and nothing about the machine it happened on. */
function bug(error: unknown, { env, cwd }: World): StackError {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const about = `create-django-stack ${VERSION}, Node ${process.versions.node}, ${process.platform}`;
  const trace = env.DEBUG ? stack.replaceAll(cwd, '<cwd>').split('\n') : ['DEBUG=1 shows where.'];
  return new StackError('failed', `This is a mistake of ours: ${message}`, [`Please report it, with this line: ${about}`, ...trace]);
}

/** This folder; empty where it has been deleted meanwhile. */
function here(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

/** Runs the program on this process's own streams. Called by bin/. */
export async function start(): Promise<void> {
  const { stdout, stderr, env } = process;
  const argv = process.argv.slice(2);
  if (argv.includes('--no-color')) {
    env.NO_COLOR = '1';
    // Node would obey this one instead.
    delete env.FORCE_COLOR;
  }
  const drained = new Promise<void>((done) => process.once('beforeExit', () => done()));
  process.once('SIGTERM', () => {
    stderr.write(`${cursorBack(stdout.isTTY, env)}Terminated. No file is half-written.\n`);
    process.exit(EXIT.terminated);
  });
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Whoever reads has seen enough, as with `| head`.
    if (code === 'EPIPE') process.exit(EXIT.done);
    stderr.write(`The output could not be written (${code}).\n`);
    process.exit(EXIT.failed);
  });
  const interrupted = () => new Promise<void>((done) => process.once('SIGINT', () => done()));
  let opened: typeof process.stdin | undefined;
  const stdin = () => (opened ??= process.stdin);
  process.exitCode = await main({ argv, env, cwd: here(), stdin, stdout, stderr, drained, interrupted });
  opened?.unref?.();
}
