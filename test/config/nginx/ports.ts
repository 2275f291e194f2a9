/** Ports nobody else has. */
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
}

/** The first of that many free ports in a row, below those that the system gives to clients. gixy takes any …443… for https. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const start = randomInt(12_000, 32_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(start + index)));
    if (free.every(Boolean) && !/443/.test(Array.from(free, (_, index) => start + index).join(' '))) return start;
  }
  throw new Error(`no ${count} free ports in a row`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(() => answer(true)));
    socket.once('error', () => answer(false));
  });
}

/** Resolves when something accepts connections there; asks again and again, for ten seconds at most. */
export async function whenListening(port: number): Promise<void> {
  for (const end = Date.now() + 10_000; !(await accepts(port)); await pause(10)) {
    if (Date.now() > end) throw new Error(`nothing listens on ${port}`);
  }
}
