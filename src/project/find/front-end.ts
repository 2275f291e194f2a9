/** A front end beside Django: where its package.json is, and whether it is served by a program or by its files. */
import { choose, type Finding, type Found } from '../finding.ts';
import { parentOf, placeOf, type Tree } from '../tree.ts';
import { isCentral } from './manage.ts';

/** Programs of `start` scripts that are for development: what they serve is built for production. */
const DEVELOPMENT = /^(?:cross-env\s+\S+\s+)*(?:npx\s+)?(?:react-scripts start|vite(?:\s|$)|ng serve|vue-cli-service|webpack(?:-dev-server|\s+serve)|parcel|astro dev|next dev|nuxt dev|nodemon)/;

interface Scripts {
  readonly build?: string;
  readonly start?: string;
}

/** The folder of a front end of its own: with a package.json that builds or starts. One at the top makes files for Django. */
export function findFrontEnd(tree: Tree): Found {
  const files = tree.files.filter((path) => /^[^/]+(\/[^/]+)?\/package\.json$/.test(path) && isCentral(path));
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

function scriptsOf(text: string): Scripts {
  try {
    const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, unknown> };
    const { build, start } = scripts;
    return { ...(typeof build === 'string' && { build }), ...(typeof start === 'string' && { start }) };
  } catch {
    return {};
  }
}
