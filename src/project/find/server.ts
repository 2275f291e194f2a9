/** The package that serves, and whether it speaks WSGI or ASGI. */
import { choose, firstOf, type Finding, type Found } from '../finding.ts';
import { assignmentsOf, fileOf, moduleOf, stringSetting, type Settings } from '../modules.ts';
import { inside, parentOf, placeOf, type Tree } from '../tree.ts';
import { isCentral } from './manage.ts';

type Interface = 'wsgi' | 'asgi';

/**
 * The package of wsgi.py or asgi.py: what the settings name, the one beside them, or the only one.
 * @param root the folder that Python looks in
 * @param module DJANGO_SETTINGS_MODULE, if it is known
 */
export function findServer(tree: Tree, root: string, settings: Settings, module = ''): Found {
  const wsgi = () => firstOf(() => named(tree, root, settings, 'WSGI_APPLICATION', 'wsgi'), () => filed(tree, root, module, 'wsgi'));
  return firstOf(wsgi, () => named(tree, root, settings, 'ASGI_APPLICATION', 'asgi'), () => filed(tree, root, module, 'asgi'));
}

/** What the settings say, if a file of that name is there. */
function named(tree: Tree, root: string, settings: Settings, setting: string, kind: Interface): Found {
  const found = stringSetting(settings, setting);
  const [, package_, server] = /^([\w.]+)\.(\w+)\.\w+$/.exec(found?.value ?? '') ?? [];
  if (!found || package_ === undefined || fileOf(tree, root, `${package_}.${server}`) === undefined) return {};
  if (server === kind) return { value: { value: package_, from: found.from } };
  return { remark: `${found.from} has ${package_}.${server}; the image serves <module>.${kind}.` };
}

function filed(tree: Tree, root: string, module: string, kind: Interface): Found {
  const files = tree.files.filter((path) => path.startsWith(inside(root, '')) && new RegExp(`(^|/)${kind}(/__init__)?\\.py$`).test(path) && isCentral(path));
  const packages = files.flatMap((path): Finding[] => {
    const package_ = moduleOf(root, parentOf(path.replace('/__init__.py', '')));
    return package_ === undefined ? [] : [{ value: package_, from: placeOf(tree, path, /get_[aw]sgi_application|^application\b/) }];
  });
  const own = packages.filter(({ value }) => value === module.split('.')[0]);
  return choose(own.length > 0 ? own : packages);
}

/**
 * WSGI, unless the project shows that it counts on ASGI: there is nothing else, or the settings name an ASGI application
 * and an app that needs it.
 * @param module the package that serves
 */
export function findInterface(tree: Tree, root: string, settings: Settings, module: string | undefined): Found {
  if (module === undefined) return {};
  const [wsgi, asgi] = [fileOf(tree, root, `${module}.wsgi`), fileOf(tree, root, `${module}.asgi`)];
  if (asgi === undefined) return wsgi === undefined ? {} : { value: { value: 'wsgi', from: wsgi } };
  if (wsgi === undefined) return { value: { value: 'asgi', from: asgi } };
  const apps = assignmentsOf(settings, 'INSTALLED_APPS').find(({ value }) => value.some(({ text }) => text === 'channels' || text === 'daphne'));
  return { value: apps ? { value: 'asgi', from: `${apps.path}:${apps.line}` } : { value: 'wsgi', from: wsgi } };
}
