/** A stack as a person gets it: created by the program, started by ./stack, with a small app of the tests in it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWith, type ToolName } from '../../support/need.ts';
import { ROOT } from '../../support/stacks.ts';
import { removeLeftovers, removeProject } from './docker.ts';
import { ask, type Answer, type Ask } from './http.ts';

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Lane {
  readonly name: string;
  /** The project's folder. */
  readonly folder: string;
  /** volumes-root. */
  readonly data: string;
  /** `./stack …`, as a person types it. */
  stack(...args: readonly string[]): Output;
  /** The same while other things go on here, in a process group of its own; `env` is added to its environment. */
  stackMeanwhile(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Output>;
  /** The name of a service's container. */
  container(service: string): string;
  /** A request to the site, through nginx. */
  get(nginx: { readonly port: number }, path: string, more?: Ask): Promise<Answer>;
  /** Ends it and takes everything away that it has made. */
  remove(): void;
}

const FIXTURE = fileURLToPath(new URL('../fixture', import.meta.url));

const FOLDERS = join(tmpdir(), 'real-');
/** The projects of this process. */
const created = new Set<string>();

/** Below a folder that nginx may enter. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(FOLDERS);
  chmodSync(folder, 0o755);
  return folder;
}

/** Puts the tests' app into a new project. */
function addNotes(folder: string, module: string): void {
  cpSync(join(FIXTURE, 'notes'), join(folder, 'notes'), { recursive: true });
  appendFileSync(join(folder, module, 'settings', 'base.py'), '\nINSTALLED_APPS += ["notes"]\n');
  appendFileSync(join(folder, module, 'urls.py'), '\nfrom django.urls import include\n\nurlpatterns += [path("api/notes/", include("notes.urls"))]\n');
}

/** The shell commands of a stack's DEPLOY.md, block by block. */
export function blocksOf(folder: string): readonly string[] {
  return [...readFileSync(join(folder, 'DEPLOY.md'), 'utf8').matchAll(/^ *```sh\n([^]*?)```/gm)].map(([, block = '']) => block);
}

function create(folder: string, flags: Readonly<Record<string, string>>): void {
  const words = Object.entries(flags).flatMap(([key, value]) => [`--${key}`, value]);
  execFileSync(process.execPath, [join(ROOT, 'bin', 'create-django-stack.js'), folder, '--yes', ...words], { stdio: 'pipe' });
}

function run(folder: string, args: readonly string[]): Output {
  const { status, stdout, stderr } = spawnSync('./stack', args, { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  return { code: status ?? -1, stdout, stderr };
}

function runMeanwhile(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Output> {
  const child = spawn('./stack', args, { cwd: folder, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => (said[stream] += chunk.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code: code ?? -1, ...said })));
}

/**
 * A stack that is created, not yet started. What an earlier run of the tests left under its name goes away.
 * @param flags of `create`, besides name and volumes-root
 * @param existing writes a project into the folder before; a new one gets the tests' app
 */
export function createLane(name: string, flags: Readonly<Record<string, string>> = {}, existing?: (folder: string) => void): Lane {
  const home = temporaryFolder();
  const folder = join(home, name);
  const data = join(home, 'data');
  created.add(name);
  removeLeftovers(FOLDERS, created);
  removeProject(name);
  existing?.(folder);
  create(folder, { name, 'volumes-root': data, ...flags });
  if (!existing) addNotes(folder, name.replaceAll('-', '_'));
  return {
    name,
    folder,
    data,
    stack: (...args) => run(folder, args),
    stackMeanwhile: (args, env) => runMeanwhile(folder, args, env),
    container: (service) => `${name}-${service}-1`,
    get: (nginx, path, more) => ask(nginx.port, `${name}.localhost`, path, more),
    remove() {
      removeProject(name);
      if (existsSync(home)) rmSync(home, { recursive: true });
    },
  };
}

/** An environment in which these lines of sh run before each call of docker. */
export function inFront({ folder }: Lane, lines: string): Readonly<Record<string, string>> {
  const bin = join(folder, '..', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\n${lines}\nPATH=\${PATH#*:} exec docker "$@"\n`, { mode: 0o755 });
  return { PATH: `${bin}:${process.env['PATH']}` };
}

/** `./stack up`, or an error with everything that it said. */
export function start(lane: Lane): number {
  const begin = performance.now();
  const { code, stderr } = lane.stack('up');
  if (code !== 0) throw new Error(`./stack up: ${code}\n${stderr}\n${lane.stack('ps').stdout}`);
  return (performance.now() - begin) / 1000;
}

/** `describe` for tests that start a stack. They make directories of other users, and listen on port 80. */
export function describeStack(title: string, more: readonly ToolName[], body: Parameters<typeof describeWith>[2]): void {
  describeWith(['root', 'docker', 'nginx', ...more], title, body);
}
