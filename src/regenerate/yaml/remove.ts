/** A member taken out, with what belongs to it and nothing else. */
import { commentsAbove, firstLine, hasOwnLine, lastLine, leadOf } from './around.ts';
import { lineOf, isBlank, startOf, startsLine } from './lines.ts';
import { refuse } from './piece.ts';
import type { Edit, Remove, Splice, Texts } from './task.ts';
import { commentsIn, type Member } from './tree.ts';

export function remove({ mine, base }: Remove, texts: Texts): Edit {
  const splices = mine.parent.flow ? outOfFlow(mine, texts) : [outOfBlock(mine, base, texts)];
  return { splices, comments: [], changed: { of: mine, member: undefined } };
}

/** From the empty lines above it that the base has as well, down to its last line. */
function outOfBlock(member: Member, base: Member | undefined, texts: Texts): Splice {
  const { mine } = texts;
  if (!startsLine(mine, member.head)) return outOfDash(member, texts);
  const lead = leadOf(mine, member);
  const comments = commentsAbove(lead);
  const expected = (base ? leadOf(texts.base, base) : []).filter((line) => isBlank(line)).length;
  const blanks = lead.slice(0, lead.length - comments).reverse();
  const there = blanks.findIndex((line) => !isBlank(line));
  const above = comments + Math.min(expected, there === -1 ? blanks.length : there);
  const first = firstLine(mine, member) - above;
  return { at: startOf(mine, first), end: startOf(mine, lastLine(mine, member) + 1), text: '' };
}

/** The first entry of a map that starts behind a dash: the next one moves up there. */
function outOfDash({ head, parent, index }: Member, { mine }: Texts): Splice {
  const next = parent.members[index + 1];
  if (!next || commentsIn(mine, head, next.head).length > 0) refuse('What follows cannot be moved up to the dash.');
  return { at: head, end: next.head, text: '' };
}

function outOfFlow(member: Member, { mine, gone }: Texts): readonly Splice[] {
  const { members } = member.parent;
  const before = members[member.index - 1];
  const behind = members[member.index + 1];
  if (hasOwnLine(mine, member)) {
    const lines = [startOf(mine, lineOf(mine, member.head)), startOf(mine, lineOf(mine, member.comma ?? member.end) + 1)] as const;
    return wholeLines(member, before, behind, gone, ...lines);
  }
  const survives = members.slice(0, member.index).some((other) => !gone.has(other));
  if (survives && before) return [{ at: before.end, end: member.end, text: '' }];
  return [{ at: member.head, end: behind?.head ?? member.end, text: '' }];
}

/** In a list with a line for each: the line, and where it was the last one without a comma, the comma before it. */
function wholeLines(member: Member, before: Member | undefined, behind: Member | undefined, gone: ReadonlySet<Member>, at: number, end: number): readonly Splice[] {
  const dangling = !behind && member.comma === undefined && before?.comma !== undefined && !gone.has(before);
  return [...(dangling ? [{ at: before.comma ?? at, end: (before.comma ?? at) + 1, text: '' }] : []), { at, end, text: '' }];
}
