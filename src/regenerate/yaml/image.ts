/**
 * An image and what goes with it. Where both sides have changed an image, the person's stays; a new place for the data or
 * another user, which fit the new image only, would then break what runs. They wait for the same decision.
 */
import { saysTheSame, type Keyed } from './identity.ts';
import { conflictOf, WHY, type Spot, type Walk } from './propose.ts';
import { pathOf } from './tree.ts';

const GOES_WITH_IT: ReadonlySet<string> = new Set(['command', 'entrypoint', 'user', 'volumes', 'tmpfs', 'healthcheck']);

/** The three files' members at a spot. */
export type Here = Readonly<Record<'base' | 'mine' | 'next', ReadonlyMap<string, Keyed>>>;

const NOTHING: ReadonlySet<string> = new Set();

/** What of a service stays as it is: everything that goes with an image which a person keeps, or has not decided about. */
export function staysWithImage(run: Walk, spot: Spot, here: Here): ReadonlySet<string> {
  const [base, mine, next] = [here.base, here.mine, here.next].map((members) => members.get('image'));
  const [section, ...service] = pathOf(spot.mine);
  if (section !== 'services' || service.length !== 1 || !base || !mine || !next) return NOTHING;
  if (saysTheSame(base, next) || saysTheSame(mine, base) || saysTheSame(mine, next)) return NOTHING;
  const task = { kind: 'replace', path: `${spot.path}.image`, base: base.member, mine: mine.member, next: next.member, near: mine.member.head } as const;
  const decision = run.decide(conflictOf(run, task, WHY.bothChanged));
  if (decision === 'new') return NOTHING;
  if (decision === undefined) hold(run, spot, here);
  return GOES_WITH_IT;
}

function hold(run: Walk, { path }: Spot, { base, next }: Here): void {
  for (const key of GOES_WITH_IT) {
    run.held.add(`${path}.${key}`);
    const [before, after] = [base.get(key), next.get(key)];
    const same = before && after ? saysTheSame(before, after) : before === after;
    if (!same) run.notes.push(`${path}.${key} goes with the image, and waits for what you decide about it.`);
  }
}
