/** undo: takes back the last run, if nobody has edited its files since. */
import { undo } from '../../files/undo.ts';
import { RECORD } from '../../regenerate/record.ts';
import { stepsFor } from '../after.ts';
import { numbered } from '../report.ts';
import { readStackFile } from '../stack-here.ts';
import type { Run } from './index.ts';

export const run: Run = async (_, terminal) => {
  const undone = undo(terminal.cwd);
  if (!undone) return { text: 'There is nothing to take back.\n', data: { files: [] } };
  const kept = undone.kept.map((path) => `${path} stays: a database may know its secrets by now.\n`).join('');
  const paths = undone.paths.filter((path) => !path.startsWith(`${RECORD}/`));
  const next = stepsFor(paths, readStackFile(terminal.cwd)?.answers.name ?? '');
  const steps = next.length > 0 ? `\nNext\n${numbered(next)}` : '';
  return { text: `Taken back: ${undone.about}\n${paths.map((path) => `~ ${path}\n`).join('')}${kept}${steps}`, data: { ...undone, paths, next } };
};
