/**
 * What this host remembers of an installed site, in /var/lib: what was there before, so that `uninstall` can put it back; what was
 * put there, so that somebody's edit of it is noticed; and, while a change is under way, how to take that change back.
 */
import { createHash } from 'node:crypto';
import { StackError } from '../../errors.ts';
import { isUnseen } from '../sight.ts';
import type { Copy, Machine } from '../machine.ts';

export interface State {
  /** Path → the fingerprint of what was put there, and what had been there before the first time. */
  readonly files: Readonly<Record<string, { readonly put: string; readonly original: Copy | null }>>;
  /** Folders that were made, the outermost first. */
  readonly folders: readonly string[];
  /** Set from before the first change until after the last. */
  readonly pending?: Pending;
}

/** How to take back what is under way. */
export interface Pending {
  /** Path → what stood there. */
  readonly files: Readonly<Record<string, Copy | null>>;
  /** Folders that are made, the outermost first. */
  readonly folders: readonly string[];
}

export const NOTHING: State = { files: {}, folders: [] };

export const stateFile = (name: string): string => `/var/lib/create-django-stack/${name}.json`;

/** @throws StackError failed: it is there and cannot be read */
export function readState(machine: Machine, name: string): State {
  const text = machine.text(stateFile(name));
  if (text === undefined) return NOTHING;
  try {
    if (isUnseen(text)) throw new Error(text.unseen);
    const { files, folders, pending } = JSON.parse(text) as State;
    return { files: { ...files }, folders: [...folders], ...(pending && { pending }) };
  } catch (error) {
    throw new StackError('failed', `${stateFile(name)} cannot be read: ${(error as Error).message}. Nothing was changed.`);
  }
}

/** Tells one content from another; who owns it does not matter. */
export function fingerprint(copy: Copy): string {
  return createHash('sha256').update(copy.kind === 'link' ? `link ${copy.to}` : `file ${copy.bytes}`).digest('hex');
}
