/**
 * The gate in front of every test that needs a real tool: it runs where the tools are, and says what is missing and
 * how to get it where they are not. With REQUIRE_REAL=1, as in CI, a missing tool is a failure and not a skip.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

export type ToolName =
  | 'nginx' | 'nginx-1.18' | 'nginx-1.26' | 'nginx-1.30'
  | 'docker' | 'docker-cli' | 'docker-registry' | 'alpine' | 'compose-2.26' | 'docker-compose-2.40'
  | 'gixy' | 'shellcheck' | 'python3' | 'django' | 'ruff'
  | 'root' | 'mailpit' | 'namespaces' | 'sudo' | 'certbot' | 'sslscan' | 'pebble' | 'moto' | 'chromium' | 'busybox' | 'tmux' | 'psql' | 'memcached' | 'openssl' | 'systemd-analyze';

export interface Tool {
  /** What to run, or undefined where the tool is missing or too old. */
  find(): string | undefined;
  /** The exact command that makes it available. */
  readonly how: string;
  /** Not to be had everywhere: without it CI goes on, and says so. */
  readonly optional?: true;
}

/** What the engine must hold before a generated stack can be built and started. */
const baseImages = [
  'python:3.14-slim-trixie',
  'python:3.13-slim-trixie',
  'postgres:18-trixie',
  'postgres:17-trixie',
  'memcached:1.6-alpine',
  'redis:8-alpine',
  'valkey/valkey:8-alpine',
  'rabbitmq:4.3-alpine',
  'pgvector/pgvector:0.8.2-pg18-trixie',
  'edoburu/pgbouncer:v1.25.2-p0',
  'nginx:1.30-alpine-slim',
  'node:24-alpine',
] as const;

/** What `--base alpine` builds on. */
const ALPINE = 'python:3.14-alpine3.24';

/** Where test/machine/tools.sh puts what it fetches. */
const fetched = fileURLToPath(new URL('../../.tools', import.meta.url));

function ifExecutable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

/** The command's output, or undefined when it fails or is not there. */
function output(command: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
  } catch {
    return undefined;
  }
}

function firstIn(folders: readonly string[], name: string): string | undefined {
  return folders.map((folder) => ifExecutable(join(folder, name))).find((path) => path !== undefined);
}

/** Servers are often not on the PATH of a user who is not root. */
function onPath(name: string): string | undefined {
  return firstIn([...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'], name);
}

/** Compose as a plugin of docker runs alone as well, and then needs no engine. */
function findCompose(): string | undefined {
  const homes = [join(homedir(), '.docker'), '/usr/local/lib/docker', '/usr/local/libexec/docker', '/usr/lib/docker', '/usr/libexec/docker'];
  const path = firstIn(homes.map((home) => join(home, 'cli-plugins')), 'docker-compose') ?? onPath('docker-compose');
  if (path === undefined) return undefined;
  const [major = 0, minor = 0] = (output(path, 'version', '--short') ?? '').replace(/^v/, '').split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 24) ? path : undefined;
}

function findDocker(): string | undefined {
  const path = onPath('docker');
  if (path === undefined || output(path, 'info') === undefined) return undefined;
  return output(path, 'image', 'inspect', '--format', '{{.Id}}', ...baseImages) === undefined ? undefined : path;
}

/** Alpine's Python, which no stand-in can be made of. */
function findAlpine(): string | undefined {
  return output('docker', 'image', 'inspect', '--format', '{{.Id}}', ALPINE) === undefined ? undefined : onPath('docker');
}

/** Its image, which not every machine can build. */
function findMailpit(): string | undefined {
  return output('docker', 'image', 'inspect', '--format', '{{.Id}}', 'axllent/mailpit:v1.31.4');
}

function findPython(): string | undefined {
  return output('python3', '-c', 'import venv, ensurepip') === undefined ? undefined : onPath('python3');
}

const INSTALL = 'sudo sh test/machine/install.sh';
const FETCH = 'sudo sh test/machine/tools.sh';
const ENGINE = 'sudo sh test/machine/engine.sh start && sudo bash test/machine/images.sh';

const installed = (name: string): Tool => ({ find: () => onPath(name), how: INSTALL });
const fetchedTo = (...path: string[]): Tool => ({ find: () => ifExecutable(join(fetched, ...path)), how: FETCH });

/** Only root may make hosts out of namespaces. */
function findNamespaces(): string | undefined {
  return output('unshare', '-m', '-n', '-p', '--fork', '--mount-proc', 'true') === undefined ? undefined : onPath('nsenter');
}

const table: Record<ToolName, Tool> = {
  'nginx': installed('nginx'),
  'nginx-1.18': { ...fetchedTo('bin', 'nginx-1.18'), optional: true },
  'nginx-1.26': fetchedTo('bin', 'nginx-1.26'),
  'nginx-1.30': { ...fetchedTo('bin', 'nginx-1.30'), optional: true },
  'docker': { find: findDocker, how: `${INSTALL} && ${ENGINE}` },
  'docker-cli': installed('docker'),
  'alpine': { find: findAlpine, how: 'bash test/machine/images.sh pull', optional: true },
  'compose-2.26': { find: findCompose, how: INSTALL },
  'docker-compose-2.40': { ...fetchedTo('bin', 'docker-compose-2.40'), optional: true },
  'gixy': { ...fetchedTo('bin', 'gixy'), optional: true },
  'shellcheck': installed('shellcheck'),
  'python3': { find: findPython, how: INSTALL },
  'django': fetchedTo('venv', 'bin', 'python'),
  'ruff': fetchedTo('venv', 'bin', 'ruff'),
  'namespaces': { find: findNamespaces, how: 'as root, sh test/machine/install.sh' },
  'root': { find: () => (process.getuid?.() === 0 ? 'root' : undefined), how: 'sudo npm test' },
  'sudo': installed('sudo'),
  'certbot': installed('certbot'),
  'sslscan': installed('sslscan'),
  'pebble': { ...fetchedTo('bin', 'pebble'), optional: true },
  'moto': { ...fetchedTo('bin', 'moto'), optional: true },
  'mailpit': { find: findMailpit, how: `with Go on the PATH: ${ENGINE}`, optional: true },
  'docker-registry': installed('docker-registry'),
  'chromium': installed('chromium'),
  'busybox': installed('busybox'),
  'tmux': installed('tmux'),
  'psql': installed('psql'),
  'memcached': installed('memcached'),
  'openssl': installed('openssl'),
  'systemd-analyze': installed('systemd-analyze'),
};

/** The same tool, looked for once. */
function once(tool: Tool): Tool {
  let answer: { readonly path: string | undefined } | undefined;
  return { ...tool, find: () => (answer ??= { path: tool.find() }).path };
}

/** Every real tool that a test may ask for. */
export const tools = Object.fromEntries(
  Object.entries(table).map(([name, tool]) => [name, once(tool)]),
) as Record<ToolName, Tool>;

function path(name: ToolName): string {
  const found = tools[name].find();
  if (found === undefined) throw new Error(`needs ${name}: ${tools[name].how}`);
  return found;
}

/** `describe` for tests that need real tools; the body's `path` gives what to run. */
export function describeWith(
  names: readonly ToolName[],
  title: string,
  body: (t: { path(name: ToolName): string }) => void,
): void {
  const missing = names.filter((name) => tools[name].find() === undefined);
  const sentence = `${title} — needs ${missing.map((name) => `${name}: ${tools[name].how}`).join('; ')}`;
  const required = process.env['REQUIRE_REAL'] === '1' && missing.some((name) => tools[name].optional !== true);
  if (missing.length === 0) {
    describe(title, () => body({ path }));
  } else if (required) {
    describe(title, () => it('finds its tools', () => Promise.reject(new Error(sentence))));
  } else {
    console.warn(`skipped: ${sentence}`);
    describe.skip(sentence, () => it('is skipped', () => undefined));
  }
}
