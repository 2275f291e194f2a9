/** Stacks that exist on a disk already: made once, copied for each test, and looked at before and after. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathsIn, run, tempFolder, type Ended } from './program.ts';

const made = new Map<string, string>();

process.once('exit', () => {
  for (const folder of made.values()) rmSync(folder, { recursive: true, force: true });
});

/** A folder with a stack called shop, gone when the test is over. */
export function stackFolder(...flags: readonly string[]): string {
  const key = flags.join(' ');
  const first = made.get(key) ?? mkdtempSync(join(tmpdir(), 'create-django-stack-made-'));
  if (!made.has(key)) {
    const { code, stderr } = run(['shop', ...flags], { cwd: first });
    if (code !== 0) throw new Error(stderr);
    made.set(key, first);
  }
  const root = join(tempFolder(), 'shop');
  cpSync(join(first, 'shop'), root, { recursive: true, preserveTimestamps: true, mode: 0 });
  return root;
}

export const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

/** Replaces a text that must be there. */
export function edit(root: string, path: string, from: string | RegExp, to: string): void {
  const text = read(root, path);
  const next = text.replace(from, () => to);
  if (next === text) throw new Error(`${path} has no ${String(from)}`);
  writeFileSync(join(root, path), next);
}

/** The program at work on a stack. */
export const on = (root: string, ...args: readonly string[]): Ended => run(args, { cwd: root });

/** Every file of a person's, with its text and mode; the tool's own record where it is asked for. */
export function filesOf(root: string, { record = false } = {}): Readonly<Record<string, string>> {
  const hidden = (path: string) => path.startsWith('.django-stack/') && (!record || /\/(undo|journal)\//.test(path));
  const paths = pathsIn(root).filter((path) => !path.endsWith('/') && !hidden(path));
  return Object.fromEntries(paths.map((path) => [path, `${(statSync(join(root, path)).mode & 0o777).toString(8)} ${read(root, path)}`]));
}

/** Paths that differ between two looks at a folder. */
export function differing(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => before[path] !== after[path]).sort();
}

export interface Change {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** True where all other lines stand as they did, in their order and with their line ends. */
  readonly restKept: boolean;
}

/** What happened to a text, line by line. */
export function changeIn(before: string, after: string): Change {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const removed = without(old, now);
  return { removed, added: without(now, old), restKept: isSubsequence(without(old, removed), now) };
}

/** The lines that are in `lines` more often than in `others`. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

function isSubsequence(lines: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === lines[at]) at += 1;
  return at === lines.length;
}

const API = `  api:
    <<: *service
`;

/** What people do to the files of a stack. Each keeps it valid. */
export function editEverything(root: string): void {
  edit(root, 'docker-compose.yml', '# shop: web', '# Ask Ada before touching this.\n# shop: web');
  edit(root, 'docker-compose.yml', 'limits: {memory: 512M, pids: 128}', 'limits: {memory: 2G, pids: 128} # the reports need it');
  edit(root, 'docker-compose.yml', API, `${API}    hostname: kitchen   # for the log\n`);
  edit(root, 'docker-compose.yml', '\nnetworks:\n  default: {}', '\n  # Mail while we try things out.\n  maildev:\n    image: maildev/maildev:2.2.1\n    networks: [internal]\n\nnetworks:\n  default: {}');
  edit(root, 'nginx/shop.conf', '    location /api/ {', '    # The old shop.\n    location /legacy/ { return 410; }\n\n    location /api/ {\n        proxy_buffering off;');
  edit(root, 'Dockerfile', /^USER .*$/m, `${/^USER .*$/m.exec(read(root, 'Dockerfile'))?.[0] ?? ''}\n# mine\nENV MINE=1`);
  edit(root, 'stack', 'set -eu', 'set -eu\n# mine: never on a Friday');
  edit(root, 'DEPLOY.md', /$/, '\n## Ours\n\nRing Ada first.\n');
  edit(root, 'django-stack.yml', 'cache: memcached ', '# Redis one day?\ncache: memcached ');
  edit(root, '.env', /$/, 'MAIL_FROM=ada@example.com\n');
}

/** Writes a file as Windows does. */
export function toCrlf(root: string, path: string): void {
  writeFileSync(join(root, path), read(root, path).replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'));
}

export const exists = (root: string, path: string): boolean => existsSync(join(root, path));
