/** What a dependency source installs in production: lock files, requirements and pyproject.toml, each in its notation. */
import { isMap, mapOf, type Data } from './data.ts';
import { spelled, type Installed } from './package.ts';
import { installedByRequirements, requirementsIn } from './requirements.ts';
import { tomlIn } from './toml.ts';
import { placeOf, type Tree } from './tree.ts';

const listOf = (value: unknown): readonly Data[] => (Array.isArray(value) ? value.filter(isMap) : []);
const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** The packages of a source, by its file's name. A file that cannot be read installs nothing that we know. */
export function installedBy(tree: Tree, path: string): readonly Installed[] {
  const name = path.split('/').at(-1) ?? '';
  if (name.endsWith('.txt')) return installedByRequirements(tree, path);
  if (name === 'Pipfile.lock') return byPipfile(tree, path);
  if (name === 'pyproject.toml') return byProject(tree, path);
  const toml = tomlIn(tree, path);
  if (name === 'uv.lock') return byUv(tree, path, listOf(toml['package']));
  const packages = listOf(toml['package'] ?? toml['packages']).filter(isForProduction);
  return packages.map((entry) => lockedAs(tree, path, entry));
}

/** Poetry and PDM write the groups of each package, Poetry also what only extras need; PEP 751's files hold what is to be installed. */
function isForProduction({ groups, category, optional }: Data): boolean {
  if (optional === true) return false;
  if (category !== undefined) return category === 'main';
  return groups === undefined || textsOf(groups).some((group) => ['main', 'default'].includes(group));
}

function lockedAs(tree: Tree, path: string, entry: Data): Installed {
  const name = spelled(String(entry['name']));
  const wheels = [...listOf(entry['files']), ...listOf(entry['wheels'])];
  const files = wheels.map(({ file, name: own, url }) => String(file ?? own ?? url).split('/').at(-1) ?? '');
  const source = mapOf(entry['source']);
  const git = entry['git'] !== undefined || source['git'] !== undefined || source['type'] === 'git' || entry['vcs'] !== undefined;
  return {
    name,
    extras: textsOf(entry['extras']),
    ...(typeof entry['version'] === 'string' && { version: entry['version'] }),
    ...(files.length > 0 && { files }),
    ...(git && { git }),
    from: placeOf(tree, path, new RegExp(`^name = "${String(entry['name'])}"`)),
  };
}

/** uv.lock holds every group: what production installs is what the project itself leads to. */
function byUv(tree: Tree, path: string, packages: readonly Data[]): readonly Installed[] {
  const own = packages.find(({ source }) => ['virtual', 'editable'].some((kind) => mapOf(source)[kind] === '.'));
  const [seen, asked] = [new Set<Data>(), new Set<string>()];
  const queue = [...listOf(own?.['dependencies'])];
  for (const { name, extra } of queue) {
    const entry = packages.find((candidate) => candidate['name'] === name);
    const wish = JSON.stringify([name, extra]);
    if (!entry || asked.has(wish)) continue;
    const optional = mapOf(entry['optional-dependencies']);
    queue.push(...textsOf(extra).flatMap((key) => listOf(optional[key])), ...(seen.has(entry) ? [] : listOf(entry['dependencies'])));
    asked.add(wish);
    seen.add(entry);
  }
  return (own ? [...seen] : packages).map((entry) => lockedAs(tree, path, entry));
}

function byPipfile(tree: Tree, path: string): readonly Installed[] {
  try {
    const packages = mapOf(mapOf(JSON.parse(tree.text(path)))['default']);
    return Object.entries(packages).map(([name, entry]) => {
      const { version, extras, git } = mapOf(entry);
      const pinned = /^==(.+)$/.exec(typeof version === 'string' ? version : '')?.[1];
      return { name: spelled(name), extras: textsOf(extras), ...(pinned !== undefined && { version: pinned }), ...(git !== undefined && { git: true as const }), from: placeOf(tree, path, new RegExp(`^ *"${name}": \\{`)) };
    });
  } catch {
    return [];
  }
}

/** `[project] dependencies`. */
function byProject(tree: Tree, path: string): readonly Installed[] {
  const lines = textsOf(mapOf(tomlIn(tree, path)['project'])['dependencies']);
  return lines.flatMap((line) => requirementsIn(line, path)).map((one) => ({ ...one, from: placeOf(tree, path, new RegExp(`["']${one.name}\\b`, 'i')) }));
}
