/** DJANGO_SETTINGS_MODULE in production: what the entry points say, and the modules beside what they say. */
import { choose, type Finding, type Found } from '../finding.ts';
import { fileOf, moduleOf } from '../modules.ts';
import { assignmentsIn, statementsIn, type Statement, type Token } from '../python.ts';
import { inside, parentOf, type Tree } from '../tree.ts';
import { isCentral } from './manage.ts';

const VARIABLE = 'DJANGO_SETTINGS_MODULE';
const PRODUCTION = /(^|[._])(prod|production|live|deploy|deployment)($|_)/;
const DEVELOPMENT = /(^|[._])(local|dev|devel|development|tests?|testing|ci|stag(e|ing)|debug|docs|base|common|defaults?)($|_)/;

const last = (module: string) => module.split('.').at(-1) ?? '';
/** Named as what runs in production. */
const isProduction = (module: string): boolean => PRODUCTION.test(last(module));
const isOther = (module: string) => DEVELOPMENT.test(last(module));

/**
 * The settings of production. What a file names counts before what merely lies beside it, and of several files the one that
 * names production; manage.py alone is for development, as often as not.
 * @param root the folder that Python looks in
 */
export function findSettings(tree: Tree, root: string, manage: string | undefined): Found {
  const named = [...deployed(tree), ...entryPoints(tree, root, manage).flatMap((path) => namedIn(tree, root, path))];
  const beside = named.flatMap(({ value }) => productionBeside(tree, root, value));
  const rules = [named.filter(({ value }) => isProduction(value)), beside, named.filter(({ value }) => !isOther(value))];
  const decisive = rules.find((findings) => findings.length > 0);
  if (decisive) return choose(decisive);
  return { ...choose(named), ...(named[0] && { remark: `${named[0].from} names ${named[0].value}, and no file looks like settings for production.` }) };
}

function entryPoints(tree: Tree, root: string, manage: string | undefined): readonly string[] {
  const servers = tree.files.filter((path) => path.startsWith(inside(root, '')) && /(^|\/)(wsgi|asgi)(\/__init__)?\.py$/.test(path) && isCentral(path));
  return [...servers, ...(manage === undefined ? [] : [manage])];
}

/** `ENV DJANGO_SETTINGS_MODULE=…` of a Dockerfile: somebody deploys with it. */
function deployed(tree: Tree): readonly Finding[] {
  const files = tree.files.filter((path) => /(^|\/)([\w.-]+\.)?Dockerfile(\.[\w.-]+)?$/.test(path) && isCentral(path));
  return files.flatMap((path) =>
    tree.text(path).split('\n').flatMap((line, index) => {
      const value = /^\s*(?:ENV\s+)?DJANGO_SETTINGS_MODULE[= ]"?([\w.]+)"?/.exec(line)?.[1];
      return value !== undefined && !isOther(value) ? [{ value, from: `${path}:${index + 1}` }] : [];
    }),
  );
}

/** What a file gives the variable: as a default, by assignment, or as one of several by a condition or a part of its name. */
function namedIn(tree: Tree, root: string, path: string): readonly Finding[] {
  const statements = statementsIn(tree.text(path));
  const mentioned = statements.flatMap(({ tokens }) => {
    const at = tokens.findIndex(({ kind, text }) => kind === 'string' && text === VARIABLE);
    return at < 0 ? [] : tokens.slice(at + 1);
  });
  const words = [...mentioned, ...mentioned.flatMap((token) => variable(statements, token))];
  return words.flatMap((token) => modulesIn(tree, root, token).map((value) => ({ value, from: `${path}:${token.line}` })));
}

const variable = (statements: readonly Statement[], { kind, text }: Token) =>
  kind === 'name' ? assignmentsIn(statements).filter(({ name }) => name === text).flatMap(({ value }) => value) : [];

/** A string is a module, or the beginning of several: `f"config.settings.{name}"`, `"config.settings." + name`. */
function modulesIn(tree: Tree, root: string, { kind, text }: Token): readonly string[] {
  if (kind !== 'string' && kind !== 'formatted') return [];
  const beginning = /^([\w.]+)\.(?:[{%].*)?$/.exec(text)?.[1];
  if (beginning !== undefined) return siblings(tree, inside(root, beginning.replaceAll('.', '/'))).flatMap((file) => moduleOf(root, file) ?? []);
  const isModule = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text) && (text.includes('.') || fileOf(tree, root, text) !== undefined);
  return kind === 'string' && isModule ? [text] : [];
}

const siblings = (tree: Tree, folder: string) => tree.files.filter((path) => parentOf(path) === folder && /\.py$/.test(path));

/** Modules in the same folder, or below, that are named for production: settings/production.py, settings_prod.py, prod_settings.py. */
function productionBeside(tree: Tree, root: string, module: string): readonly Finding[] {
  const file = fileOf(tree, root, module);
  const path = inside(root, module.replaceAll('.', '/'));
  const folders = [path, ...(file === undefined || /settings|config/.test(file) ? [parentOf(path)] : [])];
  return [...new Set(folders)]
    .flatMap((folder) => siblings(tree, folder))
    .filter((candidate) => isSettings(candidate) && isProduction(moduleOf('', candidate) ?? ''))
    .flatMap((candidate) => ({ value: moduleOf(root, candidate) ?? '', from: candidate }))
    .filter(({ value }) => value !== '');
}

const isSettings = (path: string) => /settings|config|environments/.test(path);
