/** uninstall: the host as it was before install. Data stays where it is. */
import { prepareUninstall } from '../../host/install/prepare.ts';
import { machineOf } from '../../host/machine.ts';
import { subjectOf } from '../../host/see.ts';
import { bringToRest } from '../at-rest.ts';
import { carriedOut, dataOf, isLooking, looked } from '../host-change.ts';
import { typed, typedAsRoot } from '../outcome.ts';
import { stackIn } from '../stack-here.ts';
import type { Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => {
  bringToRest(terminal.cwd, flags);
  const stack = stackIn(terminal.cwd);
  const machine = machineOf(terminal.env);
  const prepared = await prepareUninstall(machine, subjectOf(stack, terminal.cwd, { typed, typedAsRoot }), isLooking(flags));
  const look = await looked(prepared, flags);
  if (look) return look;
  const lines = await carriedOut(machine, prepared, flags, terminal);
  const { plan } = prepared.change;
  const kept = plan.leaving.filter((folder) => machine.exists(folder));
  const stays = kept[0] === undefined ? '' : `\nIts data stays in ${kept[0]}.\n`;
  const text = plan.steps.length + plan.leaving.length === 0 ? `${stack.name} is not installed here. Nothing to change.\n` : `${stack.name} is off this host\n${lines.join('\n')}\n${stays}`;
  return { text, data: { ...dataOf(plan), kept } };
};
