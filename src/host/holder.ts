/** Who holds a port, in the words by which a person finds it. */
import { isUnseen, type DockerSeen, type Listener, type RunningContainer } from './sight.ts';

/** A program with the number of its process. */
export const who = ({ program, pids }: Listener): string => `${program} (process ${pids[0]})`;

/** A container with the stack that it belongs to. */
export const nameOf = ({ name, project }: RunningContainer): string => `the container ${project === '' ? name : `${name} of ${project}`}`;

/** The containers that publish a port; none where the engine does not say. */
export const containersOn = (port: number, { containers }: DockerSeen): readonly RunningContainer[] =>
  isUnseen(containers) ? [] : containers.filter(({ ports }) => ports.includes(port));
