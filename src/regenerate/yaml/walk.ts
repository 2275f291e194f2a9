/** base → next by path, against mine: what is to be done, what is in conflict, and what is left undone. */
import { innerComments, ownComments, surplus } from './around.ts';
import { collapse } from './collapse.ts';
import { isMerged, isSet, membersOf, same, saysTheSame, type Keyed } from './identity.ts';
import { staysWithImage, type Here } from './image.ts';
import { inherited } from './inherit.ts';
import { propose, WHY, type Spot, type Walk } from './propose.ts';
import { remarksDiffer } from './remark.ts';
import { isUntouchedLine } from './replace.ts';
import { exact } from './same.ts';
import type { Task } from './task.ts';
import { isCollection, isNull, type Collection, type Member, type Tree, type Yaml } from './tree.ts';

type Members = ReadonlyMap<string, Keyed>;

/** One member as the three files have it. */
interface Three {
  readonly b: Keyed | undefined;
  readonly m: Keyed | undefined;
  readonly n: Keyed | undefined;
}

type Full = { readonly [K in keyof Three]: Keyed };

const NONE: Members = new Map();

export function walk(run: Walk): readonly Task[] {
  return visit(run, { base: run.addOnly ? undefined : run.base.root, mine: run.mine.root, next: run.next.root, path: '', shared: undefined });
}

function visit(run: Walk, spot: Spot): readonly Task[] {
  const here: Here = {
    base: spot.base ? membersOf(spot.base) : NONE,
    mine: isCollection(spot.mine) ? membersOf(spot.mine) : NONE,
    next: spot.next ? membersOf(spot.next) : NONE,
  };
  const moved = movedWithin(here);
  const stays = staysWithImage(run, spot, here);
  const waits = (keyed: Keyed): boolean => stays.has(keyed.id) || run.held.has(pathTo(spot, keyed));
  const tasks: Task[] = [];
  let behind = placeOfFirst(spot, here);
  for (const n of here.next.values()) {
    const b = here.base.get(n.id) ?? moved.get(n);
    const m = (b && here.mine.get(b.id)) ?? here.mine.get(n.id) ?? (b && moved.has(n) ? versionOf(b, here) : undefined);
    if (!waits(n)) tasks.push(...(b ? kept(run, spot, { b, m, n }, behind) : added(run, spot, { b, m, n }, behind, here)));
    behind = here.mine.get(n.id)?.last ?? behind;
  }
  const pairs = new Set(moved.values());
  for (const b of here.base.values()) if (!here.next.has(b.id) && !pairs.has(b) && !waits(b)) tasks.push(...dropped(run, spot, { b, m: here.mine.get(b.id), n: undefined }));
  return collapse(run, spot, tasks);
}

/** What stands before the first member of next that mine has as well; where there is none, mine's last member. */
function placeOfFirst({ mine }: Spot, here: Here): Member | undefined {
  if (!isCollection(mine)) return undefined;
  for (const { id } of here.base.size > 0 ? here.next.values() : []) {
    const successor = here.mine.get(id)?.member;
    if (successor) return mine.members[successor.index - 1];
  }
  return mine.members.at(-1);
}

/** A port that is published elsewhere is the same port: the old member and the new one of a slot. */
function movedWithin({ base, next }: Here): ReadonlyMap<Keyed, Keyed> {
  const left = [...base.values()].filter(({ id, slot }) => slot !== id && !next.has(id));
  const moved = new Map<Keyed, Keyed>();
  for (const n of left.length > 0 ? next.values() : []) {
    const at = base.has(n.id) ? -1 : left.findIndex(({ slot }) => slot === n.slot);
    if (at !== -1) moved.set(n, ...left.splice(at, 1) as [Keyed]);
  }
  return moved;
}

/** What mine has made of a member of base: another one of its slot. */
function versionOf({ slot }: Keyed, { mine, base }: Here): Keyed | undefined {
  return [...mine.values()].find((member) => member.slot === slot && !base.has(member.id));
}

function pathTo(spot: Spot, { id, member }: Keyed): string {
  return member.parent.kind === 'seq' ? `${spot.path}[${id}]` : spot.path === '' ? id : `${spot.path}.${id}`;
}

function inside(run: Walk, spot: Spot, { b, m, n }: Three, path: string): readonly Task[] {
  const own = m && !b?.member.value.anchor && run.mine.shared.has(m.member.value) ? m.member.value.anchor : undefined;
  const down = (keyed: Keyed | undefined): Collection | undefined => (isCollection(keyed?.member.value) ? keyed.member.value : undefined);
  return visit(run, { base: down(b), mine: m?.member.value as Tree, next: down(n), path, shared: spot.shared ?? own });
}

/** New in next. */
function added(run: Walk, spot: Spot, three: Three, behind: Member | undefined, here: Here): readonly Task[] {
  const { m, n } = three;
  if (!n) return [];
  const path = pathTo(spot, n);
  if (!m) {
    if (pendingBelow(run, path)) return [];
    const near = run.addOnly ? [...here.mine.values()].find(({ slot }) => slot === n.slot)?.member.head : undefined;
    const why = overridden(spot, n) ?? (near === undefined ? undefined : WHY.bothAdded);
    if (why === 'same') return [];
    return propose(run, spot, { kind: 'insert', path, into: spot.mine, behind, next: n.member, near: near ?? nearby(spot) }, why);
  }
  const open = isMerged(m.member.value) || isNull(m.member.value);
  if (saysTheSame(m, n)) return [];
  if (open && isMerged(n.member.value) && (run.addOnly || isSet(n.member.value))) return inside(run, spot, three, path);
  return propose(run, spot, { kind: 'replace', path, mine: m.member, next: n.member, near: m.member.head }, WHY.bothAdded);
}

/** A merge key of mine gives the member a value that base does not give it. */
function overridden(spot: Spot, n: Keyed): string | undefined {
  const mine = inherited(spot.mine, n.id);
  const base = inherited(spot.base, n.id);
  if (!mine || (base && same(base, mine))) return undefined;
  return same(mine, n.member.value) ? 'same' : WHY.inherited;
}

const nearby = ({ mine }: Spot): number => mine.owner?.head ?? mine.start;

/** In base and in next. */
function kept(run: Walk, spot: Spot, three: Three, behind: Member | undefined): readonly Task[] {
  const { b, m, n } = three as { b: Keyed; m: Keyed | undefined; n: Keyed };
  const path = pathTo(spot, n);
  const identical = b.id === n.id && sourceOf(run.base, b) === sourceOf(run.next, n);
  if (identical) return m?.id === b.id ? remarksOn(run, { b, m, n }, path, true) : [];
  const equal = b.id === n.id && exact(b.member.value) === exact(n.member.value);
  if (!m) return equal ? [] : missing(run, spot, three, path, behind);
  const open = isMerged(b.member.value) && isMerged(n.member.value) && !wholeLine(run, { b, m, n }, path);
  const remarks = m.id === b.id ? remarksOn(run, { b, m, n }, path, equal || (open && !b.member.parent.flow)) : [];
  if (equal && !open) return remarks;
  const below = open && (isMerged(m.member.value) || (isNull(m.member.value) && !m.member.value.tag));
  return [...remarks, ...(below ? inside(run, spot, three, path) : equal ? [] : set(run, spot, { b, m, n }, path))];
}

const sourceOf = (yaml: Yaml, { member }: Keyed): string => yaml.text.slice(member.head, member.end);

/** True where nobody has touched the line, so that next's line can stand there as it is. */
function wholeLine(run: Walk, { b, m, n }: Full, path: string): boolean {
  const texts = { base: run.base, mine: run.mine, next: run.next };
  return isUntouchedLine({ base: b.member, mine: m.member, next: n.member }, texts) && !pendingBelow(run, path);
}

function remarksOn(run: Walk, { b, m, n }: Full, path: string, inline: boolean): readonly Task[] {
  if (!remarksDiffer(run.base, b.member, run.next, n.member, inline)) return [];
  return [{ kind: 'remark', path, base: b.member, mine: m.member, next: n.member, near: m.member.head, inline }];
}

const pendingBelow = (run: Walk, path: string): boolean => run.skip.has(`${path}/`);

function set(run: Walk, spot: Spot, { b, m, n }: Full, path: string): readonly Task[] {
  const unchanged = m.id === b.id && exact(m.member.value) === exact(b.member.value);
  if (!unchanged && m.id === n.id && saysTheSame(m, n)) return [];
  const task: Task = { kind: 'replace', path, base: b.member, mine: m.member, next: n.member, near: m.member.head };
  if (!unchanged && !(m.id === b.id && saysTheSame(m, b))) return propose(run, spot, task, WHY.bothChanged);
  const scalars = [m, n].every(({ member: { value } }) => value.kind === 'scalar' && value.style !== 'block');
  const foreign = scalars ? [] : surplus(innerComments(run.mine, m.member), innerComments(run.base, b.member));
  const shared = run.mine.shared.has(m.member.value) && !b.member.value.anchor;
  return propose(run, spot, task, foreign.length > 0 ? WHY.comments : shared ? WHY.shared : undefined);
}

/** Changed in next, and no longer in mine. */
function missing(run: Walk, spot: Spot, { b, n }: Three, path: string, behind: Member | undefined): readonly Task[] {
  if (!b || !n) return [];
  const through = inherited(spot.mine, n.id);
  if (through && same(through, n.member.value)) return [];
  const task: Task = { kind: 'insert', path, into: spot.mine, behind, base: b.member, next: n.member, near: nearby(spot) };
  if (through) return propose(run, spot, task, WHY.inherited);
  if (!run.skip.has(path)) run.notes.push(`${path} would change, but your file no longer has it: left out.`);
  return [];
}

/** No longer in next. */
function dropped(run: Walk, spot: Spot, three: Three): readonly Task[] {
  const { b, m } = three;
  if (!b || !m) return [];
  const path = pathTo(spot, b);
  const task: Task = { kind: 'remove', path, base: b.member, mine: m.member, near: m.member.head };
  if (saysTheSame(m, b) && !pendingBelow(run, path)) {
    const foreign = surplus(ownComments(run.mine, m.member), ownComments(run.base, b.member));
    return propose(run, spot, task, foreign.length > 0 ? WHY.comments : undefined);
  }
  const each = isCollection(b.member.value) && isSet(b.member.value) && isCollection(m.member.value);
  return each ? inside(run, spot, three, path) : propose(run, spot, task, WHY.bothRemoved);
}
