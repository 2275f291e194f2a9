/** The host's nginx: its version, whether it runs, what it says of its configuration, and the whole of that. */
import { dirname, join } from 'node:path';
import type { Bytes, Machine } from '../machine.ts';
import { placesOf } from '../nginx/place.ts';
import { filesOf } from '../nginx/read.ts';
import { isUnseen, unseen, type Identity, type NginxSeen, type Unseen } from '../sight.ts';
import { enabledAtBoot } from './service.ts';

const NEEDS_ROOT = unseen('that takes root');

/** @param name of the stack whose site may be there */
export async function lookAtNginx(machine: Machine, name: string): Promise<NginxSeen | undefined> {
  const { code, stderr } = await machine.run('nginx', ['-V']);
  if (code !== 0) return undefined;
  const built = (option: string) => new RegExp(`--${option}=(\\S+)`).exec(stderr)?.[1];
  const configuration = built('conf-path') ?? `${built('prefix') ?? '/usr/local/nginx'}/conf/nginx.conf`;
  const main = machine.text(configuration);
  const set = (directive: string) => (typeof main === 'string' ? new RegExp(`^\\s*${directive}\\s+([^;\\s]+)`, 'm').exec(main)?.[1] : undefined);
  return {
    version: /nginx\/(\d+\.\d+\.\d+)/.exec(stderr)?.[1] ?? '0.0.0',
    configuration,
    running: runningAs(machine, set('pid') ?? built('pid-path') ?? '/run/nginx.pid'),
    atBoot: await enabledAtBoot(machine, 'nginx'),
    test: machine.root ? await testConfiguration(machine) : NEEDS_ROOT,
    files: machine.root ? await dump(machine) : NEEDS_ROOT,
    copies: copiesOf(machine, dirname(configuration), name),
    worker: identityOf(machine, set('user') ?? built('user') ?? 'nobody'),
  };
}

/** The number of the main process, if the file that should hold it does and such a process lives. */
function runningAs(machine: Machine, pidFile: string): number | undefined {
  const pid = machine.text(pidFile);
  if (typeof pid !== 'string' || !/^\d+\s*$/.test(pid)) return undefined;
  const command = machine.text(`/proc/${pid.trim()}/cmdline`);
  return typeof command === 'string' && command.includes('nginx') ? Number(pid) : undefined;
}

const SUCCESS = /syntax is ok$|test is successful$/;

/** What stands before the level: `nginx: `, or a time; and behind it the number of the process. */
const FRAME = /^(?:nginx: |[\d/]+ [\d:]+ )(\[\w+\])(?: \d+#\d+:)?/;

/**
 * `nginx -t`: changes nothing, and leaves the nginx that runs alone.
 * @param configuration another nginx.conf than the one that is in use
 */
export async function testConfiguration(machine: Machine, configuration?: string): Promise<{ ok: boolean; said: readonly string[] }> {
  const { code, stderr } = await machine.run('nginx', ['-t', ...(configuration === undefined ? [] : ['-c', configuration])]);
  return { ok: code === 0, said: stderr.split('\n').filter((line) => line !== '' && !SUCCESS.test(line)).map((line) => line.replace(FRAME, '$1')) };
}

async function dump(machine: Machine): Promise<NginxSeen['files']> {
  const { code, stdout } = await machine.run('nginx', ['-T']);
  return code === 0 ? filesOf(asBytes(stdout)) : unseen('nginx -t fails');
}

function copiesOf(machine: Machine, base: string, name: string): NginxSeen['copies'] {
  const own = machine.names(join(base, `${name}.d`));
  const beside = own === undefined || isUnseen(own) ? [] : own.map((file) => `${name}.d/${file}`);
  const paths = [...placesOf(name), `${name}.tls.conf`, ...beside].map((path) => join(base, path));
  return new Map(paths.flatMap((path) => {
    const copy = machine.copy(path);
    return copy === undefined || isUnseen(copy) ? [] : [[path, copy] as const];
  }));
}

const asBytes = (text: string): Bytes => Buffer.from(text).toString('latin1');

/** A user with all its groups, from the host's own lists. */
function identityOf(machine: Machine, name: string): Identity | undefined {
  const fields = (text: string | undefined | Unseen) => (typeof text === 'string' ? text.split('\n').map((line) => line.split(':')) : []);
  const [, , uid, gid] = fields(machine.text('/etc/passwd')).find(([first]) => first === name) ?? [];
  if (uid === undefined) return undefined;
  const groups = fields(machine.text('/etc/group')).filter((group) => group[3]?.split(',').includes(name)).map((group) => Number(group[2]));
  return { uid: Number(uid), gids: [Number(gid), ...groups] };
}
