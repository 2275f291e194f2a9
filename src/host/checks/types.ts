/**
 * The one interface of what `doctor` looks at. A check is a function of what was seen: to add one, write a file with it
 * and name it in index.ts. It says one thing, the worst it found, and what to do about that.
 */
import type { Sight } from '../sight.ts';
import type { Subject } from '../see.ts';
import type { Stack } from '../../stack/types.ts';

export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail';
  /** One sentence or a part of one, without a full stop. */
  readonly reason: string;
  /** What to do: a command where there is one. */
  readonly fix?: string;
  /** True where nothing is known, rather than something wrong. */
  readonly unseen?: true;
}

export interface Check {
  /** Its name in the list and in `--json`. */
  readonly id: string;
  /** Has a meaning only where the site is to be served, and not where somebody tries it out. */
  readonly server?: true;
  /** Has a meaning only for these stacks. */
  readonly when?: (stack: Stack) => boolean;
  /** `install` refuses to begin while it fails. */
  readonly install?: true;
  look(seen: Sight, subject: Subject): Finding;
}

export const ok = (reason: string): Finding => ({ status: 'ok', reason });
export const warn = (reason: string, fix: string): Finding => ({ status: 'warn', reason, fix });
export const fail = (reason: string, fix: string): Finding => ({ status: 'fail', reason, fix });

/** Nobody can say. @param why what stood in the way */
export const notSeen = (why: string): Finding => ({ status: 'warn', reason: `not seen: ${why}`, unseen: true });

/** Is a version at least that one? Both as numbers with dots between them. */
export function atLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let at = 0; at < (want?.length ?? 0); at++) {
    const difference = (have?.[at] ?? 0) - (want?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
