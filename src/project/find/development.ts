/** What is for where somebody develops: the settings that manage.py names, the class where settings are classes, a list of requirements. */
import { problem } from '../../stack/resolve.ts';
import { sourceOf } from '../../stack/source.ts';
import type { Findings } from '../../stack/types.ts';
import { fileOf } from '../modules.ts';
import { statementsIn } from '../python.ts';
import { parentOf, type Tree } from '../tree.ts';

/** What manage.py gives a variable; nothing where it does so twice, by a condition say, or not by a plain string. */
function given(tree: Tree, manage: string, variable: string): string | undefined {
  const values = statementsIn(tree.text(manage)).flatMap(({ tokens }) => {
    const at = tokens.findIndex(({ kind, text }) => kind === 'string' && text === variable);
    return at < 0 ? [] : [tokens.slice(at + 1).filter(({ kind }) => kind !== 'operator')];
  });
  const [value] = values;
  return values.length === 1 && value?.length === 1 && value[0]?.kind === 'string' ? value[0].text : undefined;
}

/**
 * What files say of development.
 * @param root the folder that Python looks in
 * @param requirements what production installs
 */
export function findDevelopment(tree: Tree, root: string, manage: string, requirements: string | undefined): NonNullable<Findings['developed']> {
  const list = developersList(tree, requirements);
  return { ...settingsOf(tree, root, manage), ...(list !== undefined && { requirements: list }) };
}

function settingsOf(tree: Tree, root: string, manage: string): NonNullable<Findings['developed']> {
  const [settings, configuration] = ['DJANGO_SETTINGS_MODULE', 'DJANGO_CONFIGURATION'].map((name) => given(tree, manage, name));
  if (settings === undefined || problem('settings', settings) !== undefined || fileOf(tree, root, settings) === undefined) return {};
  return { settings, ...(configuration !== undefined && problem('configuration', configuration) === undefined && { configuration }) };
}

/** Names of lists for developers: dev.txt, local.txt, requirements-dev.txt, requirements_local.txt. */
const FOR_DEVELOPERS = /^(requirements[-_.])?(dev|devel|develop|development|local)\.txt$/;

/** The list of requirements for developers beside that of production, where there is one, and one alone. */
function developersList(tree: Tree, requirements: string | undefined): string | undefined {
  if (requirements === undefined || !requirements.endsWith('.txt')) return undefined;
  const lists = tree.files.filter((path) => parentOf(path) === parentOf(requirements) && FOR_DEVELOPERS.test(nameOf(path)) && isCopied(requirements, path));
  return lists.length === 1 && lists[0] !== requirements ? lists[0] : undefined;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Of requirements.txt at the top, the image gets the lists whose names begin so: stack/source.ts. */
function isCopied(requirements: string, path: string): boolean {
  const [first = ''] = sourceOf(requirements).copies;
  return !first.endsWith('*.txt') || path.startsWith(first.slice(0, -'*.txt'.length));
}
