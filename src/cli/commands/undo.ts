/** undo: takes back the last run, if nobody has edited its files since. */
import { undo } from '../../files/undo.ts';
import type { Run } from './index.ts';

export const run: Run = async (_, terminal) => {
  const undone = undo(terminal.cwd);
  if (!undone) return { text: 'There is nothing to take back.\n', data: { files: [] } };
  const kept = undone.kept.map((path) => `${path} stays: a database may know its secrets by now.\n`).join('');
  return { text: `Taken back: ${undone.about}\n${undone.paths.map((path) => `~ ${path}\n`).join('')}${kept}`, data: { ...undone } };
};
