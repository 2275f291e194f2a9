// What a person downloads and then has, beside what the others bring along.
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { less } from './measure.js';
import { peer, root } from './peers.js';
import { table } from './results.js';

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

function bytesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return files.reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0);
}

/** A package of npm's without dependencies. */
const npmPackage = (program) => ({ bytes: bytesIn(dirname(program)), packages: 1 });

/** What pip has put beside itself. */
function pythonPackages(program) {
  const [packages] = execFileSync(join(dirname(program), 'python'), ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' }).split('\n');
  const own = /^(pip|setuptools|pkg_resources|_distutils_hack|distutils-precedence)/;
  const there = readdirSync(packages, { withFileTypes: true }).filter(({ name }) => !own.test(name));
  const bytes = there.reduce((sum, entry) => sum + (entry.isDirectory() ? bytesIn(join(packages, entry.name)) : lstatSync(join(packages, entry.name)).size), 0);
  return { bytes, packages: there.filter(({ name }) => name.endsWith('.dist-info')).length };
}

/** Prints the size of the tarball, and what is there once it is installed. */
export function run() {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  const [{ size, unpackedSize, entryCount }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], options));
  const beside = (name, measure) => {
    const program = peer(name);
    if (!program) return [];
    const { bytes, packages } = measure(program);
    return [['installed', `${kilobytes(unpackedSize)}, 1 package`, `${name}: ${kilobytes(bytes)}, ${packages} package${packages === 1 ? '' : 's'}`, less([unpackedSize], [bytes])]];
  };
  table('Size of the package', [
    ['tarball', `${kilobytes(size)}, ${entryCount} files`, '', '', 'at most 150 kB'],
    ...beside('create-vite', npmPackage),
    ...beside('cookiecutter', pythonPackages),
    ...beside('copier', pythonPackages),
  ]);
}
