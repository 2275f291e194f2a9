// templates/ → one module of functions, for the bundle and for the tests alike: no template is read, and no EJS needed, at run time.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';

export const ROOT = fileURLToPath(new URL('../templates', import.meta.url));

/** How src/ imports the module. */
const NAME = 'virtual:templates';

/** What templates may use: the keys of `locals` in src/render/index.ts. */
export const LOCALS = [
  'stack', 'services', 'routes', 'version', 'images', 'python', 'packages', 'source', 'groups', 'tls', 'https',
  'built', 'repository', 'front', 'project', 'workers', 'helpers', 'directories', 'secrets', 'requirements', 'imports', 'settings', 'snippet', 'keepsNone', 'development',
  'developing', 'migrations', 'standIns', 'modules', 'statusPath', 'start', 'swarm', 'picture',
];

/**
 * The source of a function (locals, escapeFn) that fills one template; `escapeFn` sees every value that <%= %> writes.
 * Names that are not among `names` are not defined.
 */
export function compile(text, path, names = LOCALS) {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const template = new ejs.Template(text, { strict: true, _with: false, compileDebug: false, destructuredLocals: used, filename: path });
  template.compile();
  return `function (locals, escapeFn) {\n"use strict";\n${template.source}}`;
}

/** The module: every file below templates/ by its path, a function where it is EJS and a text otherwise. */
function templatesModule() {
  const files = readdirSync(ROOT, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map((entry) => {
    const place = join(entry.parentPath ?? entry.path, entry.name);
    const [path, text] = [relative(ROOT, place).split(sep).join('/'), readFileSync(place, 'utf8')];
    const filled = path.endsWith('.ejs') && text.includes('<%');
    return `${JSON.stringify(path)}: ${filled ? compile(text, path) : JSON.stringify(text)}`;
  });
  return `export const templates = {\n${entries.join(',\n')}\n};\n`;
}

export const forEsbuild = {
  name: 'templates',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${NAME}$`) }, () => ({ path: NAME, namespace: 'templates' }));
    onLoad({ filter: /./, namespace: 'templates' }, () => ({ contents: templatesModule() }));
  },
};

export const forVitest = {
  name: 'templates',
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? templatesModule() : undefined),
};
