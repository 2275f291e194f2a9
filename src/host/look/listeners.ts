/** Who listens for TCP connections: ss of iproute2, which every distribution has. */
import type { Machine } from '../machine.ts';
import { unseen, type Listener, type Unseen } from '../sight.ts';

export async function lookAtListeners(machine: Machine): Promise<readonly Listener[] | Unseen> {
  const { code, stdout } = await machine.run('ss', ['-H', '-l', '-t', '-n', '-p']);
  return code === 0 ? stdout.split('\n').filter(Boolean).map(listenerOf) : unseen('ss is missing');
}

/** LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=1,fd=6),…) */
function listenerOf(line: string): Listener {
  const [, , , local = ''] = line.split(/\s+/);
  const users = line.slice(line.indexOf('users:'));
  const program = /\(\("([^"]*)"/.exec(users)?.[1] ?? '';
  const pids = [...users.matchAll(/pid=(\d+)/g)].map((match) => Number(match[1]));
  const address = local.slice(0, local.lastIndexOf(':')).replace(/^\[|\]$/g, '').replace(/%.*/, '');
  return { address, port: Number(local.slice(local.lastIndexOf(':') + 1)), program, pids };
}
