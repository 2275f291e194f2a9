/** install: this stack's site into the host's nginx, and its directories. Every other site answers afterwards as before. */
import { StackError } from '../../errors.ts';
import { certbotArgs, runCertbot } from '../../host/install/certbot.ts';
import { prepareInstall } from '../../host/install/prepare.ts';
import type { Machine } from '../../host/machine.ts';
import type { Stack } from '../../stack/types.ts';
import { carriedOut, dataOf, isLooking, looked, onHost } from '../host-change.ts';
import { typedAsRoot } from '../outcome.ts';
import { numbered, quoted } from '../report.ts';
import type { Result, Run } from './index.ts';

export const run: Run = async ({ flags }, terminal) => await onHost('install', flags, terminal, async (machine, subject) => {
  const { stack } = subject;
  if (flags.certbot !== undefined && stack.tls !== 'letsencrypt') throw new StackError('usage', '--certbot: tls in django-stack.yml is not letsencrypt.');
  const prepare = async () => await prepareInstall(machine, subject, ownerIn(terminal.env), isLooking(flags));
  const first = await prepare();
  const look = await looked(first, flags);
  if (look) return look;
  const done = await carriedOut(machine, first, flags, terminal);
  if (flags.certbot === undefined || !first.site.awaitsCertificate) return report(machine, stack, first, done);
  await runCertbot(machine, stack, first.seen.folders.root, flags.certbot);
  const second = await prepare();
  const more = await carriedOut(machine, second, flags, { ...terminal, interactive: false });
  return report(machine, stack, second, [...done, ...more]);
});

/** Whose directories they are: whoever called sudo, as in the stack script. */
function ownerIn({ SUDO_UID = '0', SUDO_GID = '0' }: Readonly<Record<string, string | undefined>>): { uid: number; gid: number } {
  return { uid: Number(SUDO_UID), gid: Number(SUDO_GID) };
}

type Installed = Awaited<ReturnType<typeof prepareInstall>>;

function report(machine: Machine, stack: Stack, installed: Installed, lines: readonly string[]): Result {
  const next = stepsFor(machine, stack, installed);
  const notes = installed.site.withoutIpv6.map((why) => `Without IPv6: ${why}, and over IPv6 its visitors would get this site.`);
  const sections = [
    lines.length === 0 ? 'Nothing to change.\n' : `${stack.name} is installed\n${lines.join('\n')}\n`,
    ...notes.map((note) => `${note}\n`),
    ...(next.length > 0 ? [`Next\n${numbered(next)}`] : []),
  ];
  return { text: sections.join('\n'), data: { ...dataOf(installed.change.plan), changed: lines.length > 0, notes, next } };
}

/** What is left to do, in order. */
function stepsFor(machine: Machine, stack: Stack, { site, seen }: Installed): readonly string[] {
  const start = seen.nginx?.running === undefined ? ['sudo systemctl start nginx'] : [];
  if (!site.awaitsCertificate) return start;
  const certificate = stack.tls === 'files'
    ? `fullchain.pem and privkey.pem into /etc/ssl/${stack.name}`
    : `sudo certbot ${certbotArgs(machine, stack, seen.folders.root).map(quoted).join(' ')}`;
  return [...start, certificate, typedAsRoot('install')];
}
