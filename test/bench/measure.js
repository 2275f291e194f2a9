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
 * Each subject's time divided by the base's of the same round.
 * @param subjects name → {command, args, before?}; the first is the base
 * @param rounds counted ones; one more warms up
 */
export function ratios(subjects, rounds = 20) {
  const names = Object.keys(subjects);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const time = once(subjects[name]);
      if (round >= 0) times[name].push(time);
    }
  }
  const base = times[names[0]];
  return names.map((name) => ({ name, ms: spread(times[name]), ratio: spread(times[name].map((time, round) => time / base[round])) }));
}

/** A table, its columns as wide as they need to be. */
export function table(title, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const lines = rows.map((row) => row.map((cell, column) => String(cell)[column === 0 ? 'padEnd' : 'padStart'](widths[column])).join('  '));
  console.log(`${title}\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

export const fixed = (number) => number.toFixed(2);
