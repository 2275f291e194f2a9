/**
 * What research/config-quality.md (P25–P59) asks of a stack, over compose's resolved JSON: functions that give one
 * complaint for each service that does not comply. Exceptions stand here, each with its reason.
 */
import type { Made } from '../support/stacks.ts';
import type { Config, ServiceConfig } from './compose-tools.ts';

export type Policy = (config: Config, made: Made) => readonly string[];

/** The services of which `wrong` is true. */
const each = (wrong: (service: ServiceConfig, id: string, made: Made) => boolean): Policy => (config, made) =>
  Object.entries(config.services).flatMap(([id, service]) => (wrong(service, id, made) ? [id] : []));

/** An image that exists may need to write and to change its user; its owner can close that down. */
const foreign = (id: string, { stack }: Made) => id === 'web' && stack.web.kind === 'image';

/** They run the project, in the image of the api; web and mailpit are there for browsers alone. The rest is behind them. */
const PROJECT = ['api', 'worker', 'beat', 'scheduler'];
const isBehind = (id: string) => !['web', 'mailpit', ...PROJECT].includes(id);
const seconds = (duration = '0s') => {
  const [, minutes = '0', rest = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(minutes) * 60 + Number(rest);
};

/** Up to 17 the image's VOLUME is the data folder, from 18 on its parent: the wrong one loses data or does not start. */
const DATA = { 16: '/var/lib/postgresql/data', 17: '/var/lib/postgresql/data', 18: '/var/lib/postgresql' } as const;

const builtHere = ({ stack: { registry, name } }: Made, id: string) => `${registry && `${registry}/`}${name}-${id}:current`;
const CONCRETE = /^(?:[a-z0-9.-]+(?::\d+)?\/)*[a-z0-9-]+:(?:v?\d+(?:\.\d+)*(?:-[a-z0-9.-]+)?|current)$/;
const SECRET = /PASS|SECRET|TOKEN|DATABASE_URL|KEY$/;
/** Of .env the project gets all, so also what others are told of it. */
const OF_PROJECT = ['DATABASE_URL', 'DJANGO_SECRET_KEY', 'POSTGRES_PASSWORD', 'RABBITMQ_PASSWORD', 'AWS_SECRET_ACCESS_KEY'];
const ALLOWED_SECRETS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(PROJECT.map((id) => [id, OF_PROJECT])),
  db: ['POSTGRES_PASSWORD'],
  pgbouncer: ['DB_PASSWORD'],
  rabbitmq: ['RABBITMQ_DEFAULT_PASS'],
};

const mountOf = (config: Config, id: string, folder: string) =>
  config.services[id]?.volumes?.find(({ source }) => source.endsWith(`/${folder}`));

const dataMount: Policy = (config, { stack }) => {
  if (stack.db === 'external') return 'db' in config.services ? ['db'] : [];
  const target = mountOf(config, 'db', 'postgresql')?.target;
  return target === DATA[stack.db] ? [] : [`db: ${target}`];
};

const leastMedia: Policy = (config) => {
  const wrong = Object.values(config.services).flatMap(({ volumes = [] }) => volumes).filter(({ target }) => /static|\/app$/.test(target));
  const writes = config.services['web']?.volumes?.some(({ read_only }) => read_only !== true) === true;
  return [...(writes ? ['web writes'] : []), ...wrong.map(({ target }) => `${target} is mounted`)];
};

const networks: Policy = (config) => {
  const helpers = Object.keys(config.services).filter(isBehind);
  const expected = (id: string) => (isBehind(id) ? 'internal' : !PROJECT.includes(id) || helpers.length === 0 ? 'default' : 'default,internal');
  return Object.entries(config.services).flatMap(([id, service]) => {
    const actual = Object.keys(service.networks ?? {}).sort().join(',');
    return actual === expected(id) ? [] : [`${id}: ${actual}`];
  });
};

const waits: Policy = (config) => {
  const helpers = Object.keys(config.services).filter(isBehind).sort();
  const conditions = Object.entries(config.services['api']?.depends_on ?? {});
  const names = conditions.map(([id]) => id).sort();
  return names.join() === helpers.join() && conditions.every(([, { condition }]) => condition === 'service_healthy') ? [] : [`api: ${names}`];
};

const secrets = each(({ environment = {} }, id, { stack }) =>
  Object.keys(environment).some((key) => SECRET.test(key) && ![...(ALLOWED_SECRETS[id] ?? []), ...(PROJECT.includes(id) ? stack.variables : [])].includes(key)));

const memcached = each(({ command, deploy }, id) => {
  const megabytes = Number(command?.[command.indexOf('-m') + 1]);
  const limit = Number(deploy?.resources?.limits?.memory) / 2 ** 20;
  return id === 'memcache' && !(command?.join(' ').includes('-U 0') === true && megabytes <= limit / 2);
});

export const policies: readonly (readonly [title: string, policy: Policy])[] = [
  ['P26: the name is the one that was chosen, normalised already', (config, { stack }) => (config.name === stack.name ? [] : [config.name])],
  ['P27: ports are published on loopback alone', each(({ ports = [] }) => ports.some(({ host_ip }) => host_ip !== '127.0.0.1'))],
  ['P27: web and api on the ports that were chosen', (config, { stack }) =>
    Object.entries(config.services).flatMap(([id, { ports = [] }]) =>
      ports.filter(({ published }) => Number(published) !== stack.ports[id as 'web' | 'api']).map(({ published }) => `${id}: ${published}`))],
  ['P28: what is behind the api publishes nothing', each(({ ports }, id) => isBehind(id) && ports !== undefined)],
  ['P29: every service has a health check that gives up before the next', each(({ healthcheck }) =>
    !healthcheck || healthcheck.test[0] === 'NONE' || seconds(healthcheck.timeout) >= seconds(healthcheck.interval))],
  ['P30: the api waits until what it uses is healthy', waits],
  ['P31: every service comes back after a crash of the engine', each(({ restart }) => restart !== 'always')],
  ['P32: no new privileges', each(({ security_opt = [] }) => !security_opt.includes('no-new-privileges:true'))],
  ['P32: no capabilities', each(({ cap_drop = [], cap_add = [] }, id, made) => !foreign(id, made) && (cap_drop.join() !== 'ALL' || cap_add.length > 0))],
  ['P32: read-only, with a /tmp where something writes', each(({ read_only, tmpfs = [] }, id, made) =>
    !foreign(id, made) && (read_only !== true || (['web', 'api', 'db'].includes(id) && !tmpfs.includes('/tmp'))))],
  ['P33: PostgreSQL needs no capability, as it starts as its own user', each(({ user }, id) => id === 'db' && user !== '999:999')],
  ['P34: memory and processes are limited', each(({ deploy }) => {
    const { memory, pids } = deploy?.resources?.limits ?? {};
    return !(Number(memory) > 0 && Number(pids) > 0);
  })],
  ['P35: logs are bounded', each(({ logging }) => !logging?.options?.['max-size'] || !logging.options['max-file'])],
  ['P36: images name a version; what is built here is :current', each(({ image, build }, id, made) =>
    !CONCRETE.test(image) || (build !== undefined) !== (image === builtHere(made, id)) || (PROJECT.includes(id) && image !== builtHere(made, 'api')))],
  ['P37: an init, and more time to stop than a request may take', each(({ init, stop_grace_period }, id) =>
    init !== true || (id === 'api' && seconds(stop_grace_period) <= 30) || (id === 'db' && seconds(stop_grace_period) < 60))],
  ['P38: no socket of the engine, no privileges, no namespace of the host', each((service) =>
    service.privileged === true || JSON.stringify(service.volumes ?? []).includes('docker.sock') ||
    [service.network_mode, service.pid, service.ipc].includes('host'))],
  ['P39: shared memory for parallel queries', each(({ shm_size }, id) => id === 'db' && !(Number(shm_size) >= 2 ** 27))],
  ['P42: "internal" has no way out', (config) =>
    Object.keys(config.services).some(isBehind) === (config.networks['internal']?.internal === true) ? [] : ['internal']],
  ['P43: only what runs the project is on both networks', networks],
  ['P45: names that Django accepts as hosts', each((_, id) => !/^[a-z][a-z0-9-]*$/.test(id))],
  ['P46: the engine makes no folders on the host', each(({ volumes = [] }) =>
    volumes.some(({ type, source, bind }) => type !== 'bind' || !source.startsWith('/') || bind?.create_host_path === true))],
  ["P47: PostgreSQL's data is where its version keeps it", dataMount],
  ["P48: the numbers of Debian's postgres, whatever the base of the api", each(({ image }, id) => id === 'db' && !image.endsWith('-trixie'))],
  ['P50: web only reads media, and code and static files are not mounted', leastMedia],
  ['P66: nothing but the image says what the api does at its start', each(({ command }, id) => id === 'api' && command !== null)],
  ['P54: secrets only where they are needed', secrets],
  ['P58: memcached without UDP, well below its memory limit', memcached],
];
