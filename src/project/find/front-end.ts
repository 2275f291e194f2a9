/** A front end beside Django: where its package.json is, and whether it is served by a program or by its files. */
import { choose, type Finding, type Found } from '../finding.ts';
import { parentOf, placeOf, type Tree } from '../tree.ts';
import { isCentral } from './manage.ts';

/** Programs of `start` scripts that are for development: what they serve is built for production. */
const DEVELOPMENT = /^(?:cross-env\s+\S+\s+)*(?:npx\s+)?(?:react-scripts start|vite(?:\s|$)|ng serve|vue-cli-service|webpack(?:-dev-server|\s+serve)|parcel|astro dev|next dev|nuxt dev|nodemon)/;

/** Programs that are told by options where to listen; others read HOST and PORT. */
const BY_OPTIONS = /(^|\s)(vite(:dev)?|astro|ng|vue-cli-service|webpack|webpack-dev-server|parcel|nuxt|nuxi)(\s|$)/;

interface Scripts {
  readonly dev?: string;
  readonly build?: string;
  readonly start?: string;
}

/**
 * The folder of a front end of its own: with a package.json that builds or starts. One at the top, or in a package of
 * Python, makes files for Django.
 */
export function findFrontEnd(tree: Tree, packages: readonly string[]): Found {
  const files = tree.files.filter((path) => /^[^/]+(\/[^/]+)?\/package\.json$/.test(path) && isCentral(path) && !packages.includes(parentOf(path)));
  return choose(files.filter((path) => kindOf(tree, path) !== undefined).map((path) => ({ value: parentOf(path), from: placeOf(tree, path, /"(build|start)"\s*:/) })));
}

/** node, where a program serves it; static, where a build leaves files. @param folder of the front end */
export function findWeb(tree: Tree, folder: string | undefined): Found {
  const path = `${folder}/package.json`;
  const kind = folder === undefined ? undefined : kindOf(tree, path);
  if (kind === undefined) return {};
  const value: Finding = { value: kind, from: placeOf(tree, path, kind === 'node' ? /"start"\s*:/ : /"build"\s*:/) };
  return { value };
}

function kindOf(tree: Tree, path: string): 'node' | 'static' | undefined {
  const { build, start } = scriptsOf(tree.text(path));
  if (start !== undefined && !DEVELOPMENT.test(start)) return 'node';
  return build === undefined ? undefined : 'static';
}

/**
 * The command by which a front end is developed, so that it listens on port 8000 at all addresses: the script "dev", or a
 * "start" that is for development; empty where it has neither.
 * @param text of package.json
 */
export function developingCommand(text: string): string {
  const { dev, start } = scriptsOf(text);
  const script = dev ?? (start !== undefined && DEVELOPMENT.test(start) ? start : undefined);
  if (script === undefined) return '';
  return `npm ${dev === undefined ? 'start' : 'run dev'}${BY_OPTIONS.test(script) ? ' -- --host 0.0.0.0 --port 8000' : ''}`;
}

function scriptsOf(text: string): Scripts {
  try {
    const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, unknown> };
    const { dev, build, start } = scripts;
    return { ...(typeof dev === 'string' && { dev }), ...(typeof build === 'string' && { build }), ...(typeof start === 'string' && { start }) };
  } catch {
    return {};
  }
}
