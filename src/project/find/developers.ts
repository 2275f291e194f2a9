/** What installs for developers besides: a list of requirements beside that of production, or a group of the lock file. */
import { LOCKS, sourceOf } from '../../stack/source.ts';
import { mapOf } from '../data.ts';
import { tomlIn } from '../toml.ts';
import { inside, parentOf, type Tree } from '../tree.ts';

const NAMES = ['dev', 'devel', 'develop', 'development', 'local'];

/** Names of lists for developers: dev.txt, local.txt, requirements-dev.txt, requirements_local.txt. */
const LIST = new RegExp(`^(requirements[-_.])?(${NAMES.join('|')})\\.txt$`);

/**
 * The option by which the tool of a source installs what developers need as well: --group=dev, --requirement=dev.txt.
 * @param requirements what production installs
 * @returns nothing where files name no such group, or not exactly one such list
 */
export function findDevelopers(tree: Tree, requirements: string | undefined): string | undefined {
  if (requirements === undefined) return undefined;
  const name = requirements.slice(requirements.lastIndexOf('/') + 1);
  if (!LOCKS.includes(name)) return listOption(tree, requirements);
  return options[name]?.(tree, parentOf(requirements));
}

function listOption(tree: Tree, requirements: string): string | undefined {
  const lists = tree.files.filter((path) => parentOf(path) === parentOf(requirements) && LIST.test(path.slice(path.lastIndexOf('/') + 1)) && isCopied(requirements, path));
  return lists.length === 1 && lists[0] !== requirements ? `--requirement=${lists[0]}` : undefined;
}

/** Of requirements.txt at the top, the image gets the lists whose names begin so: stack/source.ts. */
function isCopied(requirements: string, path: string): boolean {
  const [first = ''] = sourceOf(requirements).copies;
  return !first.endsWith('*.txt') || path.startsWith(first.slice(0, -'*.txt'.length));
}

/** By the file that lists what production installs; pylock.toml says nothing of groups. */
const options: Readonly<Record<string, (tree: Tree, folder: string) => string | undefined>> = {
  'uv.lock': uvOption,
  'pyproject.toml': uvOption,
  'poetry.lock': (tree, folder) => option('--with', [...groupsOf(tree, folder), ...poetryGroups(tree, folder)]),
  // PDM and Pipenv know all developers' packages as one.
  'pdm.lock': (tree, folder) => (groupsOf(tree, folder).length + Object.keys(mapOf(toolOf(tree, folder, 'pdm')['dev-dependencies'])).length > 0 ? '--dev' : undefined),
  'Pipfile.lock': (tree, folder) => (Object.keys(mapOf(tomlIn(tree, inside(folder, 'Pipfile'))['dev-packages'])).length > 0 ? '--dev' : undefined),
};

const option = (name: string, groups: readonly string[]): string | undefined => NAMES.filter((group) => groups.includes(group)).map((group) => `${name}=${group}`)[0];

function uvOption(tree: Tree, folder: string): string | undefined {
  return option('--group', groupsOf(tree, folder)) ?? option('--extra', extrasOf(tree, folder));
}

const projectOf = (tree: Tree, folder: string) => tomlIn(tree, inside(folder, 'pyproject.toml'));
const toolOf = (tree: Tree, folder: string, name: string) => mapOf(mapOf(projectOf(tree, folder)['tool'])[name]);

/** PEP 735, and what uv had before it. */
function groupsOf(tree: Tree, folder: string): readonly string[] {
  const before = toolOf(tree, folder, 'uv')['dev-dependencies'] === undefined ? [] : ['dev'];
  return [...Object.keys(mapOf(projectOf(tree, folder)['dependency-groups'])), ...before];
}

function extrasOf(tree: Tree, folder: string): readonly string[] {
  return Object.keys(mapOf(mapOf(projectOf(tree, folder)['project'])['optional-dependencies']));
}

function poetryGroups(tree: Tree, folder: string): readonly string[] {
  const { group, 'dev-dependencies': before } = toolOf(tree, folder, 'poetry');
  return [...Object.keys(mapOf(group)), ...(before === undefined ? [] : ['dev'])];
}
