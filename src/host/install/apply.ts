/**
 * A plan → this host. At any moment nginx finds the old site, no site of ours, or the new one, whole and tested: killed anywhere
 * in between it still starts, and the next command takes the change back before it does anything else.
 */
import { dirname } from 'node:path';
import { StackError } from '../../errors.ts';
import { testConfiguration } from '../look/nginx.ts';
import type { Copy, Machine } from '../machine.ts';
import { stageOf, type Rehearsal } from '../nginx/rehearse.ts';
import type { Server } from '../nginx/servers.ts';
import { isUnseen, type NginxSeen } from '../sight.ts';
import { drop, dropIfEmpty, file, make, put } from './disk.ts';
import type { HostPlan, Step } from './plan.ts';
import { probe, settled } from './probe.ts';
import { reload } from './reload.ts';
import { fingerprint, stateFile, type State } from './state.ts';

export interface Change {
  readonly name: string;
  readonly plan: HostPlan;
  readonly state: State;
  readonly nginx: NginxSeen;
  /** All that nginx will be between here and there. */
  readonly rehearsals: readonly Rehearsal[];
  /** The sites that must answer as before. */
  readonly others: readonly Server[];
  /** Is a warning of nginx about this site? */
  readonly isAboutUs: (line: string) => boolean;
}

/** @throws StackError failed, with this host as it was before */
export async function carryOut(machine: Machine, change: Change): Promise<void> {
  const { name, plan, state } = change;
  const sequence = sequenceOf(plan, change.nginx);
  const files = Object.fromEntries(sequence.map(({ path }) => [path, change.nginx.copies.get(path) ?? null]));
  const pending = { files, folders: plan.folders.map(({ path }) => path) };
  remember(name, { ...state, pending });
  try {
    for (const rehearsal of change.rehearsals) await rehearse(machine, rehearsal, change);
    await turn(machine, change, sequence);
  } catch (error) {
    await takeBack(machine, name, { ...state, pending }, change.nginx, false);
    throw error;
  }
  for (const folder of plan.leaving.toReversed()) dropIfEmpty(folder);
  remember(name, plan.next);
}

/** The entrance is closed first and opened last, where more than one file changes. */
function sequenceOf({ steps, entrance }: HostPlan, { copies }: NginxSeen): readonly Step[] {
  if (steps.length < 2) return steps;
  const before = copies.get(entrance) ?? null;
  const last = steps.find(({ path }) => path === entrance) ?? { path: entrance, before, after: before };
  const rest = steps.filter(({ path }) => path !== entrance);
  return [...(before ? [{ path: entrance, before, after: null }] : []), ...rest, ...(last.after ? [{ ...last, before: null }] : [])];
}

async function rehearse(machine: Machine, { files, folder, main }: Rehearsal, { isAboutUs }: Change): Promise<void> {
  try {
    clear({ folder, main });
    for (const [path, bytes] of files) put(path, file(bytes));
    insistOn(await testConfiguration(machine, main), isAboutUs);
  } finally {
    clear({ folder, main });
  }
}

function clear({ folder, main }: Pick<Rehearsal, 'folder' | 'main'>): void {
  drop(folder);
  drop(main);
}

type Tested = Awaited<ReturnType<typeof testConfiguration>>;

/** nginx only warns about a server name that it will ignore: the site would never be seen. */
function insistOn({ ok, said }: Tested, isAboutUs: (line: string) => boolean): void {
  const wrong = ok ? said.find(isAboutUs) : (said.find((line) => line.includes('[emerg]')) ?? said.at(-1) ?? 'it fails');
  if (wrong === undefined) return;
  throw new StackError('failed', `nginx -t with this site: ${wrong}`, ['This host is as it was.']);
}

/** Files, test, reload, and the others asked again. */
async function turn(machine: Machine, { plan, nginx, others, isAboutUs }: Change, sequence: readonly Step[]): Promise<void> {
  const main = nginx.running;
  const asked = main === undefined ? undefined : { first: await probe(others), before: await probe(others) };
  for (const { path, mode, uid, gid } of plan.folders) make(path, mode, uid, gid);
  for (const { path, after } of sequence) put(path, after);
  if (sequence.length === 0) return;
  insistOn(await testConfiguration(machine), isAboutUs);
  if (main === undefined || !asked) return;
  if (!(await reload(machine, main))) {
    throw new StackError('failed', 'nginx did not take the new configuration: the end of its error log says why.', ['This host is as it was.']);
  }
  const changed = await settled(asked.first, asked.before, others);
  if (changed.length > 0) throw new StackError('failed', `With this site another one would change: ${changed[0]}.`, [...changed.slice(1), 'This host is as it was.']);
}

/**
 * Puts back what a change that failed, or was cut off, had replaced; then nginx has it too.
 * @param unsure nginx may have been reloaded since, whatever the files say
 */
export async function takeBack(machine: Machine, name: string, { pending, ...state }: State, nginx: NginxSeen, unsure = true): Promise<void> {
  if (!pending) return;
  clear(stageOf(dirname(nginx.configuration), name));
  const replaced = Object.entries(pending.files).filter(([path, copy]) => !stands(machine, path, copy));
  for (const [path, copy] of replaced.reverse()) put(path, copy);
  for (const folder of pending.folders.toReversed()) dropIfEmpty(folder);
  const { ok, said } = await testConfiguration(machine);
  if (!ok) throw new StackError('failed', `Everything is as it was, and nginx -t is red all the same: ${said[0]}`, ['Mend that first: nginx runs on, and would not start again.']);
  if (nginx.running !== undefined && (unsure || replaced.length > 0)) await reload(machine, nginx.running);
  remember(name, state);
}

function stands(machine: Machine, path: string, copy: Copy | null): boolean {
  const now = machine.copy(path);
  if (now === undefined) return copy === null;
  return copy !== null && !isUnseen(now) && fingerprint(now) === fingerprint(copy);
}

/** Nothing to remember: no file. */
function remember(name: string, state: State): void {
  const path = stateFile(name);
  const empty = Object.keys(state.files).length === 0 && state.folders.length === 0 && !state.pending;
  put(path, empty ? null : file(`${JSON.stringify(state)}\n`, 0o600));
}
