/** The services that others need: each is there, asked for or not, and it can be said why. */
import type { Addable, Need, Stack } from './types.ts';

/**
 * Adds to `with` what its services cannot be without, and what these need in turn. Django's cache counts as asked for:
 * where it can serve both, there is one server and not two.
 */
export function withImplied(stack: Stack, addable: readonly Addable[]): Stack {
  const [missing] = unmet(stack, addable);
  if (!missing) return stack;
  const { by, need } = missing;
  const id = need.oneOf.find((one) => one === stack.cache) ?? need.oneOf[0];
  return withImplied({ ...stack, with: [...stack.with, id], implied: [...stack.implied, { id, by, why: need.why }] }, addable);
}

function unmet(stack: Stack, addable: readonly Addable[]): readonly { by: string; need: Need }[] {
  const present = addable.filter(({ id }) => stack.with.includes(id));
  return present.flatMap(({ id, needs = [] }) =>
    needs.filter(({ oneOf }) => !oneOf.some((one) => stack.with.includes(one))).map((need) => ({ by: id, need })),
  );
}
