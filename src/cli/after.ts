/** What to type so that a changed stack runs. */
import { changes } from '../regenerate/plan.ts';
import type { Rerun } from './rerun.ts';

/** By the files that a run changes; each line runs as it stands, in the stack's folder. */
export function stepsAfter({ plan, standing }: Rerun): readonly string[] {
  return stepsFor(changes(plan).map(({ path }) => path), standing.file.answers.name ?? '');
}

/** @param name the stack's */
export function stepsFor(changed: readonly string[], name: string): readonly string[] {
  const site = `nginx/${name}.conf`;
  return [
    ...(changed.some((path) => ['docker-compose.yml', '.env', 'stack'].includes(path)) ? ['./stack up'] : []),
    ...(changed.includes(site) ? [`sudo cp ${site} /etc/nginx/conf.d/ && sudo nginx -t && sudo systemctl reload nginx`] : []),
  ];
}
