/** Folders that hold the project's own Python: the image needs them, and the stack puts nothing of its own there. */
import { firstOf, type Found } from '../finding.ts';
import { parentOf, type Tree } from '../tree.ts';

const OF_A_PACKAGE = /\/(__init__|apps|models)\.py$/;

/** Paths from the repository's top, each once. */
export function findPackages(tree: Tree): readonly string[] {
  return [...new Set(tree.files.filter((path) => OF_A_PACKAGE.test(path)).map(parentOf))];
}

/** nginx/ may hold keys of certificates, and is in no image; an app of that name must be let in by hand. */
export function findLeftOut(packages: readonly string[]): Found {
  return packages.includes('nginx') ? { remark: 'nginx/ holds Python, and .dockerignore leaves it out: take out that line, or the image is without it.' } : {};
}

/** What a file says; else another folder than the usual one, where that is a package. */
export function besidePackages(found: Found, packages: readonly string[], usual: string, other: string): Found {
  return firstOf(() => found, () => (packages.includes(usual) ? { value: { value: other, from: `${usual}/ holds Python` } } : {}));
}
