/** A new member, as text between two of mine's. */
import { commentsAbove, firstLine, hasOwnLine, lastLine, leadOf } from './around.ts';
import { endOf, indentOf, isBlank, isComment, lineOf, startOf, startsLine, textOf } from './lines.ts';
import { leadFor, pieceFor, refuse, styleOf, type Piece, type Style } from './piece.ts';
import { exactMember } from './same.ts';
import type { Edit, Insert, Splice, Texts } from './task.ts';
import { isCollection, type Collection, type Member, type Yaml } from './tree.ts';

const insertion = (at: number, text: string): Splice => ({ at, end: at, text });

/** Lines at a column, each with its end; empty ones stay empty. */
export function layOut(lines: readonly string[], column: number, eol: string): string {
  return lines.map((line) => (isBlank(line) ? '' : ' '.repeat(column) + line) + eol).join('');
}

export function insert(task: Insert, texts: Texts): Edit {
  const { into, next } = task;
  const filled = isCollection(into) && (into.flow ? into.members.length > 0 || next.parent.flow : true);
  const style: Style = isCollection(into) && filled ? styleOf(into) : { kind: isCollection(into) ? into.kind : next.parent.kind, flow: false, quotedKeys: false };
  const piece = pieceFor(texts.next, texts.mine, next, style);
  const lead = style.flow ? [] : leadFor(texts.next, next);
  const make = filled ? (style.flow ? inFlow : inBlock) : underKey;
  const { splices, shown } = make(task, texts, piece, lead);
  const comments = shown.filter(isComment).map((line) => line.trim());
  const member = exactMember({ key: piece.key, parent: { kind: style.kind } as Collection }, piece.exact);
  return { splices, comments: [...comments, ...piece.comments], inserted: { into, kind: style.kind, member } };
}

interface Made {
  readonly splices: readonly Splice[];
  /** Which of the lines above the member come along. */
  readonly shown: readonly string[];
}

function inBlock({ into, behind }: Insert, { mine, eol }: Texts, piece: Piece, lead: readonly string[]): Made {
  const { column, members: [first] } = into as Collection;
  if (behind || !first) {
    const at = behind ? startOf(mine, lastLine(mine, behind) + 1) : into.start;
    return { splices: [insertion(at, layOut([...lead, ...piece.lines], column, eol))], shown: lead };
  }
  const shown = lead.slice(lead.length - commentsAbove(lead));
  const text = layOut([...shown, ...piece.lines], column, eol);
  if (!startsLine(mine, first.head)) return { splices: [insertion(first.head, text.slice(column) + ' '.repeat(column))], shown };
  const above = firstLine(mine, first) - commentsAbove(leadOf(mine, first));
  return { splices: [insertion(startOf(mine, above), text)], shown };
}

/** Below a key that holds nothing yet: `volumes:`, `volumes: {}` or `volumes: ~`. */
function underKey({ into }: Insert, { mine, eol }: Texts, piece: Piece, lead: readonly string[]): Made {
  const owner = into.owner;
  if (!owner || owner.parent.flow) refuse('There is no place for it in a value that is written on one line.');
  const shown = lead.slice(lead.length - commentsAbove(lead));
  const line = lineOf(mine, Math.max(owner.after, into.end));
  const column = owner.parent.column + stepOf(mine);
  const from = into.start - (/ *$/.exec(mine.text.slice(0, into.start))?.[0].length ?? 0);
  const emptied = into.start < into.end ? [{ at: from, end: into.end, text: '' }] : [];
  return { splices: [...emptied, insertion(startOf(mine, line + 1), layOut([...shown, ...piece.lines], column, eol))], shown };
}

/** How much deeper mine writes what is inside. */
function stepOf({ root }: Yaml): number {
  const nested = root.members.map(({ value }) => value).find((value) => value.kind === 'map' && !value.flow && value.members.length > 0);
  return nested && nested.kind === 'map' ? Math.max(1, nested.column - root.column) : 2;
}

function inFlow({ into, behind }: Insert, texts: Texts, { lines: [text = ''] }: Piece): Made {
  const { members } = into as Collection;
  const [first] = members;
  if (!first) return { splices: [{ at: into.start + 1, end: into.end - 1, text }], shown: [] };
  return { splices: behind ? behindInFlow(behind, texts, text) : [insertion(first.head, `${text},${hasOwnLine(texts.mine, first) ? texts.eol + indentAt(texts.mine, first) : ' '}`)], shown: [] };
}

const indentAt = (mine: Yaml, { head }: Member): string => ' '.repeat(indentOf(textOf(mine, lineOf(mine, head))));

function behindInFlow(behind: Member, { mine, eol }: Texts, text: string): readonly Splice[] {
  if (!hasOwnLine(mine, behind)) return [insertion(behind.end, `, ${text}`)];
  const line = `${eol}${indentAt(mine, behind)}${text}`;
  const lineEnd = endOf(mine, lineOf(mine, behind.comma ?? behind.end));
  if (behind.comma !== undefined) return [insertion(lineEnd, `${line},`)];
  const commented = mine.text.slice(behind.end, lineEnd).trim() !== '';
  return commented ? [insertion(behind.end, ','), insertion(lineEnd, line)] : [insertion(behind.end, `,${line}`)];
}
