/** django-configurations: settings are classes, and DJANGO_CONFIGURATION names the one for production. */
import { choose, type Found } from '../finding.ts';
import { readSettings } from '../modules.ts';
import type { Tree } from '../tree.ts';

/** @param module what DJANGO_SETTINGS_MODULE is */
export function findConfiguration(tree: Tree, root: string, module: string): Found {
  const { files } = readSettings(tree, root, module);
  const uses = files.some(({ statements }) => statements.some(({ tokens: [from, package_] }) => ['from', 'import'].includes(from?.text ?? '') && package_?.text === 'configurations'));
  if (!uses) return {};
  const classes = files.flatMap(({ path, statements }) =>
    statements.flatMap(({ tokens: [word, name], line, indent }) => (word?.text === 'class' && indent === 0 && name ? [{ value: name.text, from: `${path}:${line}` }] : [])),
  );
  const production = classes.filter(({ value }) => /^(Prod|Production|Live|Deploy)/.test(value));
  return choose(production.length > 0 ? production : classes);
}
