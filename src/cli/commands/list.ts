/** list: the catalogue. */
import { catalogue } from '../../services/index.ts';
import type { Run } from './index.ts';

const HOW = { true: 'add it with --with', false: 'follows from the answers' };

export const run: Run = async () => {
  const services = catalogue.map(({ id, title, addable }) => ({ id, title, addable }));
  const lines = services.map(({ id, title, addable }) => `${id.padEnd(10)} ${title}\n${' '.repeat(11)}${HOW[`${addable}`]}\n`);
  return { text: lines.join(''), data: { services } };
};
