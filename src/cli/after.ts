/** What to type so that a changed stack runs. */
import { changes } from '../regenerate/plan.ts';
import type { Rerun } from './rerun.ts';

/** By the files that a run changes; each line runs as it stands, in the stack's folder. */
export function stepsAfter({ plan, standing }: Rerun): readonly string[] {
  return stepsFor(changes(plan).map(({ path }) => path), standing.file.answers.name ?? '');
}

/** What goes into the images: `./stack up` builds only those that are missing. */
const BUILT_FROM = ['Dockerfile', '.dockerignore', 'gunicorn.conf.py', 'web/Dockerfile'];

/** @param name the stack's */
export function stepsFor(changed: readonly string[], name: string): readonly string[] {
  const site = `nginx/${name}.conf`;
  const one = (...paths: readonly string[]): boolean => paths.some((path) => changed.includes(path));
  return [
    ...(one('docker-compose.yml', '.env', 'stack') ? ['./stack up'] : []),
    ...(one(...BUILT_FROM) ? ['./stack deploy'] : []),
    ...(changed.includes(site) ? [`sudo cp ${site} /etc/nginx/conf.d/ && sudo nginx -t && sudo systemctl reload nginx`] : []),
  ];
}
