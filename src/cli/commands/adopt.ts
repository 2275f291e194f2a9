/** adopt: takes a service written by hand in docker-compose.yml into the stack. Its block stays its owner's. */
import { StackError } from '../../errors.ts';
import { nearest } from '../../stack/nearest.ts';
import { problem } from '../../stack/resolve.ts';
import { shown } from '../../stack/shown.ts';
import type { Foreign } from '../../stack/types.ts';
import { adoptCommand, listed, nameOf, placeOf } from '../adoption.ts';
import { stepsAfter } from '../after.ts';
import { consequences } from '../consequences.ts';
import { lookOrWrite } from '../look.ts';
import { standingIn, type Standing } from '../rerun.ts';
import { rerunWith, waiting } from '../services.ts';
import type { Terminal } from '../terminal.ts';
import { transition } from '../transition.ts';
import type { Run } from './index.ts';

export const run: Run = async (invocation, terminal) => {
  const { words, flags } = invocation;
  const standing = asked(standingIn(terminal.cwd, invocation), flags);
  const service = chosen(words[0], standing.found.foreign ?? []);
  const items = listed(standing.file.answers.adopted);
  const before = items.find((item) => nameOf(item) === service.id);
  const place = await decide(placeOf(service, before), service, flags, terminal);
  const item = place === undefined ? service.id : `${service.id}:${place.port}${place.route}`;
  const adopted = before === undefined ? [...items, item] : items.map((other) => (other === before ? item : other));
  const answers = { ...standing.file.answers, adopted: adopted.join(',') };
  const rerun = rerunWith(standing, answers);
  const step = transition(standing.file.answers, answers, standing.found, rerun.plan);
  return await lookOrWrite(rerun, `adopt ${service.id}`, flags, {
    opening: `${service.id} adopted`,
    notes: [...consequences(step), ...exposed(service, place?.port), ...waiting(standing)],
    next: stepsAfter(rerun, step),
    prose: terminal.prose,
  });
};

/** What is wrong with a route that was given is said of the flag: django-stack.yml does not have it yet. */
function asked(standing: Standing, { route }: Readonly<Record<string, string>>): Standing {
  const { file } = standing;
  return route === undefined ? standing : { ...standing, file: { ...file, place: (key) => (key === 'adopted' ? '--route' : file.place(key)) } };
}

/** Its block is its owner's, and so is the choice; but nginx needs this host's own address alone. */
function exposed({ id, open = [] }: Foreign, port: number | undefined): readonly string[] {
  const ours = `127.0.0.1:${port}`;
  return port !== undefined && open.includes(port) ? [`${id} publishes ${port} on every address of this host, past its firewall. nginx only needs ${ours}: write that in docker-compose.yml.`] : [];
}

function chosen(name: string | undefined, foreign: readonly Foreign[]): Foreign {
  const service = foreign.find(({ id }) => id === name);
  if (service) return service;
  const names = foreign.map(({ id }) => id);
  const near = nearest(name ?? '', names);
  if (names.length === 0) throw new StackError('usage', 'docker-compose.yml has no service of yours.');
  const known = `Yours are ${names.join(', ')}.`;
  throw new StackError('usage', `${name === undefined ? 'Which service?' : `docker-compose.yml has no service ${shown(name)} of yours.`} ${known}${near ? ` Did you mean ${near}?` : ''}`);
}

/** Flag, then what is known, then a question; without a terminal never a guess. */
async function decide(said: ReturnType<typeof placeOf>, service: Foreign, flags: Readonly<Record<string, string>>, terminal: Terminal): Promise<{ port: number; route: string } | undefined> {
  insistOnForm(flags, service);
  const port = flags.port === undefined ? said.port : Number(flags.port);
  if (port === undefined && service.ports.length === 0) return undefined;
  const route = flags.route ?? said.route ?? `/${service.id}/`;
  if (port === undefined && !terminal.interactive) {
    throw new StackError('undecided', `${service.id} publishes the ports ${service.ports.join(', ')}. Which one shall nginx lead to?`, [adoptCommand(service)]);
  }
  const chosenPort = port ?? Number(await (await import('../ask.ts')).askPort(service, terminal));
  if (!service.ports.includes(chosenPort)) {
    throw new StackError('usage', `--port: ${service.id} publishes no port ${chosenPort} of this host. In docker-compose.yml it is a line such as ports: ["127.0.0.1:${chosenPort}:${chosenPort}"].`);
  }
  return { port: chosenPort, route };
}

function insistOnForm({ port, route }: Readonly<Record<string, string>>, { id }: Foreign): void {
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new StackError('usage', `--port: ${shown(port)} is not a number.`);
  if (route === undefined || problem('adopted', `service:3000${route}`) === undefined) return;
  throw new StackError('usage', `--route: ${shown(route)} is not a path such as /${id}/, with a slash at both ends.`);
}
