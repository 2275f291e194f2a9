/** What a map has through merge keys (`<<: *service`, `<<: [*a, *b]`). */
import { membersOf } from './identity.ts';
import { isCollection, type Tree } from './tree.ts';

/** The value that a merge key gives a key which the map does not have itself. */
export function inherited(tree: Tree | undefined, key: string): Tree | undefined {
  const merge = tree?.kind === 'map' ? membersOf(tree).get('<<')?.member.value : undefined;
  return merge && key !== '<<' ? from(merge, key) : undefined;
}

function from(source: Tree, key: string): Tree | undefined {
  if (source.kind === 'alias') return from(source.target, key);
  if (!isCollection(source)) return undefined;
  if (source.kind === 'map') return membersOf(source).get(key)?.member.value ?? inherited(source, key);
  for (const { value } of source.members) {
    const found = from(value, key);
    if (found) return found;
  }
  return undefined;
}
