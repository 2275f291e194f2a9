/** Python modules as files: from a dotted name to its file, and what a settings module takes from others. */
import { assignmentsIn, statementsIn, stringOf, type Assignment, type Statement, type Token } from './python.ts';
import { inside, parentOf, plain, type Tree } from './tree.ts';

/** The file of a module, from the folder that Python looks in. */
export function fileOf(tree: Tree, root: string, module: string): string | undefined {
  const path = inside(root, module.replaceAll('.', '/'));
  return [`${path}.py`, `${path}/__init__.py`].find((file) => tree.has(file));
}

/** The module of a file, from the folder that Python looks in; undefined where it is none. */
export function moduleOf(root: string, file: string): string | undefined {
  const path = root === '' ? file : file.startsWith(`${root}/`) ? file.slice(root.length + 1) : undefined;
  const module = path?.replace(/\.py$/, '').replace(/\/__init__$/, '').replaceAll('/', '.');
  return module !== undefined && /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(module) ? module : undefined;
}

/** A settings file with all that it takes over whole. */
export interface Settings {
  /** The file of the module itself first, then those it includes, nearest first. */
  readonly files: readonly { readonly path: string; readonly statements: readonly Statement[] }[];
  /** django-configurations: the class, and those it inherits from. */
  readonly classes: readonly string[];
}

/**
 * Reads a settings module and every file it includes by `from … import *` or django-split-settings.
 * @param configuration the class, where settings are classes
 */
export function readSettings(tree: Tree, root: string, module: string, configuration?: string): Settings {
  const queue = [fileOf(tree, root, module)].filter((path) => path !== undefined);
  const files: { path: string; statements: readonly Statement[] }[] = [];
  for (let path = queue.shift(); path !== undefined && files.length < 50; path = queue.shift()) {
    if (files.some((file) => file.path === path)) continue;
    const statements = statementsIn(tree.text(path));
    files.push({ path, statements });
    queue.push(...includedBy(tree, root, path, statements).reverse());
  }
  return { files, classes: configuration === undefined ? [] : lineage(files.flatMap(({ statements }) => statements), configuration) };
}

function includedBy(tree: Tree, root: string, path: string, statements: readonly Statement[]): string[] {
  return statements.flatMap(({ tokens }) => {
    if (tokens[0]?.text === 'from' && tokens.at(-1)?.text === '*') return starred(tree, root, path, tokens.slice(1, -2)) ?? [];
    return tokens[0]?.text === 'include' ? tokens.slice(1).flatMap((token) => globbed(tree, parentOf(path), token)) : [];
  });
}

function starred(tree: Tree, root: string, path: string, tokens: readonly Token[]): string | undefined {
  const name = tokens.map(({ text }) => text).join('');
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  if (dots === 0) return fileOf(tree, root, name);
  const folder = plain(inside(parentOf(path), '../'.repeat(dots - 1)));
  return folder === undefined ? undefined : fileOf(tree, folder, name.slice(dots));
}

/** `include("components/*.py", f"environments/{ENV}.py")`: what the environment decides is production here. */
function globbed(tree: Tree, folder: string, { kind, text }: Token): readonly string[] {
  if (kind !== 'string' && kind !== 'formatted') return [];
  const literal = (part: string) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = text.split(/(\*|\{[^}]*\})/).map((part) => (part === '*' ? '[^/]*' : part.startsWith('{') ? '(?:prod|production)' : literal(part)));
  const matching = new RegExp(`^${literal(folder === '' ? '' : `${folder}/`)}${pattern.join('')}$`);
  return tree.files.filter((file) => matching.test(file));
}

/** A class and its ancestors, nearest first, as far as these files have them. */
function lineage(statements: readonly Statement[], name: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(name)) return [];
  const declared = statements.find(({ tokens }) => tokens[0]?.text === 'class' && tokens[1]?.text === name);
  const bases = declared?.tokens.slice(2).filter(({ kind }) => kind === 'name').map(({ text }) => text) ?? [];
  return declared ? [name, ...bases.flatMap((base) => lineage(statements, base, [...seen, name]))] : [];
}

/** An assignment, and the file that it stands in. */
export interface Placed extends Assignment {
  readonly path: string;
}

/**
 * The assignments of a setting that count, the decisive one first: the class before its ancestors and the module; the
 * module before what it includes; in one file the last.
 */
export function assignmentsOf(settings: Settings, name: string): readonly Placed[] {
  const all = settings.files.flatMap(({ path, statements }) => assignmentsIn(statements).filter((one) => one.name === name).map((one) => ({ ...one, path })).reverse());
  const scopes = [...settings.classes, undefined];
  return scopes.flatMap((scope) => all.filter(({ within }) => within === scope));
}

/** The assignments of which one will count: down to the first that no condition, and nothing before it, has a part in. */
export function effectiveOf(settings: Settings, name: string): readonly Placed[] {
  const all = assignmentsOf(settings, name);
  const certain = all.findIndex(({ conditional, adds }) => !conditional && !adds);
  return certain < 0 ? all : all.slice(0, certain + 1);
}

/** The decisive assignment; undefined where there is none, or where a condition decides between several. */
export function settingOf(settings: Settings, name: string): Placed | undefined {
  const assignments = assignmentsOf(settings, name);
  const [first] = assignments;
  if (!first || first.adds || (first.conditional && assignments.length > 1)) return undefined;
  return first;
}

/** A setting that is one string. */
export function stringSetting(settings: Settings, name: string): { readonly value: string; readonly from: string } | undefined {
  const setting = settingOf(settings, name);
  const value = setting && stringOf(setting.value);
  return setting && value !== undefined ? { value, from: `${setting.path}:${setting.line}` } : undefined;
}
