/** A reload of nginx, and whether it took: nginx says yes to the signal, and only then looks whether it can. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Machine } from '../machine.ts';

/** How this host reloads nginx. */
export function reloadCommand(machine: Machine): readonly [string, ...string[]] {
  return machine.exists('/run/systemd/system') ? ['systemctl', 'reload', 'nginx'] : ['nginx', '-s', 'reload'];
}

const TURNS = 100;
const PAUSE = 100;

/**
 * Reloads, and waits until new workers have taken over.
 * @param main the number of the main process
 * @returns false where nginx went on as before; its log says why
 */
export async function reload(machine: Machine, main: number): Promise<boolean> {
  const old = new Set(workersOf(machine, main));
  if (!(await told(machine))) return false;
  for (let turn = 0; turn < TURNS; turn++) {
    const now = workersOf(machine, main);
    if (now.some((pid) => !old.has(pid)) && now.every((pid) => !old.has(pid) || isLeaving(machine, pid))) return true;
    await pause(PAUSE);
  }
  return false;
}

/** An nginx that was not started by systemd does not hear of it that way. */
async function told(machine: Machine): Promise<boolean> {
  const [program, ...args] = reloadCommand(machine);
  if ((await machine.run(program, args)).code === 0) return true;
  return program !== 'nginx' && (await machine.run('nginx', ['-s', 'reload'])).code === 0;
}

/** Its children, by field 4 of the process table. */
function workersOf(machine: Machine, main: number): readonly number[] {
  const names = machine.names('/proc');
  const pids = Array.isArray(names) ? names.filter((name: string) => /^\d+$/.test(name)) : [];
  return pids.filter((pid: string) => {
    const stat = machine.text(`/proc/${pid}/stat`);
    return typeof stat === 'string' && stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(main);
  }).map(Number);
}

const isLeaving = (machine: Machine, pid: number): boolean => String(machine.text(`/proc/${pid}/cmdline`)).includes('shutting down');
