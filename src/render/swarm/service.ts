/** One service as Docker Swarm wants it. What Swarm refuses, ignores or changes is in research/operations.md §4a. */
import type { Service } from '../../services/index.ts';
import type { ComposeService, ComposeValue, Route } from '../../services/types.ts';
import { startCommand } from '../../services/start.ts';
import type { Stack } from '../../stack/types.ts';

export type Values = Readonly<Record<string, ComposeValue>>;

/** What Swarm says where `./stack swarm deploy` has not set a variable. */
export const SET = '?./stack swarm deploy says which';

/** The script that makes .env the environment of a container that runs the project. */
const START = '/start.sh';

/** A service in its two shapes. */
export interface Subject {
  readonly stack: Stack;
  readonly service: Service;
  readonly spec: ComposeService;
}

export const runsProject = ({ service }: Subject): boolean => service.container?.runsProject === true;

/** A service as Swarm has it: what it is, what it may, what it knows, where it runs. */
export function swarmService(subject: Subject): Values {
  const { service, spec } = subject;
  return {
    image: imageOf(subject),
    ...commandOf(subject),
    ...pick(spec, ['user', 'hostname', 'read_only', 'cap_drop']),
    ...(service.route && { ports: [portOf(service.route)] }),
    ...pick(spec, ['networks']),
    ...knowledgeOf(subject),
    ...volumesOf(spec),
    ...pick(spec, ['ulimits']),
    ...healthOf(subject),
    ...pick(spec, ['stop_grace_period']),
    deploy: deployOf(subject),
  };
}

const pick = (spec: ComposeService, keys: readonly string[]): Values =>
  Object.fromEntries(keys.filter((key) => key in spec).map((key) => [key, spec[key]])) as Values;

/** What is built here comes from a registry, or has been loaded into each node. */
function imageOf({ spec }: Subject): string {
  const image = String(spec['image']);
  return image.includes(OURS) ? `\${REGISTRY:-}${image.replace(OURS, `\${TAG:${SET}}`)}` : image;
}

/** The tag of images that are built here. */
const OURS = '${TAG:-current}';

/** A deploy marks what it replaces, so that a rollback takes back exactly that, changed or not. */
const releaseOf = (subject: Subject): Values => (String(subject.spec['image']).includes(OURS) ? { labels: { release: `\${RELEASE:${SET}}` } } : {});

/** An entry point clears the image's own command, so it is written out. */
function commandOf(subject: Subject): Values {
  const { stack, spec } = subject;
  if (!runsProject(subject)) return pick(spec, ['command']);
  return { entrypoint: ['sh', START], command: spec['command'] ?? startCommand(stack) };
}

function portOf({ port }: Route): ComposeValue {
  return { target: 8000, published: port, mode: 'host' };
}

/** A check of a worker asks the broker, and finds its address only where the container's own program does. */
function healthOf(subject: Subject): Values {
  const check = subject.spec['healthcheck'] as Values;
  const [kind, ...words] = check['test'] as readonly string[];
  const command = kind === 'CMD-SHELL' ? ['sh', '-c', ...words] : words;
  return { healthcheck: runsProject(subject) && !subject.service.route ? { ...check, test: ['CMD', 'sh', START, ...command] } : check };
}

/** Environment, secrets and configs. Where an image reads secrets from files none stands in the service, which `docker inspect` shows. */
function knowledgeOf(subject: Subject): Values {
  const all = Object.entries((subject.spec['environment'] ?? {}) as Values);
  if (runsProject(subject)) {
    const open = all.filter(([, value]) => secretIn(value) === undefined);
    return { environment: Object.fromEntries(open), secrets: ['env'], configs: [{ source: 'start', target: START }] };
  }
  const files = all.filter(([key, value]) => secretIn(value) === key && readsFiles(key)).map(([key]) => key);
  const environment = all.map(([key, value]) => (files.includes(key) ? [`${key}_FILE`, `/run/secrets/${key}`] : [key, value]));
  return all.length === 0 ? {} : { environment: Object.fromEntries(environment) as Values, ...(files.length > 0 && { secrets: files }) };
}

/** The image of PostgreSQL takes `<key>_FILE` for each of these. */
const readsFiles = (key: string): boolean => key.startsWith('POSTGRES_');

/** The variable that compose would put there, as in `${POSTGRES_PASSWORD:?…}`. */
export const secretIn = (value: ComposeValue): string | undefined => /\$\{(\w+):\?/.exec(String(value))?.[1];

/** Swarm never makes a missing folder, takes tmpfs as volumes alone (as a key of its own it says nothing and mounts nothing) and has no shm_size. */
function volumesOf(spec: ComposeService): Values {
  const binds = ((spec['volumes'] ?? []) as readonly Values[]).map(({ bind: _bind, ...volume }) => volume);
  const shm = spec['shm_size'] === undefined ? [] : [{ type: 'tmpfs', target: '/dev/shm', tmpfs: { size: bytes(String(spec['shm_size'])) } }];
  // Without an owner, which Swarm cannot give: everybody in the container may write there.
  const tmpfs = ((spec['tmpfs'] ?? []) as readonly string[]).map((entry) => ({ type: 'tmpfs', target: entry.replace(/:.*/, '') }));
  const volumes = [...binds, ...tmpfs, ...shm];
  return volumes.length === 0 ? {} : { volumes };
}

const bytes = (megabytes: string): number => Number(megabytes.replace(/m$/, '')) * 2 ** 20;

/** A service with a port has one container a node at most. What keeps something of its own has one in all. */
function deployOf(subject: Subject): Values {
  const { stack, service, spec } = subject;
  const place = placeOf(subject);
  return {
    ...releaseOf(subject),
    endpoint_mode: 'dnsrr',
    replicas: service.container?.scales ? `\${${replicasOf(service.id)}:-${service.route ? 2 : 1}}` : 1,
    ...(place && { placement: { constraints: [`node.labels.${stack.name}.${place} == true`], ...(service.route && { max_replicas_per_node: 1 }) } }),
    update_config: { order: 'stop-first', ...(service.route && { delay: '10s' }), monitor: '15s', failure_action: 'rollback' },
    rollback_config: { order: 'stop-first', ...(service.route && { delay: '10s' }) },
    ...(spec['deploy'] as Values),
  };
}

/** The variable that holds how many containers of a service there are. */
export const replicasOf = (id: string): string => `${id.toUpperCase().replaceAll('-', '_')}_REPLICAS`;

/** The label of the nodes on which its folders are: data on one, uploads on all that share them. Without folders it may run anywhere. */
export function placeOf({ spec }: Subject): 'app' | 'data' | undefined {
  const sources = ((spec['volumes'] ?? []) as readonly Values[]).map((volume) => String(volume['source']));
  if (sources.length === 0) return undefined;
  return sources.every((source) => source.endsWith('/media')) ? 'app' : 'data';
}

/** A secret that stands in the service, as its image takes it from nowhere else. */
export const isShown = (subject: Subject): boolean =>
  !runsProject(subject) && Object.entries((subject.spec['environment'] ?? {}) as Values).some(([key, value]) => secretIn(value) !== undefined && !readsFiles(key));
