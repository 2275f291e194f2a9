/** What to type so that a changed stack runs. */
import { changes } from '../regenerate/plan.ts';
import { composeServices } from '../render/compose.ts';
import type { Service } from '../services/index.ts';
import { movesDatabase, wantedOfProject } from './consequences.ts';
import { siteCopied } from './report.ts';
import type { Rerun } from './rerun.ts';
import type { Transition } from './transition.ts';

/** What a run means for images and containers, as far as its answers tell. */
interface Effects {
  /** The project must change, and its image with it. */
  readonly image: boolean;
  /** A container that the project leans on becomes another: a deploy waits for that. */
  readonly helpers: boolean;
  /** Some come or go that no deploy starts or stops. */
  readonly others: boolean;
}

/** Of a run with the same answers the files alone tell. */
const UNKNOWN: Effects = { image: false, helpers: true, others: false };

/** By the files that a run changes, and what its answers mean; each line runs as it stands, in the stack's folder. */
export function stepsAfter({ plan, standing }: Rerun, transition?: Transition): readonly string[] {
  const steps = stepsFor(changes(plan).map(({ path }) => path), standing.file.answers.name ?? '', transition && effectsOf(transition));
  return transition && steps.length > 0 && movesDatabase(transition.before.stack, transition.after.stack) ? movingDatabase(transition, steps) : steps;
}

/** As DEPLOY.md has it: the data of one major version of PostgreSQL into another. */
function movingDatabase({ before: { stack, services } }: Transition, steps: readonly string[]): readonly string[] {
  const folder = `${stack.volumesRoot}/postgresql`;
  return [
    `docker compose stop ${services.filter(({ container }) => container?.runsProject).map(({ id }) => id).join(' ')}`,
    'name=$(./stack backup) && ./stack verify-backup "$name"',
    `./stack down && sudo mv ${folder} ${folder}-${stack.db}`,
    ...steps.filter((step) => step.startsWith('./stack')),
    './stack restore "$name"',
    ...steps.filter((step) => !step.startsWith('./stack')),
  ];
}

/** What goes into the images: `./stack up` builds only those that are missing. */
const BUILT_FROM = ['Dockerfile', '.dockerignore', 'gunicorn.conf.py', 'crontab', 'run-crontab.py', 'web/Dockerfile'];

/** @param name the stack's */
export function stepsFor(changed: readonly string[], name: string, { image, helpers, others }: Effects = UNKNOWN): readonly string[] {
  const site = `nginx/${name}.conf`;
  const one = (...paths: readonly string[]): boolean => paths.some((path) => changed.includes(path));
  const [compose, deploy] = [one('docker-compose.yml'), (image && changed.length > 0) || one(...BUILT_FROM)];
  return [
    ...((deploy ? compose && helpers : compose || one('.env', 'stack')) ? ['./stack up'] : []),
    ...(deploy ? ['./stack deploy'] : []),
    ...(deploy && compose && others && !helpers ? ['./stack up'] : []),
    ...(changed.includes(site) ? siteCopied(name) : []),
  ];
}

/** A deploy replaces what runs the project or stands behind nginx, and starts what they lean on. */
function effectsOf(transition: Transition): Effects {
  const { before, after } = transition;
  const [was, is] = [composeServices(before.services), composeServices(after.services)];
  const differing = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((id) => JSON.stringify(was[id]) !== JSON.stringify(is[id]));
  const deployed = new Set(after.services.filter(isDeployed).map(({ id }) => id));
  const left = differing.filter((id) => !deployed.has(id));
  return {
    image: wantedOfProject(transition).length > 0,
    helpers: differing.length === 0 || left.some((id) => id in was && id in is),
    others: left.some((id) => !(is[id]?.networks.every((network) => network === 'internal') ?? false)),
  };
}

const isDeployed = ({ route, container }: Service): boolean => route?.spare !== undefined || container?.runsProject === true;
