/** uninstall: the host as it was before install. Data stays where it is. */
import { prepareUninstall } from '../../host/install/prepare.ts';
import { carriedOut, dataOf, isLooking, looked, onHost } from '../host-change.ts';
import type { Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => await onHost('uninstall', flags, terminal, async (machine, subject) => {
  const { name, domains } = subject.stack;
  const prepared = await prepareUninstall(machine, subject, isLooking(flags));
  const look = await looked(prepared, flags);
  if (look) return look;
  const lines = await carriedOut(machine, prepared, flags, terminal);
  const { plan } = prepared.change;
  const kept = plan.leaving.filter((folder) => machine.exists(folder));
  const renewed = machine.exists(`/etc/letsencrypt/renewal/${domains[0]}.conf`);
  const notes = [
    ...(kept[0] === undefined ? [] : [`Its data stays in ${kept[0]}.`]),
    ...(renewed ? [`certbot goes on renewing its certificate. To end that: sudo certbot delete --cert-name ${domains[0]}`] : []),
  ];
  const text = plan.steps.length + plan.leaving.length === 0 ? `${name} is not installed here. Nothing to change.\n` : `${[`${name} is off this host`, ...lines, ...notes.map((note) => `\n${note}`)].join('\n')}\n`;
  return { text, data: { ...dataOf(plan), kept, notes } };
});
