/** The newest backup, and when one was last proven by restoring it. */
import { isUnseen } from '../sight.ts';
import { notSeen, ok, warn, type Check } from './types.ts';

const DAY = 86_400_000;
const MONTH = 31;

const days = (from: number, now: Date): number => Math.floor((now.getTime() - from) / DAY);

export const backups: Check = {
  id: 'backups',
  server: true,
  look({ folders: { backup }, now }) {
    if (isUnseen(backup)) return notSeen(backup.unseen);
    const { made, verified } = backup;
    if (made === undefined) return warn('there is none', './stack backup now, ./stack schedule for every night');
    if (days(made, now) > 2) return warn(`the newest is ${days(made, now)} days old`, './stack backup now, ./stack schedule for every night');
    if (verified === undefined) return warn('none was ever proven by restoring it', './stack verify-backup');
    if (days(verified, now) > MONTH) return warn(`the last was proven ${days(verified, now)} days ago`, './stack verify-backup');
    return ok(`the newest is of ${new Date(made).toISOString().slice(0, 10)}, the last proven of ${new Date(verified).toISOString().slice(0, 10)}`);
  },
};
