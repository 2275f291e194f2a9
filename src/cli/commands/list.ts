/** list: the catalogue, what each entry needs, and what it adds to a stack. */
import { addable as offers, catalogue, servicesOf } from '../../services/index.ts';
import type { Entry } from '../../services/types.ts';
import { resolve } from '../../stack/resolve.ts';
import { hanging } from '../columns.ts';
import { needsInWords } from '../needs.ts';
import type { Run } from './index.ts';

/** Where titles begin, and what an entry adds. */
const [TITLES, ADDS] = [11, 16];

export const run: Run = async (_, { width }) => {
  const services = catalogue.map((entry) => ({ id: entry.id, title: entry.title, addable: entry.addable, needs: entry.needs ?? [], adds: entry.addable ? addsOf(entry) : [] }));
  const about = (name: string, text: string) => hanging(name, text, TITLES, width);
  const lines = services.flatMap(({ id, title, addable, adds }) => [
    about(id, title),
    ...(addable ? needsInWords(id).map((need) => about('', `needs ${need}`)) : [about('', 'follows from the answers')]),
    ...adds.map((what, index) => hanging(index === 0 ? `${' '.repeat(TITLES)}adds` : '', what, ADDS, width)),
  ]);
  const swarm = [about('swarm', 'not a service: docker-swarm.yml, for several hosts'), about('', 'add it to a stack')];
  return { text: `${[...lines, ...swarm].join('\n')}\n`, data: { services } };
};

/** What a new stack has more of with it than without: the service itself, its data and keys, what the project installs. */
function addsOf({ id }: Entry): readonly string[] {
  const stack = resolve({ with: id, cache: 'none' }, { folder: 'shop', project: false, frontEnd: false }, offers);
  const { container, directories = [], secrets = [], address = {}, django = {} } = servicesOf(stack).find((service) => service.id === id) ?? {};
  const variables = Object.keys(address);
  return [
    ...(container ? [container.runsProject ? "a container of the api's image" : String(container.spec['image'])] : []),
    ...directories.map(({ name }) => `the folder ${name} on the host`),
    ...(secrets.length > 0 ? [`in .env: ${secrets.map(({ key }) => key).join(', ')}`] : []),
    ...(variables.length > 0 ? [`for the project: ${variables.join(', ')}`] : []),
    ...[...(django.imports ?? []), ...(django.requirements ?? [])].map((line) => `to its requirements: ${line}`),
  ];
}
