// The program's own time: --help and a whole create, beside a bare Node and beside create-vite.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixed, ratios, table } from './measure.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const peers = join(root, '.tools', 'bench');
const PEER = 'create-vite@9.3.0';

/** create-vite, installed once beside the other tools; undefined where the registry is out of reach. */
function createVite() {
  const program = join(peers, 'node_modules', 'create-vite', 'index.js');
  if (!existsSync(program)) spawnSync('npm', ['install', '--silent', '--no-save', '--prefix', peers, PEER], { stdio: 'ignore' });
  return existsSync(program) ? program : undefined;
}

function subjects(folder) {
  const node = (...args) => ({ command: process.execPath, args });
  const fresh = (subject) => ({ ...subject, before: () => rmSync(join(folder, 'shop'), { recursive: true, force: true }) });
  const ours = join(root, 'bin', 'create-django-stack.js');
  const vite = createVite();
  if (!vite) console.log(`  ${PEER} could not be installed: its rows are missing.`);
  return {
    'node -e 0': node('-e', '0'),
    'ours --help': node(ours, '--help'),
    'ours, create': fresh(node(ours, join(folder, 'shop'), '--yes')),
    ...(vite && {
      'create-vite --help': node(vite, '--help'),
      'create-vite, create': fresh(node(vite, join(folder, 'shop'), '--template', 'vue-ts', '--no-interactive')),
    }),
  };
}

/** Prints median and quarters of each, as ratios to a bare Node. Budgets: design.md §8. */
export function run() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const rows = ratios(subjects(folder)).map(({ name, ms, ratio }) => [
    name, `${ms.median.toFixed(0)} ms`, `× ${fixed(ratio.median)}`, `(${fixed(ratio.low)} to ${fixed(ratio.high)})`,
  ]);
  rmSync(folder, { recursive: true });
  table('Time, and its ratio to a bare Node (median, quarters)', rows);
}
