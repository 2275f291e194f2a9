/** A `.env` that was here before the stack: it keeps every line, and from then on production gets them. */
import type { Plan } from '../regenerate/plan.ts';
import { few } from '../render/words.ts';

const MOST = 8;

/** Names, and never values, of what it sets. */
export function envBefore(plan: Plan): readonly string[] {
  const text = plan.find(({ path }) => path === '.env')?.before ?? '';
  const keys = [...new Set([...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map(([, key = '']) => key))];
  if (keys.length === 0) return [];
  return [`.env was here before, and every line of it is production's now: ${few(keys, MOST)}.\nTake out what was for development. Of a secret empty the value alone: ./stack up makes a new one.`];
}
