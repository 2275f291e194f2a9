// Requests per second through nginx: our gunicorn and the post's command, in turn, with the same image and database.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { more, spread } from '../measure.js';
import { table } from '../results.js';
import { NAME, POST_PORT, WEB_PORT, run } from './stack.js';

const SECONDS = 3;
const ROUNDS = 4;
const HOST = `Host: ${NAME}.localhost`;
const FILE = 'picture.bin';

/** Requests per second; throws if any failed. */
function wrk(port, path) {
  const text = run('wrk', ['-t1', '-c16', `-d${SECONDS}s`, '-H', HOST, `http://127.0.0.1:${port}${path}`]);
  if (/Non-2xx|Socket errors: connect [1-9]/.test(text)) throw new Error(`${path}: ${text}`);
  return Number(/Requests\/sec: +([\d.]+)/.exec(text)[1]);
}

/** Requests per second of ours and of the other, in turn. */
function compare(path, other, otherPath = path) {
  const [ours, theirs] = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    const pair = [wrk(WEB_PORT, path), wrk(other, otherPath)];
    if (round < 0) continue;
    ours.push(pair[0]);
    theirs.push(pair[1]);
  }
  return { ours, theirs };
}

const shown = (rates) => `${spread(rates).median.toFixed(0)} a second`;

function row(what, beside, aim, ...compared) {
  const { ours, theirs } = compare(...compared);
  return [what, shown(ours), `${beside}: ${shown(theirs)}`, more(ours, theirs), aim];
}

/** Twenty notes to read, and a file to send. */
function prepare({ data }) {
  for (let note = 0; note < 20; note++) {
    run('curl', ['-fsS', '-H', HOST, '-d', JSON.stringify({ text: `note ${note}` }), `http://127.0.0.1:${WEB_PORT}/api/notes/`]);
  }
  mkdirSync(join(data, 'media', 'notes'), { recursive: true });
  writeFileSync(join(data, 'media', 'notes', FILE), randomBytes(20_000));
}

/** Prints requests per second. */
export function requests(stack) {
  prepare(stack);
  const media = `/media/notes/${FILE}`;
  const viaDjango = `/api/notes/file/${FILE}`;
  table(`Requests through nginx, 16 connections, ${ROUNDS} rounds of ${SECONDS} s`, [
    row('no I/O', "the post's gunicorn", 'at least 1.5', '/api/notes/ping', POST_PORT),
    row('database and cache', "the post's gunicorn", 'at least 5', '/api/notes/cached', POST_PORT),
    row('50 ms in the database', "the post's gunicorn", 'at least 8', '/api/notes/slow', POST_PORT),
    row('20 kB of media by nginx', "the post's Django", 'at least 20', media, POST_PORT, viaDjango),
    row('20 kB of media by nginx', 'our Django', '', media, WEB_PORT, viaDjango),
  ]);
}
