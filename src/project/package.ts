/** A Python package that production installs. */

export interface Installed {
  /** As PyPI spells it: lower case, with hyphens. Empty for a repository that does not say. */
  readonly name: string;
  /** Where it is pinned. */
  readonly version?: string;
  readonly extras: readonly string[];
  /** Names of the files that the lock knows; absent where it names none. */
  readonly files?: readonly string[];
  /** Comes from a git repository. */
  readonly git?: true;
  /** The file and line that say so. */
  readonly from: string;
}

/** A name as PyPI spells it. */
export function spelled(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
