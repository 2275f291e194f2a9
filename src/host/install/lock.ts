/** One run at a time changes this host. A file that can be made only once says which; one that a killed run left is taken away. */
import { dirname } from 'node:path';
import { StackError } from '../../errors.ts';
import type { Machine } from '../machine.ts';
import { claim, dropIfEmpty, isOver, put } from './disk.ts';
import { stateFile } from './state.ts';

const lockFile = (name: string): string => stateFile(name).replace(/json$/, 'lock');

/** @throws StackError failed, while another run is at work */
export async function alone<T>(machine: Machine, name: string, work: () => Promise<T>): Promise<T> {
  const path = lockFile(name);
  const holder = machine.text(path);
  if (typeof holder === 'string' && isOver(holder.trim())) put(path, null);
  if (!claim(path)) throw new StackError('failed', 'Another run is changing this host. Wait for it to end, then run this again.');
  try {
    return await work();
  } finally {
    put(path, null);
    dropIfEmpty(dirname(path));
  }
}
