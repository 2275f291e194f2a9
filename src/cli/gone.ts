/** Services of ours whose block was deleted from docker-compose.yml, while all the rest still counts on them. */
import { RECORD } from '../regenerate/record.ts';
import { notIn, type Service } from '../services/index.ts';
import type { Implied, Stack } from '../stack/types.ts';
import { COMPOSE_FILE, STACK_FILE } from '../stack/paths.ts';
import { typed } from './outcome.ts';

/** Says of each how it goes altogether, and how it comes back. */
export function goneServices({ stack, services }: { readonly stack: Stack; readonly services: readonly Service[] }, composed: readonly string[] = []): readonly string[] {
  const gone = composed.length === 0 ? [] : notIn(composed, services);
  return gone.map(({ id }) => `${id} is not in ${COMPOSE_FILE} any more, and the rest of the stack counts on it. ${wayOut(id, stack)}To have it back, copy its block from ${RECORD}/base/${COMPOSE_FILE}.`);
}

/** How the whole stack does without it; empty for what no stack is without. */
function wayOut(id: string, { implied, with: added, cache }: Stack): string {
  const asked = askedFor(id, implied);
  if (asked !== id) return `It came with ${asked}, and goes with it: ${typed(`remove ${asked}`)}. `;
  if (added.includes(id)) return `To do without it: ${typed(`remove ${id}`)}. `;
  const answer = { web: 'web: none', db: 'db: external' }[id] ?? (cache === id || (cache === 'memcached' && id === 'memcache') ? 'cache: none' : undefined);
  return answer === undefined ? '' : `To do without it: "${answer}" in ${STACK_FILE}, then ${typed('regenerate')}. `;
}

/** What somebody asked for, and this one came along with. */
function askedFor(id: string, implied: readonly Implied[]): string {
  const by = implied.find((one) => one.id === id)?.by;
  return by === undefined ? id : askedFor(by, implied);
}
