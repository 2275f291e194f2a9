/** The empty lines and comments around a member that stays: the render's own follow the render, all others are left alone. */
import { firstLine, inlineComment, leadOf } from './around.ts';
import { layOut } from './insert.ts';
import { endOf, isBlank, isComment, lineOf, startOf, startsLine } from './lines.ts';
import { newRemark } from './replace.ts';
import type { Edit, Remark, Splice, Texts } from './task.ts';
import { isCollection, type Member, type Yaml } from './tree.ts';

interface Lead {
  readonly blanks: number;
  /** What stands below the empty lines, without its indentation. */
  readonly lines: readonly string[];
}

function leadIn(yaml: Yaml, member: Member): Lead {
  const lines = leadOf(yaml, member).map((line) => line.trim());
  const first = lines.findIndex((line) => !isBlank(line));
  const blanks = first === -1 ? lines.length : first;
  return { blanks, lines: lines.slice(blanks) };
}

const joined = (lines: readonly string[]): string => lines.join('\n');

/** True where the two renders differ in what stands around the member. */
export function remarksDiffer(base: Yaml, b: Member, next: Yaml, n: Member, inline: boolean): boolean {
  if (b.parent.flow || n.parent.flow) return false;
  const differsInline = inline && inlineComment(base, b)?.text !== inlineComment(next, n)?.text;
  if (differsInline || gapAbove(base, b) === gapAbove(next, n)) return differsInline;
  const before = leadIn(base, b);
  const after = leadIn(next, n);
  return before.blanks !== after.blanks || joined(before.lines) !== joined(after.lines);
}

/** All that stands between a member and what is before it. */
function gapAbove({ text }: Yaml, { parent, index, head }: Member): string {
  return text.slice(parent.members[index - 1]?.end ?? parent.owner?.after ?? 0, head);
}

export function remark(task: Remark, texts: Texts): Edit {
  const splices = task.mine.parent.flow ? [] : [...above(task, texts), ...(task.inline ? behind(task, texts) : [])];
  const comments = splices.flatMap(({ text }) => text.split('\n')).filter(isComment).map((line) => line.trim());
  return { splices, comments };
}

function above({ base, mine, next }: Remark, texts: Texts): readonly Splice[] {
  if (!startsLine(texts.mine, mine.head)) return [];
  const [was, is, shall] = [leadIn(texts.base, base), leadIn(texts.mine, mine), leadIn(texts.next, next)];
  const top = firstLine(texts.mine, mine) - is.blanks - is.lines.length;
  const lines = (from: number, count: number, text: readonly string[]): Splice => ({
    at: startOf(texts.mine, top + from), end: startOf(texts.mine, top + from + count), text: layOut(text, mine.parent.column, texts.eol),
  });
  const blanks = was.blanks !== shall.blanks && is.blanks === was.blanks ? [lines(0, is.blanks, Array<string>(shall.blanks).fill(''))] : [];
  if (joined(was.lines) === joined(shall.lines)) return blanks;
  const at = was.lines.length === 0 ? is.lines.length : find(is.lines, was.lines);
  const there = at === -1 || (shall.lines.length > 0 && find(is.lines, shall.lines) !== -1 && was.lines.length === 0);
  return there ? blanks : [...blanks, lines(is.blanks + at, was.lines.length, shall.lines)];
}

/** Where the lines stand one below the other, the last such place. */
function find(lines: readonly string[], wanted: readonly string[]): number {
  for (let at = lines.length - wanted.length; at >= 0; at -= 1) if (wanted.every((line, index) => lines[at + index] === line)) return at;
  return -1;
}

function behind({ base, mine, next }: Remark, texts: Texts): readonly Splice[] {
  const comment = inlineComment(texts.mine, mine);
  const shall = inlineComment(texts.next, next);
  if (!comment) return shall && !inlineComment(texts.base, base) ? fresh(mine, shall.text, texts) : [];
  const text = newRemark({ base, mine, next }, texts, comment.text);
  if (text === comment.text) return [];
  const spaces = /[ \t]*$/.exec(texts.mine.text.slice(0, comment.at))?.[0].length ?? 0;
  return [shall ? { at: comment.at, end: comment.at + comment.text.length, text } : { at: comment.at - spaces, end: comment.at + comment.text.length, text: '' }];
}

/** A comment where neither base nor mine had one. */
function fresh(mine: Member, comment: string, texts: Texts): readonly Splice[] {
  const from = isCollection(mine.value) && !mine.value.flow ? mine.after : mine.end;
  const at = endOf(texts.mine, lineOf(texts.mine, from));
  return isBlank(texts.mine.text.slice(from, at)) ? [{ at, end: at, text: ` ${comment}` }] : [];
}
