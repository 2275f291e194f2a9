// What a deploy costs the visitors: its seconds and failed requests, and those of compose alone. Budgets are issue 6's.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../results.js';
import { createStack, NAME, NEEDED, possible, remove, run as command, startNginx, WEB_PORT } from './stack.js';

const URL = `http://127.0.0.1:${WEB_PORT}/api/notes/release`;
const POSTS = 'wrk.method = "POST"\nwrk.body = string.rep("x", 2000)\n';

/** wrk until it is stopped: how many requests, and how many failed. */
function visitors(more) {
  const child = spawn('wrk', ['-t1', '-c16', '-d600s', '-H', `Host: ${NAME}.localhost`, ...more, URL]);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const ended = new Promise((done) => child.on('close', done));
  const number = (pattern) => Number(pattern.exec(text)?.[1] ?? 0);
  return async () => {
    child.kill('SIGINT');
    await ended;
    const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text)?.slice(1).map(Number) ?? [0];
    return { requests: number(/(\d+) requests in/), failed: number(/Non-2xx or 3xx responses: (\d+)/) + sockets.reduce((sum, one) => sum + one) };
  };
}

/** Seconds, and the failed of all requests of 16 readers and 16 writers meanwhile. */
async function underLoad({ home, folder }, program, args, env = {}) {
  const script = join(home, 'post.lua');
  writeFileSync(script, POSTS);
  const stops = [visitors([]), visitors(['-s', script])];
  const start = performance.now();
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  const code = await new Promise((done) => child.on('close', done));
  const seconds = (performance.now() - start) / 1000;
  const seen = await Promise.all(stops.map((stop) => stop()));
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${code}`);
  const sum = (key) => seen.reduce((total, one) => total + one[key], 0);
  return { seconds: `${seconds.toFixed(1)} s`, failed: `${sum('failed')} of ${sum('requests')}` };
}

async function measure(made) {
  const release = (name) => writeFileSync(join(made.folder, 'notes', 'release.py'), `RELEASE = "${name}"\n`);
  release('2');
  const deploy = await underLoad(made, './stack', ['deploy']);
  const rollback = await underLoad(made, './stack', ['rollback']);
  release('3');
  command('docker', ['compose', 'build', '--quiet'], { cwd: made.folder });
  const control = await underLoad(made, 'docker', ['compose', 'up', '--detach', '--wait', '--no-deps', 'api'], { VOLUMES_ROOT: made.data });
  table('A new release of the api, while 16 read and 16 write', [
    ['./stack deploy: failed requests', deploy.failed, `docker compose up: ${control.failed}`, '', '0'],
    ['./stack rollback: failed requests', rollback.failed, `docker compose up: ${control.failed}`, '', '0'],
    ['./stack deploy, with its build', deploy.seconds, `docker compose up: ${control.seconds}`],
    ['./stack rollback', rollback.seconds],
  ]);
}

/** Prints all of it; takes about two minutes. Beside it is `docker compose up`, after the build. */
export async function run() {
  if (!possible()) {
    console.log(`deploy: ${NEEDED}\n`);
    return;
  }
  const made = createStack();
  let stopNginx = () => undefined;
  try {
    made.stack('up');
    stopNginx = startNginx(made);
    await measure(made);
  } finally {
    stopNginx();
    remove(made);
  }
}
