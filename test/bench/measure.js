// Times commands in turn, A B A B …, so that a machine whose speed drifts is as unfair to one as to the other.
import { spawnSync } from 'node:child_process';

/** Milliseconds from start to end of one command; throws if it fails. */
function once({ command, args, before }) {
  before?.();
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const time = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stderr}`);
  return time;
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);

/** The middle, and the quarters around it. */
export function spread(numbers) {
  const all = sorted(numbers);
  const at = (part) => all[Math.min(all.length - 1, Math.floor(all.length * part))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/**
 * Milliseconds of each subject, round by round.
 * @param subjects name → {command, args, before?}
 * @param rounds counted ones; one more warms up
 */
export function times(subjects, rounds = 20) {
  const found = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const time = once(subject);
      if (round >= 0) found[name].push(time);
    }
  }
  return found;
}

const divided = (ours, theirs) => spread(ours.map((value, round) => value / theirs[round]));

/** Ours divided by theirs of the same round, of times and sizes: less is better. */
export const less = (ours, theirs) => ({ ...divided(ours, theirs), better: 'less' });

/** The same of what should be much, such as requests per second. */
export const more = (ours, theirs) => ({ ...divided(ours, theirs), better: 'more' });
