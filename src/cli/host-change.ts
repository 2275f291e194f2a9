/** What install and uninstall have in common: show what would happen to this host, ask, do it, say what happened. */
import { StackError } from '../errors.ts';
import { carryOut } from '../host/install/apply.ts';
import type { HostPlan, Step } from '../host/install/plan.ts';
import { alone } from '../host/install/lock.ts';
import { insistOnRoot, type Prepared } from '../host/install/prepare.ts';
import { machineOf, type Copy, type Machine } from '../host/machine.ts';
import { subjectOf, type Subject } from '../host/see.ts';
import { bringToRest } from './at-rest.ts';
import type { Result } from './commands/index.ts';
import { typed, typedAsRoot } from './outcome.ts';
import { stackIn } from './stack-here.ts';
import type { Terminal } from './terminal.ts';

export type Flags = Readonly<Record<string, string>>;

/** Is this run only to look? */
export const isLooking = (flags: Flags): boolean => 'dry-run' in flags || 'diff' in flags;

/** The command on this host, as root and alone; whoever only looks waits for nobody. */
export async function onHost(command: 'install' | 'uninstall', flags: Flags, terminal: Terminal, work: (machine: Machine, subject: Subject) => Promise<Result>): Promise<Result> {
  bringToRest(terminal.cwd, flags);
  const machine = machineOf(terminal.env);
  const subject = subjectOf(stackIn(terminal.cwd), terminal.cwd, { typed, typedAsRoot });
  insistOnRoot(machine, subject, command);
  if (isLooking(flags)) return await work(machine, subject);
  return await alone(machine, subject.stack.name, async () => await work(machine, subject));
}

const isNothing = ({ folders, steps, leaving }: HostPlan): boolean => folders.length + steps.length + leaving.length === 0;

/** A line for each change: folders with their owner, files by what happens to them. */
function linesOf({ folders, steps }: HostPlan): readonly string[] {
  return [
    ...folders.map(({ path, mode, uid, gid }) => `+ ${path}/  (${mode.toString(8)}, ${uid}:${gid})`),
    ...steps.map(({ path, before, after }) => `${before === null ? '+' : after === null ? '-' : '~'} ${path}`),
  ];
}

export const dataOf = (plan: HostPlan): Readonly<Record<string, unknown>> => ({
  folders: plan.folders,
  files: plan.steps.map(({ path, before, after }) => ({ path, action: before === null ? 'create' : after === null ? 'delete' : 'update' })),
});

/** With --dry-run or --diff: what would happen, and nothing happens. */
export async function looked({ change: { plan } }: Prepared, flags: Flags): Promise<Result | undefined> {
  if (!isLooking(flags)) return undefined;
  if (isNothing(plan)) return { text: 'Nothing to change.\n', data: dataOf(plan) };
  const lines = linesOf(plan).map((line) => `${line}\n`).join('');
  if ('diff' in flags) {
    const { unifiedDiff } = await import('./diff.ts');
    return { text: unifiedDiff(plan.steps.map(asPlanned)), data: dataOf(plan) };
  }
  return { text: `${lines}\n${plan.steps.length === 0 ? '' : 'Then nginx -t, a reload, and the other sites are asked again. '}Nothing was changed.\n`, data: dataOf(plan) };
}

function asPlanned({ path, before, after }: Step) {
  const text = (copy: Copy | null) => (copy?.kind === 'link' ? `-> ${copy.to}\n` : Buffer.from(copy?.bytes ?? '', 'latin1').toString());
  return { path, action: 'update' as const, mode: 0o644, after: text(after), secret: false, ...(before && { before: text(before) }) };
}

/**
 * @returns the lines of what was done; none where there was nothing to do
 * @throws StackError undecided, where edits made on the host would be lost; cancelled
 */
export async function carriedOut(machine: Machine, { change }: Prepared, flags: Flags, terminal: Terminal): Promise<readonly string[]> {
  const { plan } = change;
  if (isNothing(plan)) return [];
  if (plan.edited.length > 0 && !('replace' in flags)) {
    throw new StackError('undecided', `Edited on this host, or not put there by this tool: ${plan.edited.join(', ')}. Nothing was changed.`, [
      'See the difference with --diff, take what you want to keep into nginx/ here, then run it with --replace.',
    ]);
  }
  if (terminal.interactive) await (await import('./ask.ts')).confirm(linesOf(plan), 'Do this, and reload nginx?', terminal);
  await carryOut(machine, change);
  return linesOf(plan);
}
