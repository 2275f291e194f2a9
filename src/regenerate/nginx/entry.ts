/** The merge of one entry that both files have: its words, what is around them, and its body. */
import { WHY } from '../merge.ts';
import type { Entry } from './blocks.ts';
import type { Bodies, Fate } from './body.ts';
import { mergeUnread } from './comments.ts';
import { ownIndent, rewritten, shift, type Shift } from './layout.ts';
import { nameOf, pathOf, settle, shown, shownHead, type Place, type Run } from './run.ts';
import { meaningOf, wordsOf } from './same.ts';

type Three = readonly [base: Entry, mine: Entry, next: Entry];

/** A head with the words in it. */
type Head = Pick<Entry, 'head' | 'words'>;

/** The base, mine and next have it. */
export function mergeEntry(run: Run, place: Place, [base, mine, next]: Three, siblings: readonly Entry[]): Fate {
  if (meaningOf(base) === meaningOf(next) && base.lead === next.lead) return { file: mine, base: next };
  const path = pathOf(next, place, siblings);
  const by = shift(ownIndent(next), ownIndent(mine), run.next, run.mine);
  const unread = mergeUnread(run, path, [base, mine, next], by);
  const head = mergeHead(run, path, [base, mine, next], by);
  const bodies = mergeInner(run, inside(place, nameOf(next, place, siblings), mine), base, mine, next);
  return { file: { ...mine, ...unread, ...head.file, body: bodies.file }, base: { ...next, ...head.base, body: bodies.base } };
}

function inside(place: Place, name: string, mine: Entry): Place {
  return { path: [...place.path, name], name: mine.words[0]?.value ?? '', indent: mine.indent, started: mine.open.endsWith('\n') };
}

function mergeInner(run: Run, place: Place, base: Entry | undefined, mine: Entry, next: Entry): Bodies {
  if (mine.kind !== 'block') return { file: mine.body, base: next.body };
  return run.body(run, place, base?.body ?? [], mine.body, next.body);
}

/** The words of a directive, or those before a brace, are one value. */
function mergeHead(run: Run, path: string, [base, mine, next]: Three, by: Shift): { readonly file: Head; readonly base: Head } {
  const stays = { file: { head: mine.head, words: mine.words }, base: { head: next.head, words: next.words } };
  const [before, here, after] = [wordsOf(base), wordsOf(mine), wordsOf(next)];
  if (before === after || here === after) return stays;
  const texts = { base: shownHead(base), mine: shownHead(mine), next: shownHead(next) };
  const choice = settle(run, before !== here, { path, ...texts, why: WHY.bothChanged, at: mine.at });
  if (choice === 'new') return { ...stays, file: { head: rewritten(mine, next, by, run.mine.end), words: next.words } };
  return choice === 'mine' ? stays : { ...stays, base: { head: base.head, words: base.words } };
}

/** Mine and next have it, and the base has not: a person wrote what the new version brings as well. */
export function mergeNew(run: Run, place: Place, mine: Entry, next: Entry, siblings: readonly Entry[]): Fate {
  const path = pathOf(next, place, siblings);
  const equal = mine.kind === 'note' || wordsOf(mine) === wordsOf(next);
  const choice = equal ? 'mine' : settle(run, true, { path, mine: shown(mine), next: shown(next), why: WHY.bothAdded, at: mine.at });
  const by = shift(ownIndent(next), ownIndent(mine), run.next, run.mine);
  const file = choice === 'new' ? { ...mine, head: rewritten(mine, next, by, run.mine.end), words: next.words } : mine;
  const bodies = mergeInner(run, inside(place, nameOf(next, place, siblings), mine), undefined, mine, next);
  return choice === undefined ? { file: { ...file, body: bodies.file } } : { file: { ...file, body: bodies.file }, base: { ...next, body: bodies.base } };
}
