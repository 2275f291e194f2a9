/** The engine itself, where it may be killed: only one that test/machine/engine.sh has started. */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/stacks.ts';
import { containersOf, inspect } from './docker.ts';
import { until } from './wait.ts';

/** What /proc says of a process; undefined when there is none. */
function processOf(pid: number): { readonly comm: string; readonly parent: number } | undefined {
  try {
    const [, comm = '', parent = '0'] = /\((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { comm, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** The parent of a process. */
function parentOf(pid: number): number {
  return processOf(pid)?.parent ?? 0;
}

/** The children of a process, by name. */
export function childrenOf(pid: number, comm = /./): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.filter((child) => {
    const found = processOf(child);
    return found?.parent === pid && comm.test(found.comm);
  });
}

/** The daemon's process, if it is ours. */
export function daemon(): number | undefined {
  try {
    const pid = Number(readFileSync(join(ROOT, '.tools', 'run', 'dockerd.pid'), 'utf8'));
    return processOf(pid)?.comm === 'dockerd' ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** @param killed the daemon before it, which may take a moment to be gone */
export async function startEngine(killed: number): Promise<void> {
  await until('the killed daemon is gone', () => processOf(killed) === undefined);
  await promisify(execFile)('sh', [join(ROOT, 'test', 'machine', 'engine.sh'), 'start']);
}

/** kill -9, as a crash or the lack of memory does it. */
export function kill(...pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

/** The first process of a container; 0 where it has ended, or is gone since somebody was told of it. */
function initOf(name: string): number {
  try {
    return inspect(name)[0]?.State.Pid ?? 0;
  } catch {
    return 0;
  }
}

/** Engine, a project's containers and everything between them end in the same instant; then the machine starts again. */
export async function losePower(project: string): Promise<void> {
  const engine = daemon() ?? 0;
  const inits = containersOf(project).map(initOf).filter((pid) => pid > 0);
  kill(engine, ...childrenOf(engine, /^containerd$/), ...inits.map(parentOf), ...inits);
  await startEngine(engine);
}
