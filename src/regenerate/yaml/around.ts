/** Which lines belong to a member in block style: what stands above it, its own, and what stands deeper below it. */
import { endOf, indentOf, isBlank, isComment, lineOf, startOf, startsLine, textOf } from './lines.ts';
import { commentsIn, isCollection, type Comment, type Member, type Yaml } from './tree.ts';

export const firstLine = (yaml: Yaml, member: Member): number => lineOf(yaml, member.head);

/** The last line of its content; below it, comments that stand deeper than the member are its own as well. */
export function lastLine(yaml: Yaml, member: Member): number {
  let last = lineOf(yaml, member.end);
  for (let line = last + 1; line < yaml.starts.length; line += 1) {
    const text = textOf(yaml, line);
    if (isBlank(text)) continue;
    if (!isComment(text) || indentOf(text) <= member.parent.column) break;
    last = line;
  }
  return last;
}

/** Empty lines and comments above the member, up to the one before it. */
export function leadOf(yaml: Yaml, member: Member): readonly string[] {
  if (member.parent.flow || !startsLine(yaml, member.head)) return [];
  const before = member.parent.members[member.index - 1];
  const bound = before ? lastLine(yaml, before) : -1;
  const lines: string[] = [];
  for (let line = firstLine(yaml, member) - 1; line > bound; line -= 1) {
    const text = textOf(yaml, line);
    if (!isBlank(text) && !isComment(text)) break;
    lines.unshift(text);
  }
  return lines;
}

/** How many lines of comment stand above the member without an empty line between. */
export function commentsAbove(lead: readonly string[]): number {
  return lead.length - 1 - lead.findLastIndex((line) => isBlank(line));
}

/** The comment behind a member, or behind the key of one that goes on below. */
export function inlineComment(yaml: Yaml, member: Member): Comment | undefined {
  const below = (isCollection(member.value) && !member.value.flow) || (member.value.kind === 'scalar' && member.value.style === 'block');
  const from = below ? member.after : member.end;
  return commentsIn(yaml, from, endOf(yaml, lineOf(yaml, from)))[0];
}

/** The comments that would go if the member went. */
export function ownComments(yaml: Yaml, member: Member): readonly string[] {
  if (member.parent.flow) return innerComments(yaml, member);
  const above = startsLine(yaml, member.head) ? commentsAbove(leadOf(yaml, member)) : 0;
  const from = above === 0 ? member.head : startOf(yaml, firstLine(yaml, member) - above);
  return commentsIn(yaml, from, startOf(yaml, lastLine(yaml, member) + 1)).map(({ text }) => text);
}

/** The comments from its head on, without those above. */
export function innerComments(yaml: Yaml, member: Member): readonly string[] {
  const [from, to] = member.parent.flow ? aroundInFlow(yaml, member) : [member.head, startOf(yaml, lastLine(yaml, member) + 1)];
  return commentsIn(yaml, from, to).map(({ text }) => text);
}

/** In flow style: its line, if it has one to itself; else all between its neighbours. */
function aroundInFlow(yaml: Yaml, member: Member): readonly [number, number] {
  const { members } = member.parent;
  if (hasOwnLine(yaml, member)) return [member.head, endOf(yaml, lineOf(yaml, member.comma ?? member.end))];
  return [members[member.index - 1]?.end ?? member.head, members[member.index + 1]?.head ?? member.end];
}

/** True where a member of a flow collection has its line to itself. */
export function hasOwnLine(yaml: Yaml, { head, end, comma }: Member): boolean {
  const rest = yaml.text.slice((comma ?? end - 1) + 1, endOf(yaml, lineOf(yaml, comma ?? end)));
  return startsLine(yaml, head) && /^[ \t]*(?:#.*)?$/.test(rest);
}

/** What is in the first list more often than in the second. */
export function surplus(these: readonly string[], those: readonly string[]): readonly string[] {
  const rest = [...those];
  return these.filter((text) => {
    const at = rest.indexOf(text);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

/** True for a member that has its line, from its head on, to itself. */
export function isOneLine(yaml: Yaml, member: Member): boolean {
  const line = lineOf(yaml, member.head);
  return !member.parent.flow && lineOf(yaml, member.end) === line && lastLine(yaml, member) === line;
}

/** The text from the member's head to the end of that line. */
export function restOfLine(yaml: Yaml, member: Member): string {
  return yaml.text.slice(member.head, endOf(yaml, lineOf(yaml, member.head)));
}
