/** certbot, who knows how to get a certificate and to renew it: only ever `certonly`, as its nginx plugin writes into the site. */
import { join } from 'node:path';
import { StackError } from '../../errors.ts';
import type { Stack } from '../../stack/types.ts';
import type { Machine } from '../machine.ts';
import { reloadCommand } from './reload.ts';

/** The words after `certbot`. The hook is kept in its configuration, and runs after each renewal by its own timer. */
export function certbotArgs(machine: Machine, stack: Stack, root: string): readonly string[] {
  return certonly(stack, root, reloadCommand(machine).join(' '));
}

/** The same for a host that is not looked at. @param reload how nginx is told there */
export function certonly({ domains }: Stack, root: string, reload: string): readonly string[] {
  return ['certonly', '--webroot', '-w', join(root, 'acme'), ...domains.flatMap((name) => ['-d', name]), '--deploy-hook', `nginx -t && ${reload}`];
}

/**
 * Asks for a certificate: first for one that counts nothing, so that a mistake does not use up what Let's Encrypt allows in a week.
 * @param email that Let's Encrypt may write to
 * @throws StackError failed, with what certbot said
 */
export async function runCertbot(machine: Machine, stack: Stack, root: string, email: string): Promise<void> {
  const args = [...certbotArgs(machine, stack, root), '--non-interactive', '--agree-tos', '--email', email];
  await certbot(machine, [...args, '--dry-run'], 'The trial at the staging server failed');
  await certbot(machine, args, 'certbot failed');
}

async function certbot(machine: Machine, args: readonly string[], failed: string): Promise<void> {
  const { code, stdout, stderr } = await machine.run('certbot', args, 300);
  if (code === 0) return;
  if (code === undefined && stderr === '') throw new StackError('failed', 'certbot is not installed. The site is there, over http.', ['sudo apt install certbot']);
  const said = `${stdout}\n${stderr}`.split('\n').filter((line) => /^\s*(Detail|Type|Domain|Hint):|error/i.test(line));
  throw new StackError('failed', `${failed}. The site is there, over http.`, [...said.map((line) => line.trim()).slice(0, 8), 'All of it: /var/log/letsencrypt/letsencrypt.log']);
}
