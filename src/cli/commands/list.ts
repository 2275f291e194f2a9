/** list: the catalogue, and what each entry needs. */
import { catalogue } from '../../services/index.ts';
import { needsInWords } from '../needs.ts';
import type { Run } from './index.ts';

const HOW = { true: 'add it with --with', false: 'follows from the answers' };

const SWARM = `${'swarm'.padEnd(10)} not a service: docker-swarm.yml, for several hosts\n${' '.repeat(11)}add it to a stack\n`;

export const run: Run = async () => {
  const services = catalogue.map(({ id, title, addable, needs = [] }) => ({ id, title, addable, needs }));
  const lines = services.flatMap(({ id, title, addable }) => [
    `${id.padEnd(10)} ${title}`,
    HOW[`${addable}`],
    ...needsInWords(id).map((need) => `needs ${need}`),
  ].map((line, index) => `${index === 0 ? '' : ' '.repeat(11)}${line}\n`));
  return { text: lines.join('') + SWARM, data: { services } };
};
