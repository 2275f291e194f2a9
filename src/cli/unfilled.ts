/** Keys of `.env` that only the owner can fill in. */
import type { Plan } from '../regenerate/plan.ts';
import { envValues } from '../regenerate/text.ts';
import { enumerated } from '../render/words.ts';
import type { Service } from '../services/index.ts';

/** Those that a service has. */
export function ownersKeys({ secrets = [] }: Service): readonly string[] {
  return secrets.filter(({ from }) => from === 'owner').map(({ key }) => key);
}

/** Says which of them stand without a value once the plan is carried out; `./stack up` stops at these. */
export function unfilled(keys: readonly string[], plan: Plan): readonly string[] {
  const values = envValues(plan.find(({ path }) => path === '.env')?.after ?? '');
  const empty = keys.filter((key) => !values.get(key)?.trim());
  return empty.length > 0 ? [`Write ${enumerated(empty)} into .env before ./stack up; .env.example says what ${empty.length > 1 ? 'each is' : 'it is'}.`] : [];
}
