/** Exit codes by what happened: design.md §2. */
export const EXIT = { done: 0, failed: 1, usage: 2, undecided: 3, cancelled: 130, terminated: 143 } as const;

export type Outcome = Exclude<keyof typeof EXIT, 'done'>;

/**
 * An end that a person is told about in one line: what, where, what to do.
 * Everything below main.ts throws it; main.ts alone turns it into text and an exit code.
 */
export class StackError extends Error {
  override readonly name = 'StackError';
  readonly outcome: Outcome;
  /** Further lines that help, each a sentence of its own. */
  readonly hints: readonly string[];

  constructor(outcome: Outcome, message: string, hints: readonly string[] = []) {
    super(message);
    this.outcome = outcome;
    this.hints = hints;
  }
}
