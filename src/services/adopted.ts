/** A service written by hand, as a part of the stack: nginx routes to it, its folders are made, its variables are asked for. */
import type { Adopted } from '../stack/types.ts';
import type { Parts } from './types.ts';

/** What follows from it for the files that are ours. Its block in compose stays as it is. */
export function adoptedParts(adopted: Adopted): Parts {
  const { id, port, route, mounts, variables } = adopted;
  return {
    adopted,
    ...(port !== undefined && route !== undefined && { route: { port, prefixes: [route] } }),
    directories: [...new Set(mounts.map(({ folder }) => folder))].map((name) => ({ name, mode: '755' as const, why: `what ${id} keeps` })),
    secrets: variables.map((key) => ({ key, why: `For ${id}.`, from: 'owner' as const })),
  };
}
