/** Everything that can be known before the first byte: is this host fit, what would change, and what must not. */
import { dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { checks } from '../checks/index.ts';
import type { Machine } from '../machine.ts';
import { placesOf, placesOn, readAt, type Place } from '../nginx/place.ts';
import { directivesOf } from '../nginx/read.ts';
import { rehearsalOf } from '../nginx/rehearse.ts';
import { serversOf } from '../nginx/servers.ts';
import { oursIn, siteFor, type Site } from '../nginx/site.ts';
import { isUnseen, type NginxSeen, type Sight } from '../sight.ts';
import { see, type Subject } from '../see.ts';
import { takeBack, type Change } from './apply.ts';
import { missingFolders, ofRoot, planInstall, planUninstall, type HostPlan, type NewFolder } from './plan.ts';
import { readState, type State } from './state.ts';

export interface Prepared {
  readonly seen: Sight;
  readonly change: Change;
}

type Owner = Pick<NewFolder, 'uid' | 'gid'>;

/**
 * @param me who the folders of ./stack shall belong to
 * @param looking nothing may be written: what was cut off stays so
 * @throws StackError failed: not fit, or something is in the way
 */
export async function prepareInstall(machine: Machine, subject: Subject, me: Owner, looking: boolean): Promise<Prepared & { readonly site: Site }> {
  const { state, seen, nginx } = await begin(machine, subject, looking);
  for (const check of checks.filter(({ install }) => install)) {
    const { status, reason, fix = '' } = check.look(seen, subject);
    if (status === 'fail') throw new StackError('failed', `${check.id}: ${reason}. Nothing was changed.`, [fix]);
  }
  insistOnSite(seen, subject);
  const site = siteFor(seen, nginx, subject);
  const [clash, ...more] = site.collisions;
  if (clash) throw new StackError('failed', `${clash}. Nothing was changed.`, more);
  const plan = planInstall(site, rawOf(site, seen, subject), nginx, state, newFolders(machine, site, seen, subject, me));
  return { seen, site, change: changeOf(subject, plan, state, nginx, site) };
}

function insistOnSite({ project }: Sight, { stack, commands }: Subject): void {
  const path = `nginx/${stack.name}.conf`;
  if (!project.nginx.has(path)) throw new StackError('failed', `${path} is missing in the project. Nothing was changed.`, [commands.typed(`regenerate ${path}`)]);
}

/** @throws StackError as `prepareInstall`, and where the site was put there by hand */
export async function prepareUninstall(machine: Machine, subject: Subject, looking: boolean): Promise<Prepared> {
  const { state, seen, nginx } = await begin(machine, subject, looking);
  const base = dirname(nginx.configuration);
  const places = placesOf(subject.stack.name).map((path) => join(base, path));
  const byHand = places.find((path) => nginx.copies.has(path) && !state.files[path]);
  if (byHand) throw new StackError('failed', `${byHand} was put there by hand. Nothing was changed.`, [`To take it off: sudo rm ${byHand} && sudo nginx -t && sudo systemctl reload nginx`]);
  const place = placeIn(nginx, subject.stack.name, state);
  const plan = planUninstall(join(base, readAt(place)), nginx, state);
  return { seen, change: changeOf(subject, plan, state, nginx, { base, place, files: originalsIn(state, plan.entrance) }) };
}

/** What nginx read before the first install; nothing, where it did not read the site then. */
function originalsIn({ files }: State, entrance: string): ReadonlyMap<string, string> {
  if (!files[entrance]?.original) return new Map();
  return new Map(Object.entries(files).flatMap(([path, { original }]) => (original?.kind === 'file' ? [[path, original.bytes] as const] : [])));
}

/** @throws StackError usage, where this is no Linux; failed, without the rights of root */
export function insistOnRoot(machine: Machine, { commands }: Subject, command: string): void {
  if (!machine.linux) throw new StackError('usage', 'This is for a Linux server: the nginx in front of the stack runs there.');
  if (!machine.root) throw new StackError('failed', 'This takes root: /etc/nginx belongs to it.', [commands.typedAsRoot(command), 'DEPLOY.md says the same in single commands.']);
}

async function begin(machine: Machine, subject: Subject, looking: boolean): Promise<{ state: State; seen: Sight; nginx: NginxSeen }> {
  const { name } = subject.stack;
  const before = readState(machine, name);
  const seen = await see(machine, subject);
  if (!seen.nginx) throw new StackError('failed', 'nginx is not installed. Nothing was changed.', ['sudo apt install nginx']);
  if (!before.pending) return { state: before, seen, nginx: seen.nginx };
  if (looking) throw new StackError('failed', 'A run was cut off here. The next one that may write takes it back: leave out --dry-run or --diff.');
  await takeBack(machine, name, before, seen.nginx);
  return await begin(machine, subject, looking);
}

/** The project's own bytes, where a copy by hand would have put them. */
function rawOf({ base, place }: Site, { project }: Sight, { stack }: Subject): ReadonlyMap<string, string> {
  const target = (path: string) => (path === `nginx/${stack.name}.conf` ? place.file : path.slice('nginx/'.length));
  return new Map([...project.nginx].map(([path, bytes]) => [join(base, target(path)), bytes]));
}

function newFolders(machine: Machine, site: Site, { folders }: Sight, subject: Subject, me: Owner): readonly NewFolder[] {
  const needed = [...new Set([...site.files.keys()].map((path) => dirname(path)))].filter((path) => !machine.exists(path));
  return [...missingFolders(folders, subject, me), ...needed.map(ofRoot)];
}

/** Where the installed site is; where it would be, if it is not. */
function placeIn({ files, copies }: NginxSeen, name: string, state: State): Place {
  const [main] = isUnseen(files) ? [] : files;
  if (!main) throw new StackError('failed', 'nginx -t is red already. Nothing was changed.', ['Mend that first: sudo nginx -t says where.']);
  const base = dirname(main.path);
  const places = placesOn(main, name, [...copies.keys()].map((path) => path.slice(base.length + 1)), []);
  const place = places.find(({ file }) => state.files[join(base, file)]) ?? places[0];
  if (!place) throw new Error('there is no place');
  return place;
}

/** What else stands in the user's own folder on this host. */
function keptIn({ copies }: NginxSeen, folder: string): readonly (readonly [string, string])[] {
  return [...copies].flatMap(([path, copy]) => (path.startsWith(folder) && copy.kind === 'file' ? [[path, copy.bytes] as const] : []));
}

function changeOf({ stack }: Subject, plan: HostPlan, state: State, nginx: NginxSeen, target: Pick<Site, 'base' | 'place' | 'files'>): Change {
  const conf = isUnseen(nginx.files) ? [] : nginx.files;
  const ours = oursIn(target.base, stack.name);
  const closes = plan.steps.length > 1 && nginx.copies.has(plan.entrance) && target.files.size > 0;
  const whole = { ...target, files: new Map(target.files.size === 0 ? [] : [...keptIn(nginx, join(target.base, `${stack.name}.d/`)), ...target.files]) };
  const stages = plan.steps.length === 0 ? [] : [...(closes ? [{ ...target, files: new Map<string, string>() }] : []), whole];
  const own = [join(target.base, `${stack.name}.`), ...placesOf(stack.name).map((path) => join(target.base, path)), ...stack.domains.map((domain) => `"${domain}"`)];
  return {
    name: stack.name,
    plan,
    state,
    nginx,
    rehearsals: stages.map((stage) => rehearsalOf(stage, stack.name, conf)),
    others: serversOf(directivesOf(conf.filter(({ path }) => !ours(path)))),
    isAboutUs: (line) => line.includes('[warn]') && own.some((word) => line.includes(word)),
  };
}
