/** The ports of the stack on this host, those for a deploy's second container too: free, or its own. */
import { containersOn, nameOf, who } from '../holder.ts';
import { isUnseen, type Listener, type Sight } from '../sight.ts';
import type { Service } from '../../services/index.ts';
import { fail, notSeen, ok, type Check } from './types.ts';

export const ports: Check = {
  id: 'ports',
  install: true,
  look(seen, { stack, services }) {
    const wanted = services.flatMap(wantedBy);
    for (const { port, answer } of wanted) {
      const holder = strangerOn(port, seen, stack.name);
      if (holder) return fail(`port ${port} belongs to ${holder}`, `stop it, or choose another ${answer} in django-stack.yml and regenerate`);
    }
    if (isUnseen(seen.listeners)) return notSeen(seen.listeners.unseen);
    if (isUnseen(seen.docker.containers) && seen.listeners.some((one) => wanted.some(({ port }) => port === one.port) && mayBeDocker(one))) {
      return notSeen('something has them, and the engine does not say which container');
    }
    return ok(`${wanted.map(({ port }) => port).join(', ')}: free, or this stack's`);
  },
};

function wantedBy({ id, route }: Service): readonly { readonly port: number; readonly answer: string }[] {
  if (!route) return [];
  const answer = route.spare === undefined ? `port of ${id}` : `${id}-port`;
  return [route.port, ...(route.spare === undefined ? [] : [route.spare])].map((port) => ({ port, answer }));
}

/** Docker tells whose container it is; of other programs only the name is known, and without root not even that. */
function strangerOn(port: number, { docker, listeners }: Sight, project: string): string | undefined {
  const containers = containersOn(port, docker);
  const other = containers.find((container) => container.project !== project);
  if (other) return nameOf(other);
  if (containers.length > 0 || isUnseen(listeners)) return undefined;
  const listener = listeners.find((one) => one.port === port && reachesLoopback(one));
  if (!listener || (isUnseen(docker.containers) && mayBeDocker(listener))) return undefined;
  return listener.program === '' ? 'a program that only root can name' : who(listener);
}

const mayBeDocker = ({ program }: Listener): boolean => program === '' || program === 'docker-proxy';

const reachesLoopback = ({ address }: Listener): boolean => ['127.0.0.1', '0.0.0.0', '*', '::', '::ffff:127.0.0.1'].includes(address);
