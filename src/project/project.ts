/** Every finding about a project, in the order in which one follows from another. */
import type { RawAnswers } from '../stack/fields.ts';
import type { Findings } from '../stack/types.ts';
import { findCelery } from './find/celery.ts';
import { findCompose } from './find/compose.ts';
import { findConfiguration } from './find/configuration.ts';
import { findDevelopment } from './find/development.ts';
import { findDatabase } from './find/database.ts';
import { findCollector, findFolder, findUrl } from './find/files.ts';
import { findFrontEnd, findWeb } from './find/front-end.ts';
import { findHealth } from './find/health.ts';
import { findLibraries, withoutMusl } from './find/libraries.ts';
import { findManage } from './find/manage.ts';
import { besidePackages, findLeftOut, findPackages } from './find/packages.ts';
import { findAdmin, findPrefixes } from './find/prefixes.ts';
import { findPython } from './find/python-version.ts';
import { findInterface, findServer } from './find/server.ts';
import { findSettings } from './find/settings.ts';
import { findSource } from './find/source.ts';
import { findVariables } from './find/variables.ts';
import type { Found, FindingKey } from './finding.ts';
import { guardedIn, type Guarded } from './guarded.ts';
import { installedBy } from './installed.ts';
import { lackingIn } from './lacks.ts';
import { readSettings, type Settings } from './modules.ts';
import type { Installed } from './package.ts';
import { parentOf, type Tree } from './tree.ts';

export interface ProjectFindings {
  readonly found: Readonly<Partial<Record<FindingKey, Found>>>;
  /** Names of the packages that production installs, as far as its source says; each extra as in celery-redis. */
  readonly installed: readonly string[];
  /** Folders of its own Python. */
  readonly packages?: readonly string[];
  /** What services would bring, and the project has. */
  readonly has?: readonly string[];
  /** A database in a compose file that was here before: its service. */
  readonly database?: string;
  /** Settings of development, as manage.py names them. */
  readonly developed?: Findings['developed'];
  /** Settings that the stack counts on and the project lacks. */
  readonly lacks?: readonly string[];
}

type Look = (key: FindingKey, find: () => Found) => string | undefined;

/** @param known answers that are given: they stand for what would be found */
export function findingsOf(tree: Tree, known: RawAnswers): ProjectFindings {
  const found: Partial<Record<FindingKey, Found>> = {};
  const look = lookerFor(found, known);
  const manage = look('manage', () => findManage(tree));
  if (manage === undefined) return { found, installed: [] };
  const root = rootOf(manage);
  const settings = lookAtSettings(tree, root, manage, look);
  const installed = lookAtPackages(tree, root, settings, look);
  const guarded = guardedIn(settings);
  const packages = findPackages(tree);
  lookAtServing(tree, root, settings, guarded, look);
  lookAtFolders(root, settings, packages, look);
  lookAtFrontEnd(tree, root, settings, packages, look);
  const has = lookAtCelery(tree, root, look);
  const database = findDatabase(tree);
  look('db', () => database?.found ?? {});
  found.base = known.base === 'alpine' ? onAlpine(installed) : {};
  found.compose = findCompose(tree);
  found.nginx = findLeftOut(packages);
  found.collectstatic = findCollector(settings);
  const lacks = lackingIn(settings, guarded);
  const names = installed.flatMap(({ name, extras }) => [name, ...extras.map((extra) => `${name}-${extra}`)]).filter(Boolean);
  return { found, installed: [...new Set(names)], developed: findDevelopment(tree, root, manage, known.requirements ?? found.requirements?.value?.value), ...(packages.length > 0 && { packages }), ...(has && { has }), ...(database && { database: database.id }), ...(lacks && { lacks }) };
}

/** What is given is not looked for; what is found is kept. */
function lookerFor(found: Partial<Record<FindingKey, Found>>, known: Readonly<Partial<Record<FindingKey, string>>>): Look {
  return (key, find) => known[key] ?? (found[key] = find()).value?.value;
}

function onAlpine(installed: readonly Installed[]): Found {
  const musl = withoutMusl(installed).map(({ name, from }) => `${name} (${from})`);
  return musl.length > 0 ? { remark: `On Alpine these have no wheel that fits: ${musl.join(', ')}.` } : {};
}

/** The folder that Python looks in: manage.py's, or what stands for it. */
export function rootOf(manage: string): string {
  if (manage.endsWith('.py')) return parentOf(manage);
  return manage === '.' ? '' : manage;
}

function lookAtSettings(tree: Tree, root: string, manage: string, look: Look): Settings {
  const module = look('settings', () => findSettings(tree, root, manage.endsWith('.py') ? manage : undefined));
  if (module === undefined) return { files: [], classes: [] };
  const configuration = look('configuration', () => findConfiguration(tree, root, module));
  const settings = readSettings(tree, root, module, configuration);
  const package_ = look('module', () => findServer(tree, root, settings, module));
  look('interface', () => findInterface(tree, root, settings, package_));
  return settings;
}

function lookAtPackages(tree: Tree, root: string, settings: Settings, look: Look): readonly Installed[] {
  const source = look('requirements', () => findSource(tree, root));
  const installed = source === undefined ? [] : installedBy(tree, source);
  look('python', () => findPython(tree, root, installed));
  look('libraries', () => findLibraries(installed, settings));
  return installed;
}

function lookAtServing(tree: Tree, root: string, settings: Settings, guarded: Guarded, look: Look): void {
  look('static-url', () => findUrl(settings, 'STATIC_URL'));
  look('media-url', () => findUrl(settings, 'MEDIA_URL'));
  look('health', () => findHealth(tree, root, settings));
  look('admin', () => findAdmin(tree, root, settings));
  look('variables', () => findVariables(settings, guarded));
}

/** Where static files and uploads are in the container: the image has nothing else there. */
function lookAtFolders(root: string, settings: Settings, packages: readonly string[], look: Look): void {
  const usual = (name: string): string => (root === '' ? name : `${root}/${name}`);
  look('static-root', () => besidePackages(findFolder(settings, 'STATIC_ROOT'), packages, usual('staticfiles'), usual('collected')));
  look('media-root', () => besidePackages(findFolder(settings, 'MEDIA_ROOT'), packages, usual('media'), usual('uploads')));
}

/** Beside a front end Django keeps the URLs that its routes begin with. */
function lookAtFrontEnd(tree: Tree, root: string, settings: Settings, packages: readonly string[], look: Look): void {
  const frontEnd = look('front-end', () => besidePackages(findFrontEnd(tree, packages), packages, 'web', 'frontend'));
  const web = look('web', () => findWeb(tree, frontEnd)) ?? (tree.has('web/package.json') ? 'node' : 'none');
  if (web !== 'none') look('api-prefix', () => findPrefixes(tree, root, settings));
}

/** Where there is an app, a worker is what it waits for. */
function lookAtCelery(tree: Tree, root: string, look: Look): ProjectFindings['has'] {
  const app = findCelery(tree, root);
  look('celery', () => app);
  look('with', () => (app.value ? { value: { ...app.value, value: 'worker' } } : {}));
  return app.value ?? app.several ? ['celery'] : undefined;
}
