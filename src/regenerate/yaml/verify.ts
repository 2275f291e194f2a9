/** Edits → text, and the proof that it says what was meant: the same data but for the edits, and every comment. */
import { StackError } from '../../errors.ts';
import { refuse } from './piece.ts';
import { WHY } from './propose.ts';
import { readYaml } from './read.ts';
import { exact, exactMember, exactMembers } from './same.ts';
import type { Edit, Splice, Texts } from './task.ts';
import { commentsIn, isCollection, type Member, type Tree, type Yaml } from './tree.ts';

const isInsertion = ({ at, end }: Splice): boolean => at === end;

/** Those that take text away, where they touch made one. */
function inOrder(splices: readonly Splice[]): readonly Splice[] {
  const sorted = [...splices].sort((a, b) => a.at - b.at || Number(isInsertion(b)) - Number(isInsertion(a)));
  const result: Splice[] = [];
  for (const splice of sorted) {
    const last = result.findLast((other) => !isInsertion(other));
    if (!last || splice.at >= last.end) result.push(splice);
    else if (isInsertion(splice)) result.splice(result.indexOf(last), 0, { ...splice, at: last.at, end: last.at });
    else if (last.text === '' && splice.text === '') result[result.indexOf(last)] = { ...last, end: Math.max(last.end, splice.end) };
    else refuse('Two changes would meet in one place.');
  }
  return result;
}

export function splice(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const next of splices) {
    parts.push(text.slice(at, next.at), next.text);
    at = next.end;
  }
  return parts.join('') + text.slice(at);
}

/** The edited text. @throws StackError where it does not say what it should */
export function applyEdits({ base, mine: yaml }: Texts, edits: readonly Edit[]): string {
  if (takesForeignComments(base, yaml, edits)) refuse(WHY.comments);
  const splices = inOrder(separated(edits).flatMap((edit) => edit.splices));
  const text = splice(yaml.text, splices);
  const result = readBack(text);
  if (exact(result.root) !== intended(yaml.root, edits)) refuse('It would change something else as well.');
  const kept = withoutRemoved(yaml, splices);
  const comments = [...kept, ...edits.flatMap((edit) => edit.comments)].filter((comment) => comment !== '').sort();
  if (comments.join('\n') !== result.comments.map((comment) => comment.text).sort().join('\n')) refuse('It would change a comment as well.');
  return text;
}

/** Of several that come into one empty `[]` or `{}`, all but the first have a comma before them. */
function separated(edits: readonly Edit[]): readonly Edit[] {
  const filled = new Set<Tree>();
  return edits.map((edit) => {
    const into = edit.inserted?.into;
    const [inside, more] = edit.splices;
    if (!into || !isCollection(into) || !into.flow || into.members.length > 0 || inside?.at !== into.start + 1 || more) return edit;
    if (filled.has(into)) return { ...edit, splices: [{ at: inside.end, end: inside.end, text: `, ${inside.text}` }] };
    filled.add(into);
    return edit;
  });
}

/** True where a comment would go that is not the render's own, and nobody has decided that it may. */
function takesForeignComments(base: Yaml, mine: Yaml, edits: readonly Edit[]): boolean {
  const known = new Set(base.comments.map(({ text }) => text));
  const taken = (edit: Edit) => edit.splices.flatMap(({ at, end }) => (at < end ? commentsIn(mine, at, end) : []));
  return edits.some((edit) => edit.forced !== true && taken(edit).some(({ text }) => !known.has(text) && !edit.comments.includes(text)));
}

function readBack(text: string): Yaml {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof StackError) return refuse('The file could not be read any more afterwards.');
    throw error;
  }
}

function withoutRemoved({ comments }: Yaml, splices: readonly Splice[]): readonly string[] {
  let index = 0;
  return comments.filter(({ at }) => {
    while (index < splices.length && (splices[index]?.end ?? 0) <= at) index += 1;
    const removing = splices[index];
    return !removing || removing.at > at || isInsertion(removing);
  }).map(({ text }) => text);
}

/** What the whole file says after the edits, without looking at its text. */
function intended(root: Tree, edits: readonly Edit[]): string {
  const changed = new Map<Member, string | undefined>();
  const inserted = new Map<Tree, NonNullable<Edit['inserted']>[]>();
  const touched = new Set<Tree>();
  for (const edit of edits) {
    if (edit.changed) changed.set(edit.changed.of, edit.changed.member);
    if (edit.inserted) inserted.set(edit.inserted.into, [...(inserted.get(edit.inserted.into) ?? []), edit.inserted]);
    let tree: Tree | undefined = edit.inserted?.into ?? edit.changed?.of.parent;
    for (; tree && !touched.has(tree); tree = tree.owner?.parent) touched.add(tree);
  }
  const says = (tree: Tree): string => {
    if (!touched.has(tree)) return exact(tree);
    const more = inserted.get(tree) ?? [];
    const members = isCollection(tree) ? tree.members.filter((member) => !changed.has(member)).map((member) => exactMember(member, says(member.value))) : [];
    const others = isCollection(tree) ? tree.members.flatMap((member) => changed.get(member) ?? []) : [];
    const kind = isCollection(tree) && tree.members.length > 0 ? tree.kind : (more[0]?.kind ?? 'map');
    return exactMembers(tree, kind, [...members, ...others, ...more.map(({ member }) => member)]);
  };
  return says(root);
}
