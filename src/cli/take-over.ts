/** create around a docker-compose.yml that was here before: it stays its owner's, and the stack is put into it. */
import type { Plan } from '../regenerate/plan.ts';
import { takeOver } from '../regenerate/take-over.ts';
import { COMPOSE_FILE } from '../stack/paths.ts';
import type { Stack } from '../stack/types.ts';
import { typed } from './outcome.ts';

export interface Taken {
  readonly plan: Plan;
  /** What its owner should know. */
  readonly notes: readonly string[];
}

/** The plan in which docker-compose.yml gets what it lacks; as it was, where there is nothing to take over. */
export function takingOver(plan: Plan, stack: Stack): Taken {
  const file = plan.find(({ path, action }) => path === COMPOSE_FILE && action === 'differs');
  if (file?.before === undefined) return { plan, notes: [] };
  const { text, matched, added, others } = takeOver(file.before, file.after, stack.name);
  const next = { ...file, action: 'merge', after: text } as const;
  return { plan: plan.map((one) => (one === file ? next : one)), notes: [...about(added, matched), ...aboutOthers(others)] };
}

function about(added: readonly string[], matched: readonly string[]): readonly string[] {
  const kept = matched.map((id) => `${id} stays as you wrote it, and has a health check now. What the api expects of it stands in the environment of api${id === 'db' ? '; if the database has another name or role, write them there, or use --db external' : ''}.`);
  return [`${COMPOSE_FILE} keeps every line. Added: ${added.join(', ')}.`, ...kept];
}

function aboutOthers(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  return [`${ids.join(', ')} ${ids.length === 1 ? 'stays yours' : 'stay yours'}. To have nginx route to one: ${typed('adopt <service>')}. One that the stack has replaced can go.`];
}
