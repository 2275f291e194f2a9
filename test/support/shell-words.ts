/** What a shell makes of a text: the words that programs would get. */
import { spawnSync } from 'node:child_process';

/** From here on it opens no file and finds no program. */
const LOCKED = "PATH=''\nset -r";

/** In a text it stands where a program would: what it is called with is what we learn. */
const SAID = String.raw`said() { printf '%s\0' "$@" $'\1'; }`;

/**
 * The calls of `said` in each text, all of them read by one shell. It can do no harm, wherever a text breaks out to.
 * @throws Error with what the shell complains of
 */
export function wordsOf(texts: readonly string[]): readonly (readonly (readonly string[])[])[] {
  const input = [LOCKED, SAID, ...texts.map((text) => `(\n${text}\n)\nprintf '\\2\\0'`), ''].join('\n');
  const { stdout, stderr, error } = spawnSync('bash', ['-s'], { input, encoding: 'utf8', env: { PATH: process.env['PATH'] }, maxBuffer: 2 ** 28 });
  if (error ?? stderr !== '') throw error ?? new Error(stderr.slice(0, 1000));
  return stdout.split('\u0002\0').slice(0, -1).map((text) => text.split('\u0001\0').slice(0, -1).map((call) => call.split('\0').slice(0, -1)));
}
