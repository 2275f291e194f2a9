/** help: a command, a service of the catalogue, or the whole. */
import { StackError } from '../../errors.ts';
import { catalogue } from '../../services/index.ts';
import { nearest } from '../../stack/nearest.ts';
import { shown } from '../../stack/shown.ts';
import { VERSION } from '../../version.ts';
import { commandHelp, mainHelp } from '../help.ts';
import { typed } from '../outcome.ts';
import { serviceHelp } from '../service-help.ts';
import { targets } from '../targets.ts';
import type { Terminal } from '../terminal.ts';
import { commands, type Run } from './index.ts';

const SWARM = `swarm: docker-swarm.yml, the same stack on several hosts.

  comes       ${typed('add swarm')}
  more        in DEPLOY.md, under "More than one host"
`;

export const run: Run = async ({ words: [word] }, terminal) => {
  const text = helpOn(word, terminal);
  return { text, data: { help: text } };
};

function helpOn(word: string | undefined, terminal: Terminal): string {
  if (word === undefined || word === 'create') return mainHelp(VERSION);
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command) return commandHelp(command);
  const entry = catalogue.find(({ id }) => id === word);
  if (entry) return serviceHelp(entry, terminal);
  if (word === 'swarm') return SWARM;
  const known = [...Object.keys(commands), ...catalogue.map(({ id }) => id), ...targets];
  const near = nearest(word, known);
  throw new StackError('usage', `There is no command or service ${shown(word)}${near ? `; did you mean ${near}?` : '.'}`, [`There are ${known.join(', ')}.`]);
}
