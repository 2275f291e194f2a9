/** A value changed in place: in mine's own quotes, with mine's comment where it stood. */
import { inlineComment, isOneLine, lastLine, restOfLine } from './around.ts';
import { layOut } from './insert.ts';
import { endOf, lineOf, textOf } from './lines.ts';
import { pieceFor, styleOf } from './piece.ts';
import { exact, exactMember, exactScalar } from './same.ts';
import type { Edit, Replace, Splice, Texts } from './task.ts';
import { treesIn, type Comment, type Member, type Scalar, type Tree, type Yaml } from './tree.ts';

export function replace(task: Replace, texts: Texts): Edit {
  if (isUntouchedLine(task, texts)) return wholeLine(task, texts);
  const { mine, next } = task;
  const here = inPlace(mine);
  const there = inPlace(next);
  if (here && there && mine.parent.kind === next.parent.kind && !texts.next.text.slice(there.start, there.end).includes('\n')) return scalar(task, here, there, texts);
  return wholeMember(task, texts);
}

function inPlace({ value }: Member): Scalar | undefined {
  return value.kind === 'scalar' && value.style !== 'block' && value.tag === undefined ? value : undefined;
}

/** True where mine's line is the base's, byte for byte: then the next render's line fits, its comment and its spaces included. */
export function isUntouchedLine({ base, mine, next }: Pick<Replace, 'base' | 'mine' | 'next'>, texts: Pick<Texts, 'base' | 'mine' | 'next'>): boolean {
  return base !== undefined && restOfLine(texts.base, base) === restOfLine(texts.mine, mine)
    && isOneLine(texts.base, base) && isOneLine(texts.mine, mine) && isOneLine(texts.next, next) && hasNoAlias(next.value);
}

const hasNoAlias = (tree: Tree): boolean => [...treesIn(tree)].every(({ kind }) => kind !== 'alias');

function wholeLine({ mine, next }: Replace, texts: Texts): Edit {
  const text = restOfLine(texts.next, next);
  const comment = inlineComment(texts.next, next);
  return changed(mine, exact(next.value), [{ at: mine.head, end: endOf(texts.mine, lineOf(texts.mine, mine.head)), text }], comment ? [comment.text] : []);
}

function changed(of: Member, says: string, splices: readonly Splice[], comments: readonly string[]): Edit {
  return { splices, comments, changed: { of, member: exactMember(of, says) } };
}

function scalar({ base, mine, next }: Replace, here: Scalar, there: Scalar, texts: Texts): Edit {
  const written = texts.next.text.slice(there.start, there.end);
  const untouched = base && texts.base.text.slice(base.value.start, base.value.end) === texts.mine.text.slice(here.start, here.end);
  const text = untouched ? written : restyled(here.style, there.text, written);
  const style = text.startsWith("'") ? 'single' : text.startsWith('"') ? 'double' : 'plain';
  const says = exactScalar({ text: there.text, style: text === written ? there.style : style, tag: undefined });
  const value = { at: here.start, end: here.end, text: here.empty && !/\s/.test(texts.mine.text.charAt(here.start - 1)) ? ` ${text}` : text };
  const comment = mine.parent.flow ? undefined : inlineComment(texts.mine, mine);
  if (!comment) return changed(mine, says, [value], []);
  const spaces = padding(texts.mine, mine, comment, value.text.length);
  const remark = newRemark({ base, mine, next }, texts, comment.text);
  return changed(mine, says, [value, { at: mine.end, end: comment.at + comment.text.length, text: remark === '' ? '' : spaces + remark }], [remark]);
}

/** The text in the quotes that mine has. */
function restyled(style: Scalar['style'], text: string, written: string): string {
  if (style === 'single' && !/[\n\t\\]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return style === 'double' ? JSON.stringify(text) : written;
}

/** The comment of the next render, where mine still has the base's; empty where it has none any more. */
export function newRemark({ base, next }: { base?: Member | undefined; mine: Member; next: Member }, texts: Texts, mine: string): string {
  if (!base || inlineComment(texts.base, base)?.text !== mine) return mine;
  return inlineComment(texts.next, next)?.text ?? '';
}

/** Spaces before a comment: as many as keep its column, where it stands in one with its neighbours. */
function padding(mine: Yaml, member: Member, comment: Comment, length: number): string {
  const before = mine.text.slice(member.end, comment.at);
  const line = lineOf(mine, comment.at);
  const column = comment.at - (mine.starts[line] ?? 0);
  const aligned = before.length > 1 || [line - 1, line + 1].some((other) => textOf(mine, other).charAt(column) === '#' && textOf(mine, other).charAt(column - 1) === ' ');
  return aligned && /^ +$/.test(before) ? ' '.repeat(Math.max(1, comment.at - member.value.start - length)) : before;
}

/** All of a member anew, where only its key stays. */
function wholeMember({ mine, next }: Replace, texts: Texts): Edit {
  const { flow, column } = mine.parent;
  const piece = pieceFor(texts.next, texts.mine, next, styleOf(mine.parent));
  const text = flow ? piece.lines.join(' ') : layOut(piece.lines, column, texts.eol).slice(column).replace(/\r?\n$/, '');
  const line = lastLine(texts.mine, mine);
  const blanks = /[ \t]*$/.exec(textOf(texts.mine, line))?.[0].length ?? 0;
  const end = flow ? mine.end : endOf(texts.mine, line) - blanks;
  return changed(mine, piece.exact, [{ at: mine.head, end, text }], piece.comments);
}
