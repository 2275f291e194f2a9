/** Stands in for the calls to the file system: counts them, fails one, or lets the process die at one. */
import { system } from '../../src/files/system.ts';

export interface Call {
  /** From 1 on. */
  readonly index: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

type Fn = (...args: readonly unknown[]) => unknown;

const originals: Readonly<Record<string, Fn>> = { ...(system as unknown as Record<string, Fn>) };

/** Calls that leave the disk as it is. */
const READING = new Set(['access', 'close', 'fstat', 'fsync', 'lstat', 'readFile', 'readdir', 'readlink', 'realpath', 'statfs']);

export function changesDisk({ name, args }: Call): boolean {
  return name === 'open' ? args[1] !== 'r' : !READING.has(name);
}

/** Has `on` decide about every call until `restore`. */
export function watch(on: (call: Call, proceed: () => unknown) => unknown): () => void {
  let index = 0;
  const record = system as unknown as Record<string, Fn>;
  for (const [name, original] of Object.entries(originals)) {
    record[name] = (...args) => on({ index: ++index, name, args }, () => original(...args));
  }
  return () => Object.assign(record, originals);
}

/** The calls that `work` makes. */
export function callsOf(work: () => void): readonly Call[] {
  const calls: Call[] = [];
  const restore = watch((call, proceed) => (calls.push(call), proceed()));
  try {
    work();
  } finally {
    restore();
  }
  return calls;
}

export type Moment = 'before' | 'middle' | 'after';

/** Ends at a call: before it, after it, or with half of its bytes written. */
export function endAt(at: number, moment: Moment, end: () => void): () => void {
  return watch((call, proceed) => {
    if (call.index !== at) return proceed();
    if (moment === 'middle') half(call);
    try {
      return moment === 'after' || call.name === 'close' ? proceed() : undefined;
    } finally {
      end();
    }
  });
}

function half({ name, args }: Call): void {
  const text = args[1] as Buffer | string;
  if (name === 'write') originals.write?.(args[0], Buffer.from(text as Buffer).subarray(0, Math.floor(text.length / 2)), 0);
  if (name === 'output') originals.output?.(args[0], text.slice(0, Math.floor(text.length / 2)));
}

class Killed extends Error {}

/** As if the process were killed: from that call on, nothing it does reaches the disk. False where it came to its end. */
export function killed(at: number, moment: Moment, work: () => void): boolean {
  let dead = false;
  const inner = endAt(at, moment, () => {
    dead = true;
    // A dead process holds no file open; this one lives on, and would.
    watch(({ name }, proceed) => {
      if (name === 'close') return proceed();
      throw new Killed();
    });
    throw new Killed();
  });
  try {
    work();
  } catch (error) {
    if (!dead) throw error;
  } finally {
    inner();
  }
  return dead;
}

/** Fails a call as the system would. */
export function failAt(at: number, code: string): () => void {
  return watch((call, proceed) => {
    if (call.index !== at) return proceed();
    const path = typeof call.args[0] === 'string' ? { path: call.args[0] } : {};
    throw Object.assign(new Error(`${code}: made up, ${call.name}`), { code, syscall: call.name, ...path });
  });
}
