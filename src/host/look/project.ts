/** The stack's own folder, as far as the host is concerned: .env, and the nginx files that it gets copies of. */
import { join } from 'node:path';
import { envValues } from '../../regenerate/text.ts';
import type { Machine } from '../machine.ts';
import { isUnseen, type ProjectSeen } from '../sight.ts';

export async function lookAtProject(machine: Machine, folder: string, name: string): Promise<ProjectSeen> {
  // Exit code 1: not in git; 128: no git here. A folder of another user's is looked at all the same.
  const { code } = await machine.run('git', ['-c', 'safe.directory=*', '-C', folder, 'ls-files', '--error-unmatch', '.env']);
  return { env: envOf(machine, join(folder, '.env')), envTracked: code === 0, nginx: nginxFiles(machine, folder, name) };
}

function envOf(machine: Machine, path: string): ProjectSeen['env'] {
  const [found, text] = [machine.standing(path), machine.text(path)];
  if (found === undefined || isUnseen(found)) return found;
  return typeof text === 'string' ? { mode: found.mode & 0o777, values: envValues(text) } : text;
}

function nginxFiles(machine: Machine, folder: string, name: string): ReadonlyMap<string, string> {
  const own = machine.names(join(folder, `nginx/${name}.d`));
  const mine = Array.isArray(own) ? own.filter((file: string) => file.endsWith('.conf')).map((file: string) => `nginx/${name}.d/${file}`) : [];
  const texts = [`nginx/${name}.conf`, `nginx/${name}.tls.conf`, ...mine].map((path) => [path, machine.copy(join(folder, path))] as const);
  return new Map(texts.flatMap(([path, copy]) => (copy !== undefined && !isUnseen(copy) && copy.kind === 'file' ? [[path, copy.bytes] as const] : [])));
}
