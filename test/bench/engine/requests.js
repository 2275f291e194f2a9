// Requests per second through nginx: our gunicorn and the post's command, in turn, with the same image and database.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixed, spread, table } from '../measure.js';
import { NAME, POST_PORT, WEB_PORT, run } from './stack.js';

const SECONDS = 5;
const ROUNDS = 4;
const HOST = `Host: ${NAME}.localhost`;
const FILE = 'picture.bin';

/** Requests per second; throws if any failed. */
function wrk(port, path) {
  const text = run('wrk', ['-t1', '-c16', `-d${SECONDS}s`, '-H', HOST, `http://127.0.0.1:${port}${path}`]);
  if (/Non-2xx|Socket errors: connect [1-9]/.test(text)) throw new Error(`${path}: ${text}`);
  return Number(/Requests\/sec: +([\d.]+)/.exec(text)[1]);
}

/** Ours over the other's, round by round. */
function compare(path, other, otherPath = path) {
  const [mine, theirs] = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    const pair = [wrk(WEB_PORT, path), wrk(other, otherPath)];
    if (round < 0) continue;
    mine.push(pair[0]);
    theirs.push(pair[1]);
  }
  return { mine: spread(mine).median, theirs: spread(theirs).median, ratio: spread(mine.map((value, round) => value / theirs[round])) };
}

function row(title, budget, ...compared) {
  const { mine, theirs, ratio } = compare(...compared);
  return [title, mine.toFixed(0), theirs.toFixed(0), `× ${fixed(ratio.median)}`, `(${fixed(ratio.low)} to ${fixed(ratio.high)})`, budget];
}

/** Twenty notes to read, and a file to send. */
function prepare({ data }) {
  for (let note = 0; note < 20; note++) {
    run('curl', ['-fsS', '-H', HOST, '-d', JSON.stringify({ text: `note ${note}` }), `http://127.0.0.1:${WEB_PORT}/api/notes/`]);
  }
  mkdirSync(join(data, 'media', 'notes'), { recursive: true });
  writeFileSync(join(data, 'media', 'notes', FILE), randomBytes(20_000));
}

/** Prints requests per second, and the ratios. */
export function requests(stack) {
  prepare(stack);
  const media = `/media/notes/${FILE}`;
  const viaDjango = `/api/notes/file/${FILE}`;
  table(`Requests per second, 16 connections, ${ROUNDS} rounds of ${SECONDS} s in turn (median, quarters)`, [
    ['', 'ours', 'other', 'ratio', '', ''],
    row("no I/O, against the post's gunicorn", 'at least 1.5', '/api/notes/ping', POST_PORT),
    row("database and cache, against the post's", 'at least 5', '/api/notes/cached', POST_PORT),
    row("50 ms in the database, against the post's", 'at least 8', '/api/notes/slow', POST_PORT),
    row("20 kB of media by nginx, against the post's Django", 'at least 20', media, POST_PORT, viaDjango),
    row('20 kB of media by nginx, against our Django', '', media, WEB_PORT, viaDjango),
  ]);
}
