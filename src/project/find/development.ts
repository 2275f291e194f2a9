/** What is for where somebody develops: the settings that manage.py names, the class where settings are classes, further packages. */
import { problem } from '../../stack/resolve.ts';
import type { Findings } from '../../stack/types.ts';
import { fileOf } from '../modules.ts';
import { statementsIn } from '../python.ts';
import type { Tree } from '../tree.ts';
import { findDevelopers } from './developers.ts';

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
  const packages = findDevelopers(tree, requirements);
  return { ...settingsOf(tree, root, manage), ...(packages !== undefined && { packages }) };
}

function settingsOf(tree: Tree, root: string, manage: string): NonNullable<Findings['developed']> {
  const [settings, configuration] = ['DJANGO_SETTINGS_MODULE', 'DJANGO_CONFIGURATION'].map((name) => given(tree, manage, name));
  if (settings === undefined || problem('settings', settings) !== undefined || fileOf(tree, root, settings) === undefined) return {};
  return { settings, ...(configuration !== undefined && problem('configuration', configuration) === undefined && { configuration }) };
}
