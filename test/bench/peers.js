// What others use for the same work, fetched once into .tools/bench; a peer that cannot be had is missing, and said to be.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const home = join(root, '.tools', 'bench');

const quiet = (command, args) => spawnSync(command, args, { stdio: 'ignore' });

function npm(wanted) {
  quiet('npm', ['install', '--silent', '--no-save', '--prefix', home, wanted]);
}

function pip(wanted, folder) {
  quiet('python3', ['-m', 'venv', folder]);
  quiet(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wanted]);
}

/** Each with its program, and how it comes there. */
const PEERS = {
  'create-vite': { wanted: 'create-vite@9.3.0', folder: join(home, 'node_modules', 'create-vite'), program: 'index.js', fetch: npm },
  cookiecutter: { wanted: 'cookiecutter==2.7.1', folder: join(home, 'cookiecutter'), program: 'bin/cookiecutter', fetch: pip },
  copier: { wanted: 'copier==9.19.1', folder: join(home, 'copier'), program: 'bin/copier', fetch: pip },
};

/** The peer's program, or undefined where it cannot be had. */
export function peer(name) {
  const { wanted, folder, program, fetch } = PEERS[name];
  const path = join(folder, program);
  if (!existsSync(path)) fetch(wanted, folder);
  if (existsSync(path)) return path;
  console.log(`  ${wanted} cannot be installed here: its rows are missing.`);
  return undefined;
}
