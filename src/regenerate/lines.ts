/** Three-way merge of texts by their lines: Dockerfile, shell, Python, Markdown, and whatever has no merge of its own. */
import { regions, type Range, type Region } from './diff3.ts';
import { WHY, type AddOnly, type Conflict, type Decide, type Merge, type Merged } from './merge.ts';
import { endingLike, lineEndOf, linesOf, splitMark, withLineEnds } from './text.ts';

/** Cuts a text into what is merged as a whole. */
type Cut = (text: string) => readonly string[];

/** A text in pieces, and the same as it is compared: without line ends. */
interface Pieces {
  readonly raw: readonly string[];
  readonly plain: readonly string[];
}

type Side = 'base' | 'mine' | 'next';
type Three = Readonly<Record<Side, Pieces>>;

/** What an undecided or decided clash puts into the file and into the remembered base. */
type Settle = (region: Region) => 'mine' | 'new' | undefined;

export const mergeLines: Merge = (base, mine, next, decide) => mergeBy(linesOf, base, mine, next, decide);

/**
 * As mergeLines; but a fenced block that names no language is a picture, and lines of two pictures, mixed, show neither.
 * Where an edit took a fence away, nobody can say what is a picture.
 */
export const mergeMarkdown: Merge = (base, mine, next, decide) =>
  mergeBy([base, mine, next].every((text) => cutPictures(text).closed) ? (text) => cutPictures(text).pieces : linesOf, base, mine, next, decide);

/** Without a base nobody knows what a person changed: all stays as it is. */
export const addOnlyLines: AddOnly = (mine, next) => {
  const notes = plain(mine) === plain(next) ? [] : ['There is no record of what was generated here: it stays as it is. To have it new, delete it and name it to regenerate.'];
  return { text: mine, base: next, conflicts: [], notes };
};

/** Conflicts grow together only so often. */
const ROUNDS = 10;

/**
 * Lines have no names: with some of the changes done, two that were apart may stand side by side and become one. What is
 * reported is what every further run reports: the merge of its own result.
 */
function mergeBy(cut: Cut, base: string, mine: string, next: string, decide: Decide): Merged {
  if (mine === base) return { text: next, base: next, conflicts: [], notes: [] };
  if (base === next || mine === next) return { text: mine, base: next, conflicts: [], notes: [] };
  let found = mergeOnce(cut, base, mine, next, decide);
  for (let round = 0; round < ROUNDS && found.conflicts.length > 0; round++) {
    const again = mergeOnce(cut, found.base, found.text, next, decide);
    const settled = again.base === found.base && again.text === found.text;
    found = again;
    if (settled) break;
  }
  return found;
}

function mergeOnce(cut: Cut, base: string, mine: string, next: string, decide: Decide): Merged {
  const [mark, bare] = splitMark(mine);
  const three: Three = { base: pieces(cut, splitMark(base)[1]), mine: pieces(cut, bare), next: pieces(cut, splitMark(next)[1]) };
  const found = regions(three.base.plain, three.mine.plain, three.next.plain);
  const { settle, conflicts } = settling(three, decide);
  const settled = found.map((region) => [region, region.kind === 'clash' ? settle(region) : undefined] as const);
  const text = settled.map(([region, choice]) => slice(three, sideInFile(region, choice), region));
  const remembered = settled.map(([region, choice]) => slice(three, region.kind === 'clash' && choice === undefined ? 'base' : 'next', region));
  return {
    text: mark + endingLike(bare, joined(text.flat(), lineEndOf(mine))),
    base: conflicts.length === 0 ? next : splitMark(next)[0] + endingLike(next, joined(remembered.flat(), lineEndOf(next))),
    conflicts,
    notes: [],
  };
}

function pieces(cut: Cut, text: string): Pieces {
  const raw = cut(text);
  return { raw, plain: raw.map(plain) };
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n').replace(/\n$/, '');

function sideInFile({ kind }: Region, choice: 'mine' | 'new' | undefined): Side {
  return kind === 'next' || choice === 'new' ? 'next' : 'mine';
}

function slice(three: Three, side: Side, region: Region): readonly { readonly raw: string; readonly own: boolean }[] {
  const { from, to }: Range = region[side];
  return three[side].raw.slice(from, to).map((raw) => ({ raw, own: side === 'mine' }));
}

/** One text; a person's pieces keep their bytes, all others get the line end of the file. */
function joined(parts: readonly { readonly raw: string; readonly own: boolean }[], end: '\n' | '\r\n'): string {
  return parts.map(({ raw, own }) => {
    const text = own ? raw : withLineEnds(raw, end);
    return text.endsWith('\n') ? text : text + end;
  }).join('');
}

/** Asks about each clash in its turn, and lists those that nobody has decided. */
function settling(three: Three, decide: Decide): { readonly settle: Settle; readonly conflicts: readonly Conflict[] } {
  const conflicts: Conflict[] = [];
  const seen = new Map<string, number>();
  const settle: Settle = (region) => {
    const path = pathOf(three.base.plain, region.base);
    const nth = (seen.get(path) ?? 0) + 1;
    seen.set(path, nth);
    const conflict = conflictOf(three, region, nth === 1 ? path : `${path} (${nth})`);
    const choice = decide(conflict);
    if (choice === undefined) conflicts.push(conflict);
    return choice;
  };
  return { settle, conflicts };
}

/**
 * Named by what the base says there and not by a number, so that lines added elsewhere change nothing:
 * the first line that says something, or for an empty place the nearest one above.
 */
function pathOf(base: readonly string[], { from, to }: Range): string {
  const said = base.slice(from, to).find(saysSomething);
  if (said !== undefined) return shortened(said);
  const above = base.slice(0, from).findLast(saysSomething);
  return above === undefined ? 'the beginning' : `after ${shortened(above)}`;
}

const saysSomething = (piece: string): boolean => /[\p{L}\p{N}]/u.test(piece);

/** The first line of a piece that says something, between quotes. */
function shortened(piece: string): string {
  const line = (piece.split('\n').find(saysSomething) ?? piece).trim();
  return JSON.stringify([...line].length > 60 ? `${[...line].slice(0, 59).join('')}…` : line);
}

function conflictOf(three: Three, region: Region, path: string): Conflict {
  const text = (side: Side): string => slice(three, side, region).map(({ raw }) => withLineEnds(raw, '\n')).join('');
  const present = (['base', 'mine', 'next'] as const).filter((side) => region[side].to > region[side].from);
  const texts = Object.fromEntries(present.map((side) => [side, text(side)]));
  return { path, ...texts, why: whyOf(region), line: lineOf(three.mine, region.mine.from) };
}

const isEmpty = ({ from, to }: Range): boolean => from === to;

function whyOf({ base, mine, next }: Region): string {
  if (isEmpty(base)) return WHY.samePlace;
  if (isEmpty(mine)) return WHY.deleted;
  return isEmpty(next) ? WHY.bothRemoved : WHY.bothChanged;
}

function lineOf({ plain: pieces, raw }: Pieces, index: number): number {
  const above = pieces.slice(0, index).reduce((sum, piece) => sum + piece.split('\n').length, 1);
  return Math.max(1, index >= raw.length && index > 0 ? above - 1 : above);
}

/** The lines of a Markdown text, with each picture in one piece; and whether the last block has its end. */
function cutPictures(text: string): { readonly pieces: readonly string[]; readonly closed: boolean } {
  const found: string[] = [];
  let open: { readonly mark: string; readonly picture: boolean } | undefined;
  for (const line of linesOf(text)) {
    if (open?.picture) found.push((found.pop() ?? '') + line);
    else found.push(line);
    const [, mark = '', language = ''] = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)\s*$/.exec(line) ?? [];
    if (open === undefined && mark !== '') open = { mark, picture: language === '' || language === 'text' };
    else if (open !== undefined && language === '' && mark.startsWith(open.mark)) open = undefined;
  }
  return { pieces: found, closed: open === undefined };
}
