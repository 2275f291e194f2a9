// The program's own time, beside a bare Node and beside programs that do the same kind of work.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { less, spread, times } from './measure.js';
import { peer, root } from './peers.js';
import { table } from './results.js';

const program = join(root, 'bin', 'create-django-stack.js');
const node = (...args) => ({ command: process.execPath, args });

/** Each create writes into a folder that is not there yet. */
const fresh = (folder, subject) => ({ ...subject, before: () => rmSync(join(folder, 'shop'), { recursive: true, force: true }) });

/** The files that we make ourselves, as a template with one variable: the same number and size of them. */
function writeTemplate(folder, made, name) {
  for (const entry of readdirSync(made, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes('.django-stack')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8').replaceAll(/[{}]([{}%#])/g, '$1').replaceAll('shop', name);
    const target = join(folder, path.slice(made.length).replaceAll('shop', name));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

function cookiecutter(folder, made) {
  const command = peer('cookiecutter');
  if (!command) return {};
  const template = join(folder, 'cookiecutter');
  writeTemplate(join(template, '{{cookiecutter.name}}'), made, '{{cookiecutter.name}}');
  writeFileSync(join(template, 'cookiecutter.json'), '{"name": "shop"}');
  return { cookiecutter: fresh(folder, { command, args: ['--no-input', '--output-dir', folder, template] }) };
}

function copier(folder, made) {
  const command = peer('copier');
  if (!command) return {};
  const template = join(folder, 'copier');
  writeTemplate(template, made, '{{name}}');
  writeFileSync(join(template, 'copier.yml'), '_templates_suffix: ""\nname: {type: str, default: shop}\n');
  return { copier: fresh(folder, { command, args: ['copy', '--quiet', '--defaults', template, join(folder, 'shop')] }) };
}

function subjects(folder) {
  const made = join(folder, 'made', 'shop');
  execFileSync(process.execPath, [program, made, '--yes']);
  const vite = peer('create-vite');
  return {
    'node -e 0': node('-e', '0'),
    '--help': node(program, '--help'),
    'a whole create': fresh(folder, node(program, join(folder, 'shop'), '--yes')),
    // It takes an absolute path for one below the folder it runs in.
    ...(vite && { 'create-vite': fresh(folder, node(vite, relative('.', join(folder, 'shop')), '--template', 'vue-ts', '--no-interactive')) }),
    ...cookiecutter(folder, made),
    ...copier(folder, made),
  };
}

/** Prints a row for each: its time, the other's, and how many times that is. Aims: design.md §8. */
export function run() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const found = times(subjects(folder));
  rmSync(folder, { recursive: true });
  const shown = (name) => `${spread(found[name]).median.toFixed(0)} ms`;
  const row = (ours, other, aim) => (other in found ? [[ours, shown(ours), `${other}: ${shown(other)}`, less(found[ours], found[other]), aim]] : []);
  table('Time of the program', [
    ...row('--help', 'node -e 0', 'at most 1.6'),
    ...row('a whole create', 'node -e 0', 'at most 2.5'),
    ...row('a whole create', 'create-vite', 'at most 1.3'),
    ...row('a whole create', 'cookiecutter', ''),
    ...row('a whole create', 'copier', ''),
  ]);
}
