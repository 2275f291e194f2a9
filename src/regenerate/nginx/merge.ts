/** Three-way merge of nginx files by keyed blocks: what changed from base to next is replayed on the bytes of mine. */
import type { AddOnly, Decide, Merge, Merged } from '../merge.ts';
import { endingLike } from '../text.ts';
import { bodyText, readFile, type Entry, type File } from './blocks.ts';
import { mergeBody, type Bodies } from './body.ts';
import { layoutOf } from './layout.ts';
import { missing } from './names.ts';
import type { Run } from './run.ts';
import { flat } from './same.ts';
import { tokenise } from './tokenise.ts';

interface Task {
  readonly texts: { readonly base: string; readonly mine: string; readonly next: string };
  readonly files: { readonly base: File; readonly mine: File; readonly next: File };
  readonly decide: Decide;
  readonly addOnly: boolean;
}

export interface Attempt extends Merged {
  /** The operations that were carried out. */
  readonly done: ReadonlySet<string>;
  readonly meant: readonly Entry[];
}

export const mergeNginx: Merge = (base, mine, next, decide) => {
  if (mine === base) return { text: next, base: next, conflicts: [], notes: [] };
  if (base === next || mine === next) return { text: mine, base: next, conflicts: [], notes: [] };
  return merged(base, mine, next, decide, false);
};

/** Without a base: blocks that mine lacks are added, and what defines names for them. All else stays as it is. */
export const addOnlyNginx: AddOnly = (mine, next) => {
  const found = merged('', mine, next, () => 'mine', true);
  const note = 'There is no record of what was generated here: missing blocks were added, and nothing else was changed.';
  return { ...found, base: next, notes: mine === next ? [] : [note, ...found.notes] };
};

function merged(base: string, mine: string, next: string, decide: Decide, addOnly: boolean): Merged {
  const texts = { base, mine, next };
  return checked({ texts, files: { base: readFile(base), mine: readFile(mine), next: readFile(next) }, decide, addOnly });
}

/** True if the text says what was meant, read again from its bytes. */
export type Check = (text: string, meant: readonly Entry[]) => boolean;

const saysWhatWasMeant: Check = (text, meant) => {
  try {
    const said = tokenise(text).map(({ kind, value }) => (kind === 'word' ? ` ${value}` : value));
    const wanted = flat(meant);
    return said.length === wanted.length && said.every((token, index) => token === wanted[index]);
  } catch {
    return false;
  }
};

/** All operations at once, and one after the other where the result does not say what was meant. */
function checked(task: Task): Merged {
  return withCheck((refused) => attempt(task, refused), saysWhatWasMeant);
}

/** @param attempt merges, but leaves out the operations refused */
export function withCheck(attempt: (refused: ReadonlySet<string>) => Attempt, check: Check): Merged {
  let best = attempt(new Set());
  if (check(best.text, best.meant)) return result(best);
  const refused = new Set(best.done);
  for (const operation of [...refused]) {
    refused.delete(operation);
    const tried = attempt(refused);
    if (!check(tried.text, tried.meant)) refused.add(operation);
  }
  best = attempt(refused);
  return result(best);
}

const result = ({ text, base, conflicts, notes }: Attempt): Merged => ({ text, base, conflicts, notes });

/** A definition goes only with all that uses it: where a conflict keeps the one, the other stays as well. */
function attempt(task: Task, refused: ReadonlySet<string>): Attempt {
  const held = new Set<string>();
  for (;;) {
    const { found, gone } = once(task, refused, held);
    const needed = gone.size === 0 ? gone : missing(found.meant, gone);
    if (needed.size === 0) return found;
    for (const name of needed) held.add(name);
  }
}

function once({ texts, files, decide, addOnly }: Task, refused: ReadonlySet<string>, held: ReadonlySet<string>): { readonly found: Attempt; readonly gone: ReadonlySet<string> } {
  const mine = layoutOf(texts.mine, files.mine);
  const run: Run = {
    body: mergeBody, text: texts.mine, mine, next: layoutOf(texts.next, files.next), decide, addOnly, refused, held, gone: new Set(), done: new Set(), conflicts: [], notes: [],
  };
  const place = { path: [], name: '', indent: '', started: true };
  const bodies: Bodies = mergeBody(run, place, files.base.body, files.mine.body, files.next.body);
  const text = files.mine.mark + endingLike(texts.mine, bodyText(bodies.file) + files.mine.close);
  const base = files.next.mark + bodyText(bodies.base) + files.next.close;
  const notes = [...new Set(run.notes)];
  const { conflicts, done, gone } = run;
  return { found: { text, base: conflicts.length === 0 ? texts.next : base, conflicts, notes, done, meant: bodies.file }, gone };
}
