/** A collection that loses its last member goes as a whole: Compose refuses `volumes:` with nothing below. */
import { ownComments, surplus } from './around.ts';
import { propose, WHY, type Spot, type Walk } from './propose.ts';
import type { Insert, Remove, Task } from './task.ts';
import { isCollection } from './tree.ts';

export function collapse(run: Walk, spot: Spot, tasks: readonly Task[]): readonly Task[] {
  const { mine } = spot;
  if (!isCollection(mine) || mine.members.length === 0) return tasks;
  const removes = tasks.filter((task): task is Remove => task.kind === 'remove' && task.mine.parent === mine);
  const inserts = tasks.filter((task): task is Insert => task.kind === 'insert' && task.into === mine);
  if (removes.length < mine.members.length) return tasks;
  if (inserts.length > 0) return mine.flow ? exchange(tasks, removes, inserts) : tasks;
  if (!mine.owner) return tasks;
  return [...tasks.filter((task) => !removes.includes(task as Remove)), ...withOwner(run, spot, removes)];
}

/** The first to come takes the place of the first to go, so that no comma is left over. */
function exchange(tasks: readonly Task[], [gone]: readonly Remove[], [come]: readonly Insert[]): readonly Task[] {
  if (!gone || !come) return tasks;
  const others = tasks.filter((task) => task !== gone && task !== come);
  return [{ kind: 'replace', path: come.path, mine: gone.mine, next: come.next, near: come.near }, ...others.map((task) => (task.kind === 'insert' && task.into === come.into ? { ...task, behind: gone.mine } : task))];
}

function withOwner(run: Walk, spot: Spot, removes: readonly Remove[]): readonly Task[] {
  const owner = spot.mine.owner;
  const empty = spot.next?.members.length === 0 ? spot.next.owner : undefined;
  if (!owner) return removes;
  const base = spot.base?.owner;
  const comments = surplus(ownComments(run.mine, owner), base ? ownComments(run.base, base) : []);
  const common = { path: spot.path, base, mine: owner, near: owner.head };
  const task: Task = empty ? { kind: 'replace', ...common, next: empty } : { kind: 'remove', ...common };
  return propose(run, spot, task, comments.length > 0 ? WHY.comments : undefined);
}
