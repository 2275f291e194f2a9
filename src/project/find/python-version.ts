/** Which Python the project runs on: what files name exactly, then the newest that a range or the installed Django allows. */
import { PYTHONS } from '../../stack/fields.ts';
import { firstOf, type Found } from '../finding.ts';
import type { Installed } from '../package.ts';
import { tomlIn } from '../toml.ts';
import { inside, parentOf, placeOf, type Tree } from '../tree.ts';

/** Files that name one version, and where in them. */
const EXACT: readonly (readonly [file: string, pattern: RegExp])[] = [
  ['.python-version', /^\s*(?:cpython-)?(3\.\d+)/m],
  ['runtime.txt', /^python-(3\.\d+)/m],
  ['Pipfile', /^python_(?:full_)?version\s*=\s*"(3\.\d+)/m],
  ['.tool-versions', /^python\s+(3\.\d+)/m],
  ['mise.toml', /^python\s*=\s*"(3\.\d+)/m],
  ['Dockerfile', /^FROM\s+(?:\S*\/)?python:(3\.\d+)/m],
];

/** The last Python that a Django takes, and the first: the release notes of each. */
const DJANGO: Readonly<Record<string, readonly [first: number, last: number]>> = {
  '3.2': [6, 10], '4.0': [8, 10], '4.1': [8, 11], '4.2': [8, 12], '5.0': [10, 12], '5.1': [10, 13], '5.2': [10, 14], '6.0': [12, 14],
};

/** @param root where manage.py is; the folders above it count too, the nearest first */
export function findPython(tree: Tree, root: string, installed: readonly Installed[]): Found {
  const folders = root === '' ? [''] : [root, ...above(root)];
  return firstOf(
    ...folders.flatMap((folder) => EXACT.map(([name, pattern]) => () => exactly(tree, inside(folder, name), pattern))),
    ...folders.map((folder) => () => ranged(tree, inside(folder, 'pyproject.toml'), installed)),
    () => forDjango(installed),
  );
}

export function above(folder: string): readonly string[] {
  const parent = parentOf(folder);
  return parent === '' ? [''] : [parent, ...above(parent)];
}

function exactly(tree: Tree, path: string, pattern: RegExp): Found {
  const version = pattern.exec(tree.text(path))?.[1];
  return version === undefined ? {} : offered([version], placeOf(tree, path, pattern), version);
}

function offered(versions: readonly string[], from: string, wanted: string): Found {
  const [value] = PYTHONS.filter((version) => versions.includes(version));
  return value === undefined ? { remark: `${from} asks for Python ${wanted}, and images are made for ${PYTHONS.join(', ')}.` } : { value: { value, from } };
}

/** `requires-python`, or Poetry's `python`; ranges are often open at their end, and the installed Django is not. */
function ranged(tree: Tree, path: string, installed: readonly Installed[]): Found {
  const { project, tool } = tomlIn(tree, path) as { project?: { 'requires-python'?: unknown }; tool?: { poetry?: { dependencies?: { python?: unknown } } } };
  const range = project?.['requires-python'] ?? tool?.poetry?.dependencies?.python;
  if (typeof range !== 'string') return {};
  const fitting = takenBy(installed.find(({ name }) => name === 'django')) ?? PYTHONS;
  return offered(fitting.filter((version) => allows(range, minorOf(version))), placeOf(tree, path, /^(requires-python|python)\s*=/), range);
}

/** Whether every clause of a range takes 3.minor; Poetry's `^3.12` and `~3.12` are read too. */
function allows(range: string, minor: number): boolean {
  return range.split(/[,\s]+(?=[<>=!~^])/).every((clause) => {
    const [, operator = '', major, second, patch] = /^\s*([<>=!~^]*)\s*(\d+)(?:\.(\d+|\*))?(?:\.(\d+|\*))?/.exec(clause) ?? [];
    if (major !== '3') return major === '4' ? operator.startsWith('<') : true;
    const bound = Number(second);
    if (!Number.isInteger(bound)) return operator !== '<';
    const exact = operator === '' || operator === '==' || operator === '===' || operator === '~' || (operator === '~=' && patch !== undefined);
    if (exact) return minor === bound;
    if (operator === '<') return patch !== undefined && patch !== '0' ? minor <= bound : minor < bound;
    if (operator === '!=') return patch !== undefined && patch !== '*' ? true : minor !== bound;
    if (operator === '<=') return minor <= bound;
    return minor >= bound + (operator === '>' && patch === undefined ? 1 : 0);
  });
}

const minorOf = (version: string): number => Number(version.split('.')[1]);

/** The Pythons that a pinned Django takes; undefined where it is not pinned, or unknown here. */
function takenBy(django: Installed | undefined): readonly string[] | undefined {
  const [first, last] = DJANGO[/^\d+\.\d+/.exec(django?.version ?? '')?.[0] ?? ''] ?? [];
  return first === undefined || last === undefined ? undefined : PYTHONS.filter((version) => minorOf(version) >= first && minorOf(version) <= last);
}

function forDjango(installed: readonly Installed[]): Found {
  const django = installed.find(({ name }) => name === 'django');
  const fitting = takenBy(django);
  return django && fitting ? offered(fitting, django.from, `an older version than Django ${django.version} does`) : {};
}
