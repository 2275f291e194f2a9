/** Rendered projects on a disk: their commands, and servers that run them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { make, writeTree, type Made } from '../support/stacks.ts';

type Answers = NonNullable<Parameters<typeof make>[0]>;
export type Env = Readonly<Record<string, string>>;

/** The answer sets every project test goes through. */
export const answerSets: readonly (readonly [title: string, answers: Answers])[] = [
  ['the default answers', {}],
  ['no cache and no web', { cache: 'none', web: 'none' }],
  ['Redis, a Node front end and other prefixes', { cache: 'redis', web: 'node', 'api-prefix': '/rest/,/admin/' }],
  ['Valkey, an external database and a long name', { cache: 'valkey', db: 'external', name: 'the-longest-name-a-stack-has-x' }],
  ['beat and a worker over RabbitMQ', { with: 'beat,rabbitmq' }],
  ['WebSockets, jobs, a pool, vectors and caught mails', { with: 'channels,scheduler,pgbouncer,pgvector,mailpit' }],
  ['uploads in a bucket', { with: 's3' }],
  ['TLS, several domains and another module', { tls: 'letsencrypt', domain: 'shop.example.com,www.shop.example.com', module: 'core' }],
];

/** What a child may know of this process: nothing that could stand in for what the project should be given. */
const surroundings: Env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };

export interface Project extends Made {
  readonly folder: string;
  readonly python: string;
}

/** A rendered stack in a folder of its own, which is gone when the test is over. */
export function project(python: string, answers: Answers = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const made = make(answers);
  writeTree(made, folder);
  return { ...made, folder, python };
}

/** The api container's environment. Nobody listens on the ports it names, unless `more` says otherwise. */
export function production({ stack, services }: Project, more: Env = {}): Env {
  const read = services.flatMap(({ django }) => [...(django?.settings ?? '').matchAll(/os\.environ\["(\w+)"\]/g)].map(([, name = '']) => name));
  return {
    ...Object.fromEntries(read.map((name) => [name, 'nowhere'])),
    DJANGO_SETTINGS_MODULE: stack.settings,
    DJANGO_ALLOWED_HOSTS: [...stack.domains, '127.0.0.1'].join(','),
    DJANGO_HTTPS: 'on',
    DJANGO_SECRET_KEY: randomBytes(32).toString('hex'),
    DATABASE_URL: 'postgres://shop:secret@127.0.0.1:1/shop',
    ...(stack.cache !== 'none' && { CACHE_LOCATION: stack.cache === 'memcached' ? '127.0.0.1:1' : 'redis://127.0.0.1:1/0' }),
    ...more,
  };
}

/** Runs Python in the project and waits for its end. */
export function run({ python, folder }: Project, args: readonly string[], env: Env = {}): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(python, args, { cwd: folder, env: { ...surroundings, ...env }, encoding: 'utf8', timeout: 60_000 });
  return { code: status, output: stdout + stderr };
}

/** `python manage.py …` */
export const manage = (where: Project, args: readonly string[], env: Env = {}) => run(where, ['manage.py', ...args], env);

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

export interface Site {
  readonly port: number;
  get(path: string, headers?: Env): Promise<Response>;
  /** All that was printed so far. */
  printed(): string;
  /** SIGTERM, as `docker stop` sends it. Gives the exit code. */
  stop(): Promise<number | null>;
}

async function untilItListens(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(50)) {
    if (child.exitCode !== null) break;
    if (await fetch(url).catch(() => undefined)) return;
  }
  throw new Error(`nothing listens on ${url}:\n${printed()}`);
}

/** Ends a process and all it started, and waits for that. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/** Starts Python with these arguments, which name the port, until the test is over. */
async function serve({ python, folder }: Project, port: number, args: readonly string[], env: Env): Promise<Site> {
  const child = spawn(python, args, { cwd: folder, env: { ...surroundings, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => end(child));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  await untilItListens(url, child, () => text);
  return {
    port,
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: 'manual', signal: AbortSignal.timeout(15_000) }),
    printed: () => text,
    stop: () => new Promise((done) => void child.once('exit', done).kill('SIGTERM')),
  };
}

/** `python manage.py runserver` */
export async function runserver(where: Project, env: Env = {}): Promise<Site> {
  const port = await freePort();
  return serve(where, port, ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`], env);
}

/** gunicorn as the image starts it, with one process, so that a test knows which one answers. */
export async function gunicorn(where: Project, env: Env): Promise<Site> {
  const port = await freePort();
  const args = ['-m', 'gunicorn', '--bind', `127.0.0.1:${port}`, `${where.stack.module}.${where.stack.interface}`];
  return serve(where, port, args, { WEB_CONCURRENCY: '1', ...env });
}
