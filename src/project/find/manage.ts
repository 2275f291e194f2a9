/** manage.py, at any depth; or the folder of a project that has none. */
import { choose, type Found } from '../finding.ts';
import { statementsIn } from '../python.ts';
import { parentOf, placeOf, type Tree } from '../tree.ts';

/** Where files show how something is used, and are not what is deployed. Names in braces are templates of projects. */
const ASIDE = /(^|\/)(tests?|testing|examples?|demos?|samples?|sandbox|docs?|fixtures|[^/]*project_template[^/]*|[^/]*[{}%][^/]*)\//;

/** Not in a folder of tests, examples or templates. */
export function isCentral(path: string): boolean {
  return !ASIDE.test(path);
}

/** A manage.py that starts Django; other frameworks use the name too. */
export function findManage(tree: Tree): Found {
  const files = tree.files.filter((path) => /(^|\/)manage\.py$/.test(path) && isCentral(path) && startsDjango(tree.text(path)));
  return files.length > 0 ? choose(files.map((path) => ({ value: path, from: placeOf(tree, path, /DJANGO_SETTINGS_MODULE|execute_from_command_line/) }))) : withoutManage(tree);
}

function startsDjango(text: string): boolean {
  return statementsIn(text).some(({ tokens }) => tokens.some(({ kind, text: word }) => (kind === 'string' && word === 'DJANGO_SETTINGS_MODULE') || (kind === 'name' && word === 'execute_from_command_line')));
}

/** `python -m django` does what manage.py does, in the folder of the package that serves. */
function withoutManage(tree: Tree): Found {
  const servers = tree.files.filter((path) => /(^|\/)(wsgi|asgi)\.py$/.test(path) && isCentral(path) && /get_[aw]sgi_application/.test(tree.text(path)));
  return choose(servers.map((path) => ({ value: aboveThePackage(tree, parentOf(path)), from: placeOf(tree, path, /get_[aw]sgi_application/) })));
}

/** The folder that Python must look in to import the package. */
function aboveThePackage(tree: Tree, folder: string): string {
  let current = folder;
  while (current !== '' && tree.has(`${current}/__init__.py`)) current = parentOf(current);
  return current === '' ? '.' : current;
}
