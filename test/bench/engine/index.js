// The generated stack on a real engine: sizes, builds, requests, and how soon it is up. Budgets are issue 3's.
import { spread } from '../measure.js';
import { table } from '../results.js';
import { images } from './images.js';
import { requests } from './requests.js';
import { createStack, NEEDED, possible, remove, startNginx, startPost } from './stack.js';

const ROUNDS = 4;

function seconds(action) {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** From `./stack up` to everything healthy; the images are there. */
function upTimes(made) {
  const first = seconds(() => made.stack('up'));
  const again = Array.from({ length: ROUNDS }, () => {
    made.stack('down');
    return seconds(() => made.stack('up'));
  });
  const { median, low, high } = spread(again);
  table('From ./stack up to healthy', [
    ['the first time: directories, initdb, migrate', `${first.toFixed(1)} s`],
    ['after ./stack down', `${median.toFixed(1)} s (${low.toFixed(1)} to ${high.toFixed(1)})`],
    ['when everything runs', `${seconds(() => made.stack('up')).toFixed(1)} s`],
  ]);
}

/** Prints all of it; takes about five minutes. */
export async function run() {
  if (!possible()) {
    console.log(`engine: ${NEEDED}\n`);
    return;
  }
  const made = createStack();
  let stopNginx = () => undefined;
  try {
    await images(made);
    upTimes(made);
    startPost(made);
    stopNginx = startNginx(made);
    requests(made);
  } finally {
    stopNginx();
    remove(made);
  }
}
