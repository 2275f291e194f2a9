/** list: the catalogue, what each entry needs, and what it adds to a stack. */
import { addable as offers, catalogue, servicesOf } from '../../services/index.ts';
import type { Entry } from '../../services/types.ts';
import { resolve } from '../../stack/resolve.ts';
import { needsInWords } from '../needs.ts';
import type { Run } from './index.ts';

const INDENT = ' '.repeat(11);

const SWARM = `${'swarm'.padEnd(10)} not a service: docker-swarm.yml, for several hosts\n${INDENT}add it to a stack\n`;

export const run: Run = async () => {
  const services = catalogue.map((entry) => ({ id: entry.id, title: entry.title, addable: entry.addable, needs: entry.needs ?? [], adds: entry.addable ? addsOf(entry) : [] }));
  const lines = services.map(({ id, title, addable, adds }) => [
    `${id.padEnd(10)} ${title}`,
    ...(addable ? needsInWords(id).map((need) => `${INDENT}needs ${need}`) : [`${INDENT}follows from the answers`]),
    ...adds.map((what, index) => `${INDENT}${index === 0 ? 'adds ' : '     '}${what}`),
  ].join('\n'));
  return { text: `${lines.join('\n')}\n${SWARM}`, data: { services } };
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
