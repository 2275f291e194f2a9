/** A URL that says whether the project is well. */
import { choose, firstOf, type Found } from '../finding.ts';
import { fileOf, stringSetting, type Settings } from '../modules.ts';
import { callsOf, statementsIn, stringOf } from '../python.ts';
import type { Tree } from '../tree.ts';

const NAMES = /^\/?\^?(_?health(z|[-_]?check)?|livez|readyz|alive|ping|up|ht|_?status\/health|api\/health(z)?)\/?\$?$/;

/** Looks at the routes of ROOT_URLCONF alone: what is included below another path is not read. */
export function findHealth(tree: Tree, root: string, settings: Settings): Found {
  const urls = stringSetting(settings, 'ROOT_URLCONF');
  const path = urls && fileOf(tree, root, urls.value);
  if (path === undefined) return {};
  const statements = statementsIn(tree.text(path));
  const routes = ['path', 're_path', 'url'].flatMap((call) => callsOf(statements, call));
  const known = routes.flatMap(({ args: [route = []], line }) => {
    const text = stringOf(route) ?? '';
    return NAMES.test(text) ? [{ value: `/${text.replaceAll(/[\^$]/g, '').replace(/^\//, '')}`, from: `${path}:${line}` }] : [];
  });
  return firstOf(() => choose(known.filter(({ value }) => value.includes('health'))), () => choose(known));
}
