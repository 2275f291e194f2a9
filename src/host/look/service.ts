/** What systemd knows: does a service start with the host, is the clock kept. */
import type { Machine } from '../machine.ts';
import { unseen, type Unseen } from '../sight.ts';

const NONE = unseen('systemd does not run here');

const hasSystemd = (machine: Machine): boolean => machine.exists('/run/systemd/system');

export async function enabledAtBoot(machine: Machine, service: string): Promise<boolean | Unseen> {
  if (!hasSystemd(machine)) return NONE;
  const { stdout } = await machine.run('systemctl', ['is-enabled', service]);
  return stdout.trim() === '' ? unseen(`systemd has no service ${service}`) : /^(enabled|alias|static|indirect)/.test(stdout.trim());
}

export async function clockIsKept(machine: Machine): Promise<boolean | Unseen> {
  if (!hasSystemd(machine)) return NONE;
  const { code, stdout } = await machine.run('timedatectl', ['show', '--property', 'NTPSynchronized', '--value']);
  return code === 0 ? stdout.trim() === 'yes' : unseen('timedatectl does not answer');
}
