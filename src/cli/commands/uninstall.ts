/** uninstall: the host as it was before install. Data stays where it is. */
import { prepareUninstall } from '../../host/install/prepare.ts';
import { carriedOut, dataOf, isLooking, looked, onHost } from '../host-change.ts';
import type { Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => await onHost('uninstall', flags, terminal, async (machine, subject) => {
  const { name } = subject.stack;
  const prepared = await prepareUninstall(machine, subject, isLooking(flags));
  const look = await looked(prepared, flags);
  if (look) return look;
  const lines = await carriedOut(machine, prepared, flags, terminal);
  const { plan } = prepared.change;
  const kept = plan.leaving.filter((folder) => machine.exists(folder));
  const stays = kept[0] === undefined ? '' : `\nIts data stays in ${kept[0]}.\n`;
  const text = plan.steps.length + plan.leaving.length === 0 ? `${name} is not installed here. Nothing to change.\n` : `${name} is off this host\n${lines.join('\n')}\n${stays}`;
  return { text, data: { ...dataOf(plan), kept } };
});
