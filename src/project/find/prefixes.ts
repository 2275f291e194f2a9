/** The URLs that Django answers where a front end answers the rest, by the routes of ROOT_URLCONF. */
import { placesOf, type Finding, type Found } from '../finding.ts';
import { fileOf, stringSetting, type Settings } from '../modules.ts';
import { callsOf, statementsIn, stringOf, type Token } from '../python.ts';
import type { Tree } from '../tree.ts';

type Tokens = readonly Token[];

interface Route {
  readonly route: Tokens;
  readonly view: Tokens;
  readonly from: string;
}

/** Each beginning once, without those that another one leads to Django anyway. Static files and uploads are nginx's. */
export function findPrefixes(tree: Tree, root: string, settings: Settings): Found {
  const routes = routesIn(tree, root, settings);
  const files = ['STATIC_URL', 'MEDIA_URL'].map((name) => stringSetting(settings, name)?.value ?? name.slice(0, -4).toLowerCase());
  const known = routes.flatMap(({ route, from }): Finding[] => {
    const value = prefixOf(settings, route);
    return value === undefined || files.some((url) => value.startsWith(`/${url}/`.replaceAll(/\/+/g, '/'))) ? [] : [{ value, from }];
  });
  const distinct = known.filter(({ value }, at) => !known.some((other, index) => value.startsWith(other.value) && (other.value !== value || index < at)));
  return distinct.length > 0 ? { value: { value: distinct.map(({ value }) => value).join(','), from: placesOf(distinct) } } : {};
}

/** Where the admin is, if not at /admin/. */
export function findAdmin(tree: Tree, root: string, settings: Settings): Found {
  const admin = routesIn(tree, root, settings).find(({ view }) => view.some(({ text }) => text === 'admin'));
  if (!admin) return {};
  const value = prefixOf(settings, admin.route);
  if (value === undefined) return { remark: `${admin.from}: where the admin is, no file tells. With --admin nginx routes it to the api, and limits log-ins.` };
  return value === '/admin/' ? {} : { value: { value, from: admin.from } };
}

function routesIn(tree: Tree, root: string, settings: Settings): readonly Route[] {
  const urls = stringSetting(settings, 'ROOT_URLCONF');
  return urls ? routesOf(tree, root, urls.value) : [];
}

/** The routes that always count: not those under a condition. Below one that begins with nothing are those of another module. */
function routesOf(tree: Tree, root: string, module: string, seen: readonly string[] = []): readonly Route[] {
  const path = fileOf(tree, root, module);
  if (path !== undefined && seen.includes(path)) return [];
  // What cannot be read has whatever is usual.
  if (path === undefined) return [{ route: [{ kind: 'string', text: 'api/', line: 0 }], view: [], from: seen.at(-1) ?? module }];
  const calls = callsIn(tree.text(path));
  const outer = calls.filter(({ args: [route] }) => !calls.some(({ args }) => args.some((arg) => route?.[0] && arg.indexOf(route[0]) > 0)));
  return outer.flatMap(({ args, line, translated }) => {
    if (translated) return [{ route: [], view: args.flat(), from: `${path}:${line}` }];
    const [route = [], view = []] = args;
    const [included] = callsOf([{ tokens: view, line, indent: 0 }], 'include');
    const below = included && /^\^?$/.test(stringOf(route) ?? '-');
    return below ? routesOf(tree, root, stringOf(included.args[0] ?? []) ?? '', [...seen, path]) : [{ route, view, from: `${path}:${line}` }];
  });
}

/** Calls that make routes; those of i18n_patterns have a language in front. */
function callsIn(text: string) {
  const statements = statementsIn(text).filter(({ indent }) => indent === 0);
  return ['path', 're_path', 'url', 'i18n_patterns'].flatMap((name) => callsOf(statements, name).map((call) => ({ ...call, translated: name === 'i18n_patterns' })));
}

/** What a route certainly begins with, as in `/accounts/`. */
function prefixOf(settings: Settings, route: Tokens): string | undefined {
  const [prefix] = /^(?:[A-Za-z0-9][A-Za-z0-9_-]*\/)+/.exec(textOf(settings, route) ?? '') ?? [];
  return prefix && `/${prefix}`;
}

/** A literal, without the sign that a regular expression begins with; or a setting that is one. */
function textOf(settings: Settings, route: Tokens): string | undefined {
  const [object, , name, more] = route;
  const setting = object?.text === 'settings' && name && !more ? stringSetting(settings, name.text)?.value : undefined;
  return (stringOf(route) ?? setting)?.replace(/^\^?\/?/, '');
}
