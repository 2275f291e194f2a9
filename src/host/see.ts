/** Looks at the host once, at everything at the same time. Changes nothing. */
import { directoriesOf } from '../services/directories.ts';
import { servicesOf, type Service } from '../services/index.ts';
import type { Stack } from '../stack/types.ts';
import { StackError } from '../errors.ts';
import { readState } from './install/state.ts';
import { lookAtDocker } from './look/docker.ts';
import { lookAtFolders } from './look/folders.ts';
import { lookAtListeners } from './look/listeners.ts';
import { lookAtCertificate, lookAtNetwork } from './look/network.ts';
import { lookAtNginx } from './look/nginx.ts';
import { lookAtProject } from './look/project.ts';
import { clockIsKept } from './look/service.ts';
import type { Machine } from './machine.ts';
import { certificatePathIn } from './nginx/tls.ts';
import { isUnseen, unseen, type ProjectSeen, type Sight } from './sight.ts';

/** The stack that a host is looked at for. */
export interface Subject {
  readonly stack: Stack;
  readonly services: readonly Service[];
  /** Where its files are. */
  readonly folder: string;
  readonly commands: Commands;
  /** The services that docker-compose.yml has; undefined where there is no such file. */
  readonly composed?: readonly string[] | undefined;
}

/** How a command of this tool is typed, by anybody and as root. */
export interface Commands {
  typed(command: string): string;
  typedAsRoot(command: string): string;
}

export const subjectOf = (stack: Stack, folder: string, commands: Commands, composed?: readonly string[]): Subject => ({ stack, services: servicesOf(stack), folder, commands, composed });

export async function see(machine: Machine, { stack, services, folder }: Subject): Promise<Sight> {
  const project = await lookAtProject(machine, folder, stack.name);
  const root = rootOf(project, stack);
  const certificate = certificatePathIn(project.nginx.get(`nginx/${stack.name}.tls.conf`));
  const names = directoriesOf(stack, services).map(({ name }) => name);
  const [docker, listeners, nginx, folders, network, seenCertificate, clock] = await Promise.all([
    lookAtDocker(machine, folder),
    lookAtListeners(machine),
    lookAtNginx(machine, stack.name),
    lookAtFolders(machine, root, names),
    lookAtNetwork(machine, stack.domains),
    lookAtCertificate(machine, certificate, stack.domains[0]),
    clockIsKept(machine),
  ]);
  const { linux, root: isRoot } = machine;
  return { now: new Date(), linux, root: isRoot, docker, listeners, nginx, project, folders, network, certificate: seenCertificate, cutOff: cutOff(machine, stack.name), clock, memory: machine.memory() };
}

function cutOff(machine: Machine, name: string): Sight['cutOff'] {
  try {
    return readState(machine, name).pending !== undefined;
  } catch (error) {
    if (error instanceof StackError) return unseen(error.message);
    throw error;
  }
}

/** Off the server .env says where the data is. */
function rootOf({ env }: ProjectSeen, stack: Stack): string {
  const set = env === undefined || isUnseen(env) ? undefined : env.values.get('VOLUMES_ROOT');
  return set || stack.volumesRoot;
}
