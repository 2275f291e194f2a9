/**
 * Three-way merge, by kind of file (design.md §6). Pure.
 *
 *   base   what the tool rendered last time
 *   mine   what stands in the folder: the base with a person's edits
 *   next   what the tool renders now
 *
 * A merge replays the change from base to next, operation by operation, on the bytes of mine. Where mine changed the same
 * thing to something else, that one operation is a conflict: mine stays live, and all others apply.
 */

/** One operation that cannot be replayed, and the three texts it is about. Absent: there is no such thing there. */
export interface Conflict {
  /** What it is about, stable over runs: `services.web.image`, `server > location /api/`, `after "EXPOSE 8000"`. */
  readonly path: string;
  readonly base?: string;
  readonly mine?: string;
  readonly next?: string;
  /** One sentence: why it cannot simply be done. */
  readonly why: string;
  /** Where to look in mine, counted from 1. */
  readonly line: number;
}

/** Why an operation cannot simply be done; what every kind of file has in common. */
export const WHY = {
  bothChanged: 'You have changed it, and it now has another value of its own.',
  bothAdded: 'You have written it yourself, and differently.',
  bothRemoved: 'It is no longer needed, but you have changed it.',
  deleted: 'You have deleted it, and it now has another value of its own.',
  samePlace: 'You have written something there, and something else has its place there now.',
  refused: 'It cannot be written into this file without changing something else.',
} as const;

/**
 * What to do about a conflict. `mine`: leave the file as it is, and never ask again. `new`: do it all the same.
 * undefined: nobody has decided; mine stays, and the conflict is reported.
 */
export type Decide = (conflict: Conflict) => 'mine' | 'new' | undefined;

export interface Merged {
  /** What the file shall hold; equal to mine, byte for byte, where nothing applies. */
  readonly text: string;
  /**
   * What to remember as the base: next, except that it still says what base said wherever a conflict is undecided. So the
   * same conflict is found again by the next run, and nothing else.
   */
  readonly base: string;
  readonly conflicts: readonly Conflict[];
  /** What was left undone without being a conflict, one sentence each: an operation on something that mine has deleted. */
  readonly notes: readonly string[];
}

/** @throws StackError failed, with line and reason, where mine cannot be read (half-finished YAML, unbalanced braces) */
export type Merge = (base: string, mine: string, next: string, decide: Decide) => Merged;

/** The merge where the base is lost: every difference is presumed to be a person's, so that things are added and nothing else. */
export type AddOnly = (mine: string, next: string) => Merged;
