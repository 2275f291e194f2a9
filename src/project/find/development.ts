/** What is for where somebody develops: the settings that manage.py names, and the class where settings are classes. */
import type { Findings } from '../../stack/types.ts';
import { fileOf } from '../modules.ts';
import { statementsIn } from '../python.ts';
import type { Tree } from '../tree.ts';

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
 * Settings of development, as far as manage.py says them.
 * @param root the folder that Python looks in
 */
export function findDevelopment(tree: Tree, root: string, manage: string): NonNullable<Findings['developed']> {
  const [settings, configuration] = ['DJANGO_SETTINGS_MODULE', 'DJANGO_CONFIGURATION'].map((name) => given(tree, manage, name));
  if (settings === undefined || fileOf(tree, root, settings) === undefined) return {};
  return { settings, ...(configuration !== undefined && { configuration }) };
}
