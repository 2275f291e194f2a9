// What a person downloads: one package, and its size.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from './measure.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Prints size of the tarball, of what it unpacks to, and the number of packages that come with it. */
export function run() {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [pack] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  table('The package', [
    ['tarball', `${(pack.size / 1000).toFixed(1)} kB`],
    ['unpacked', `${(pack.unpackedSize / 1000).toFixed(1)} kB`],
    ['files', pack.entryCount],
    ['packages it brings along', Object.keys(dependencies).length],
  ]);
}
