/** A process to be killed: node child.js <apply|recover|say|race> <folder> [<call> <moment>]. */
import { createInterface } from 'node:readline';
import { change, recover } from '../../src/files/change.ts';
import { endAt, type Moment } from './faults.ts';
import { ABOUT, EDITS } from './scene.ts';

const [, , job, root = '', at, moment] = process.argv;

if (at !== undefined) endAt(Number(at), moment as Moment, () => process.kill(process.pid, 'SIGKILL'));

const jobs: Readonly<Record<string, () => void>> = {
  apply: () => change(root, EDITS, ABOUT),
  recover: () => void recover(root),
  /** As whoever runs it. */
  say: () => void process.stdout.write(attempt(root, '')),
  /** One line a round: folder, when to begin, and whose text. */
  race: () =>
    void createInterface({ input: process.stdin }).on('line', (line) => {
      const [folder = '', time, who = ''] = line.split(' ');
      while (Date.now() < Number(time));
      process.stdout.write(`${JSON.stringify(attempt(folder, who))}\n`);
    }),
};

function attempt(folder: string, who: string): string {
  try {
    change(folder, EDITS.map((edit) => (edit.after ? { ...edit, after: { ...edit.after, text: edit.after.text + who } } : edit)), who);
    return 'done';
  } catch (error) {
    return (error as Error).message;
  }
}

jobs[job ?? '']?.();
