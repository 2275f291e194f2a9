/** The merge of one body: which entries stay, go, come and change, and what to remember of them. */
import type { Entry } from './blocks.ts';
import { WHY } from '../merge.ts';
import { mergeEntry, mergeNew } from './entry.ts';
import { DEFINITIONS } from './keys.ts';
import { indentOf, moved, ownIndent, shift } from './layout.ts';
import { definedBy } from './names.ts';
import { pair, type Pairs } from './pair.ts';
import { outOfOrder, placed, seamed, without } from './place.ts';
import { leave, mayTouch, pathOf, settle, shown, type Operation, type Place, type Run } from './run.ts';
import { commentLines, holdsNothingElse, meaningOf } from './same.ts';

/** The entries of the file, and those of the base to remember. */
export interface Bodies {
  readonly file: readonly Entry[];
  readonly base: readonly Entry[];
}

/** What becomes of one entry of mine. Without `file` it goes; `base` stands for it in the base to remember. */
export interface Fate {
  readonly file?: Entry;
  readonly base?: Entry;
}

interface Three {
  readonly base: readonly Entry[];
  readonly mine: readonly Entry[];
  readonly next: readonly Entry[];
}

/** Which entry is which, seen from each side. */
interface Match {
  readonly baseToMine: Pairs;
  readonly baseToNext: Pairs;
  readonly mineToBase: Pairs;
  readonly nextToBase: Pairs;
  /** What both sides have and the base has not. */
  readonly mineToNext: Pairs;
}

const turned = (pairs: Pairs): Pairs => new Map([...pairs].map(([one, other]) => [other, one]));

function match({ base, mine, next }: Three, name: string): Match {
  const [baseToMine, baseToNext] = [pair(base, mine, name), pair(base, next, name)];
  const [mineToBase, nextToBase] = [turned(baseToMine), turned(baseToNext)];
  const own = mine.filter((entry) => !mineToBase.has(entry));
  const added = next.filter((entry) => !nextToBase.has(entry));
  return { baseToMine, baseToNext, mineToBase, nextToBase, mineToNext: pair(own, added, name, false) };
}

export function mergeBody(run: Run, place: Place, base: readonly Entry[], mine: readonly Entry[], next: readonly Entry[]): Bodies {
  const three = { base, mine, next };
  const found = match(three, place.name);
  const fates = new Map(mine.map((entry) => [entry, fateOf(run, place, entry, three, found)]));
  const arriving = arrivals(run, place, three, found);
  noteDeleted(run, place, three, found);
  return {
    file: fileBody(run, place, three, found, fates, arriving),
    base: baseBody(run, three, found, fates, arriving),
  };
}

function fateOf(run: Run, place: Place, mine: Entry, three: Three, found: Match): Fate {
  const base = found.mineToBase.get(mine);
  const next = base ? found.baseToNext.get(base) : found.mineToNext.get(mine);
  if (base && next) return mergeEntry(run, place, [base, mine, next], three.next);
  if (base) return removal(run, place, base, mine, three.base);
  if (next) return mergeNew(run, place, mine, next, three.next);
  return isLeftBehind(mine, three.base, found) ? {} : { file: mine };
}

/** A comment that only a blank line parted from its directive goes with it. */
function isLeftBehind(mine: Entry, base: readonly Entry[], found: Match): boolean {
  const text = commentLines(mine.comments).join('\n');
  return mine.kind === 'note' && base.some((entry) => entry.kind !== 'note' && !found.baseToNext.has(entry) && commentLines(entry.comments).join('\n') === text);
}

/** The new version no longer has it. */
function removal(run: Run, place: Place, base: Entry, mine: Entry, siblings: readonly Entry[]): Fate {
  const path = pathOf(base, place, siblings);
  const unchanged = holdsNothingElse(mine, base);
  if (mine.kind === 'note' && !(unchanged && mayTouch(run, path))) {
    run.notes.push('A comment that the new version no longer has was changed here: it stays as it is.');
    return { file: mine };
  }
  const name = definedBy(mine);
  if (name !== undefined && run.held.has(name)) {
    run.notes.push(`The new version no longer has ${path}, but something here uses it: it stays.`);
    return { file: mine, base };
  }
  const choice = settle(run, !unchanged, { path, base: shown(base), mine: shown(mine), why: WHY.bothRemoved, at: mine.at });
  if (choice === 'new' && name !== undefined) run.gone.add(name);
  if (choice === 'new') return {};
  return choice === 'mine' ? { file: mine } : { file: mine, base };
}

/** What a person deleted stays away, whatever the new version makes of it. */
function noteDeleted(run: Run, place: Place, { base, next }: Three, found: Match): void {
  for (const entry of base) {
    const after = found.baseToNext.get(entry);
    if (entry.kind === 'note' || !after || found.baseToMine.has(entry) || meaningOf(entry) === meaningOf(after)) continue;
    run.notes.push(`${pathOf(after, place, next)} was deleted here and has changed in the new version: it stays away.`);
  }
}

/** What the new version brings, by whether it may come. `known`: the base to remember has it. */
interface Arrival {
  readonly comes: boolean;
  readonly known: boolean;
}

type Arrivals = ReadonlyMap<Entry, Arrival>;

function arrivals(run: Run, place: Place, { mine, next }: Three, found: Match): Arrivals {
  const present = new Set(found.mineToNext.values());
  const added = next.filter((entry) => !found.nextToBase.has(entry) && !present.has(entry));
  return new Map(added.map((entry) => {
    const path = pathOf(entry, place, next);
    const operation = { path, next: shown(entry), why: '', at: mine.at(-1)?.at ?? 0 };
    if (run.addOnly && !worthAdding(entry)) return [entry, leftOut(run, operation)] as const;
    const choice = settle(run, false, operation);
    return [entry, { comes: choice === 'new', known: choice !== undefined }] as const;
  }));
}

/** Without a base, a line that mine lacks may be one that its owner has changed or deleted. */
function leftOut(run: Run, operation: Operation): Arrival {
  if (!operation.next?.startsWith('#')) leave(run, operation, 'your file has no such line, and gets none');
  return { comes: false, known: true };
}

const worthAdding = ({ kind, words }: Entry): boolean => kind === 'block' || (kind === 'simple' && DEFINITIONS.has(words[0]?.value ?? ''));

function fileBody(run: Run, place: Place, three: Three, found: Match, fates: ReadonlyMap<Entry, Fate>, arriving: Arrivals): readonly Entry[] {
  const { mine, next } = three;
  const indent = indentOf(mine) ?? (place.path.length === 0 ? '' : place.indent + run.mine.unit);
  const mineOf = turned(new Map([...found.mineToNext, ...mine.flatMap((entry) => nextOf(found, entry))]));
  const moving = reordered(run, place, three, found);
  const coming = new Map([...arriving].filter(([, { comes }]) => comes).map(([entry]) => {
    return [entry, moved(entry, shift(ownIndent(entry), indent, run.next, run.mine), run.mine.end)] as const;
  }));
  const fileOf = (entry: Entry): Entry | undefined => fates.get(mineOf.get(entry) ?? entry)?.file;
  const stay = without(mine, (entry) => (moving.has(entry) ? undefined : fates.get(entry)?.file), run.mine.end);
  const list = placed(stay, {
    entries: next,
    standing: (entry) => (isMoving(entry, mineOf, moving) ? undefined : fileOf(entry)),
    coming: (entry) => coming.get(entry) ?? (isMoving(entry, mineOf, moving) ? fileOf(entry) : undefined),
  });
  const fresh = new Set([...coming.values(), ...[...moving].flatMap((entry) => fates.get(entry)?.file ?? [])]);
  return seamed(list, fresh, { started: place.started, inline: place.path.length > 0, end: run.mine.end });
}

function nextOf(found: Match, mine: Entry): readonly (readonly [Entry, Entry])[] {
  const base = found.mineToBase.get(mine);
  const next = base && found.baseToNext.get(base);
  return next ? [[mine, next]] : [];
}

const isMoving = (next: Entry, mineOf: Pairs, moving: ReadonlySet<Entry>): boolean => moving.has(mineOf.get(next) ?? next);

/** Entries of mine that the new version has at another place, unless a person put them elsewhere too. */
function reordered(run: Run, place: Place, { base, mine, next }: Three, found: Match): ReadonlySet<Entry> {
  const here = outOfOrder(base, mine, found.baseToMine);
  const moving: Entry[] = [];
  for (const entry of outOfOrder(base, next, found.baseToNext)) {
    const before = found.nextToBase.get(entry);
    const own = before && found.baseToMine.get(before);
    if (!own || !own.ownLine || !/\n$/.test(own.kind === 'note' ? own.comments : own.tail)) continue;
    const path = pathOf(entry, place, next);
    if (here.size > 0) run.notes.push(`${path} has another place in the new version: here it stays where it is.`);
    else if (mayTouch(run, `place of ${path}`)) moving.push(own);
  }
  return new Set(moving);
}

function baseBody(run: Run, { base, mine, next }: Three, found: Match, fates: ReadonlyMap<Entry, Fate>, arriving: Arrivals): readonly Entry[] {
  const remembered = new Map<Entry, Entry | undefined>(next.map((entry) => [entry, arriving.get(entry)?.known === false ? undefined : entry]));
  const kept = new Map<Entry, Entry>();
  for (const entry of mine) {
    const fate = fates.get(entry);
    const before = found.mineToBase.get(entry);
    const after = before ? found.baseToNext.get(before) : found.mineToNext.get(entry);
    if (after) remembered.set(after, fate?.base);
    else if (before && fate?.base) kept.set(before, fate.base);
  }
  const list = next.flatMap((entry) => remembered.get(entry) ?? []);
  const standing = (entry: Entry): Entry | undefined => {
    const after = found.baseToNext.get(entry);
    return after && remembered.get(after);
  };
  const all = placed(list, { entries: base, standing, coming: (entry) => kept.get(entry) });
  return kept.size === 0 ? all : seamed(all, new Set(kept.values()), { started: true, inline: false, end: run.next.end });
}

