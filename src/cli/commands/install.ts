/** install: this stack's site into the host's nginx, and its directories. Every other site answers afterwards as before. */
import { StackError } from '../../errors.ts';
import { certbotArgs, runCertbot } from '../../host/install/certbot.ts';
import { prepareInstall, type Prepared } from '../../host/install/prepare.ts';
import { machineOf } from '../../host/machine.ts';
import { subjectOf } from '../../host/see.ts';
import { bringToRest } from '../at-rest.ts';
import { carriedOut, dataOf, looked } from '../host-change.ts';
import { typed } from '../outcome.ts';
import { numbered } from '../report.ts';
import { stackIn } from '../stack-here.ts';
import type { Result, Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => {
  bringToRest(terminal.cwd, flags);
  const stack = stackIn(terminal.cwd);
  if (flags.certbot !== undefined && stack.tls !== 'letsencrypt') throw new StackError('usage', '--certbot: tls in django-stack.yml is not letsencrypt.');
  const machine = machineOf(terminal.env);
  const subject = subjectOf(stack, terminal.cwd, typed('').trimEnd());
  const prepare = async () => await prepareInstall(machine, subject, ownerIn(terminal.env), 'dry-run' in flags || 'diff' in flags);
  const first = await prepare();
  const look = await looked(first, flags);
  if (look) return look;
  const done = await carriedOut(machine, first, flags, terminal);
  if (flags.certbot === undefined || !first.site?.awaitsCertificate) return report(first, done, stack.name);
  await runCertbot(machine, stack, first.seen.folders.root, flags.certbot);
  const second = await prepare();
  return report(second, [...done, ...(await carriedOut(machine, second, { ...flags, replace: '' }, { ...terminal, interactive: false }))], stack.name);

  function report(prepared: Prepared, lines: readonly string[], name: string): Result {
    const next = stepsFor(prepared);
    const notes = (prepared.site?.withoutIpv6 ?? []).map((why) => `Without IPv6: ${why}, and over IPv6 its visitors would get this site.`);
    const opening = lines.length === 0 ? 'Nothing to change.\n' : `${name} is installed\n${lines.join('\n')}\n`;
    const rest = `${notes.map((note) => `\n${note}\n`).join('')}${next.length > 0 ? `\nNext\n${numbered(next)}` : ''}`;
    return { text: opening + rest, data: { ...dataOf(prepared.change.plan), changed: lines.length > 0, notes, next } };
  }

  function stepsFor({ site, seen }: Prepared): readonly string[] {
    const again = `sudo ${typed('install')}`;
    const start = seen.nginx?.running === undefined ? ['sudo systemctl start nginx'] : [];
    if (!site?.awaitsCertificate) return start;
    if (stack.tls === 'files') return [...start, `fullchain.pem and privkey.pem into /etc/ssl/${stack.name}`, again];
    return [...start, `sudo certbot ${certbotArgs(machine, stack, seen.folders.root).map(quoted).join(' ')}`, again];
  }
};

const quoted = (word: string): string => (/\s/.test(word) ? `'${word}'` : word);

/** Whose directories they are: whoever called sudo, as in the stack script. */
function ownerIn({ SUDO_UID = '0', SUDO_GID = '0' }: Readonly<Record<string, string | undefined>>): { uid: number; gid: number } {
  return { uid: Number(SUDO_UID), gid: Number(SUDO_GID) };
}
