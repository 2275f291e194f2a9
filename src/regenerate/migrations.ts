/**
 * Names that a newer template uses for what an older one had rendered: the only list of them, in the order in which they
 * came to be. None is ever changed or taken away, as a stack may come from any version; lock.json says which it has had.
 */
import type { Rename } from './rename.ts';

export interface Migration extends Rename {
  /** Recorded in lock.json, for ever: the version that brought it and what it is about, as in "0.2.0 services.cache". */
  readonly name: string;
}

export const migrations: readonly Migration[] = [];

/** Those that a stack has not had. */
export function pendingMigrations(done: ReadonlySet<string>, all = migrations): readonly Migration[] {
  return all.filter(({ name }) => !done.has(name));
}
