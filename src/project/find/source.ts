/** The file that says what the image installs: a lock file, requirements, or a plain pyproject.toml. */
import { LOCKS } from '../../stack/source.ts';
import { choose, firstOf, type Found } from '../finding.ts';
import { installedBy } from '../installed.ts';
import { tomlIn } from '../toml.ts';
import { inside, parentOf, type Tree } from '../tree.ts';
import { above } from './python-version.ts';

const LOCK_FILES = LOCKS.filter((name) => name !== 'pyproject.toml');
const FOLDER = '(?:(?:requirements?|reqs|deps|dependencies)/)';
const IS_LIST = new RegExp(`^(?:${FOLDER}[\\w.-]+|[\\w.-]*(?:requirements?|reqs)[\\w.-]*)\\.txt$`);
const PRODUCTION = /(^|[-_./])(prod|production|deploy|deployment|live)\.txt$|^(prod|production)[-_.]/;
const PLAIN = new RegExp(`^(?:requirements\\.txt|${FOLDER}?(?:requirements?|base|common|main|default|reqs)\\.txt)$`);

/**
 * The nearest source to manage.py that installs Django. A lock file counts before requirements, and those named for
 * production before the others.
 */
export function findSource(tree: Tree, root: string): Found {
  const folders = root === '' ? [''] : [root, ...above(root)];
  const django = firstOf(...folders.flatMap((folder) => rulesOf(tree, folder, true)));
  if (django.value ?? django.several) return { ...django, ...unpinned(tree, django) };
  const other = firstOf(...folders.flatMap((folder) => rulesOf(tree, folder, false)));
  return other.value ? { ...other, remark: `${other.value.value} does not name Django.` } : { ...other, ...unlocked(tree, folders) };
}

/** Said of a pyproject.toml that is taken as it is. A lock file beside it was passed over because it does not lead to Django. */
function unpinned(tree: Tree, { value }: Found): Found {
  if (!value?.value.endsWith('pyproject.toml')) return {};
  const lock = LOCK_FILES.map((name) => inside(parentOf(value.value), name)).find((path) => tree.has(path));
  if (lock) return { remark: `${lock} does not install Django, so ${value.value} counts, and another build may bring newer versions.${renewed(lock)}` };
  return { remark: `${value.value} has no lock file beside it: another build may bring newer versions.` };
}

function renewed(lock: string): string {
  const [, tool] = /(uv|poetry|pdm)\.lock$/.exec(lock) ?? [];
  return tool ? ` ${tool} lock makes the lock anew.` : '';
}

/** Rules of one folder, the most particular first. @param strict whether a source must name Django */
function rulesOf(tree: Tree, folder: string, strict: boolean): readonly (() => Found)[] {
  const lists = tree.files.filter((path) => path.startsWith(inside(folder, ''))).map((path) => path.slice(inside(folder, '').length)).filter((path) => IS_LIST.test(path));
  const candidates = (names: readonly string[]) => () => choose(names.map((name) => inside(folder, name)).filter((path) => tree.has(path) && (!strict || namesDjango(tree, path))).map((path) => ({ value: path, from: path })));
  return [
    candidates(LOCK_FILES),
    candidates(lists.filter((path) => PRODUCTION.test(path))),
    candidates(lists.filter((path) => path === 'requirements.txt')),
    candidates(lists.filter((path) => PLAIN.test(path))),
    candidates(hasDependencies(tree, inside(folder, 'pyproject.toml')) ? ['pyproject.toml'] : []),
  ];
}

function namesDjango(tree: Tree, path: string): boolean {
  return installedBy(tree, path).some(({ name }) => /^(django|wagtail)(-|$)/.test(name));
}

function hasDependencies(tree: Tree, path: string): boolean {
  return installedBy(tree, path).length > 0;
}

/** Tools whose own file alone is no list that an image could install the same way twice. */
function unlocked(tree: Tree, folders: readonly string[]): Found {
  for (const folder of folders) {
    const [pipfile, project] = [inside(folder, 'Pipfile'), inside(folder, 'pyproject.toml')];
    if (tree.has(pipfile)) return { remark: `${pipfile} has no lock file: run pipenv lock.` };
    const { tool } = tomlIn(tree, project) as { tool?: { poetry?: { dependencies?: unknown } } };
    if (tool?.poetry?.dependencies !== undefined) return { remark: `${project} has no lock file: run poetry lock.` };
  }
  return {};
}
