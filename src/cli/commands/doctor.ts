/** doctor: is this host fit to run the stack? Looks, and changes nothing. */
import { checks } from '../../host/checks/index.ts';
import type { Check, Finding } from '../../host/checks/types.ts';
import { machineOf } from '../../host/machine.ts';
import { see, subjectOf } from '../../host/see.ts';
import { wrap } from '../../render/layout/drawing.ts';
import { typed, typedAsRoot } from '../outcome.ts';
import { foundIn } from '../stack-here.ts';
import type { Run } from './index.ts';

type Row = Finding & Pick<Check, 'id'>;

export const run: Run = async (_, terminal) => {
  const { stack, found } = foundIn(terminal.cwd);
  const subject = subjectOf(stack, terminal.cwd, { typed, typedAsRoot }, found.composed);
  const machine = machineOf(terminal.env);
  const seen = await see(machine, subject);
  const server = seen.linux && seen.folders.root === stack.volumesRoot;
  const rows = checks.filter((check) => (server || !check.server) && (check.when?.(subject.stack) ?? true)).map((check): Row => ({ id: check.id, ...check.look(seen, subject) }));
  const failed = rows.some(({ status }) => status === 'fail');
  return {
    text: `${stack.name} on this host\n\n${rows.map((row) => rowText(row, terminal.width)).join('')}\n${summary(rows, server, seen.root)}`,
    data: { server, checks: rows },
    ...(failed && { outcome: 'failed' as const }),
  };
};

const COLUMN = 21;

/** One finding; in a narrow terminal what it says goes below its name. */
function rowText({ id, status, reason, fix }: Row, width: number): string {
  const column = width < 60 ? 4 : COLUMN;
  const lines = [...wrap(reason.split(' '), width - column), ...(fix === undefined ? [] : wrap(`→ ${fix}`.split(' '), width - column))];
  const head = `  ${status.padEnd(5)} ${id}`;
  const [first = '', ...rest] = column === COLUMN ? [`${head.padEnd(COLUMN)}${lines[0] ?? ''}`, ...lines.slice(1)] : [head, ...lines];
  return [first, ...rest.map((line) => ' '.repeat(column) + line)].map((line) => `${line}\n`).join('');
}

function summary(rows: readonly Row[], server: boolean, root: boolean): string {
  const count = (status: Finding['status']) => rows.filter((row) => row.status === status).length;
  const unseen = rows.filter((row) => row.unseen).length;
  return [
    `${count('ok')} are well, ${count('warn')} to look at, ${count('fail')} in the way.`,
    ...(unseen > 0 && !root ? [`${unseen} could not be seen: with sudo more can.`] : []),
    ...(server ? [] : ['Left out is what only a server has: .env says that the data is elsewhere, so this is not it.']),
  ].map((line) => `${line}\n`).join('');
}
