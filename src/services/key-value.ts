/**
 * Redis and Valkey, which differ in their names alone. As Django's cache such a server may forget: it keeps nothing on
 * disk and drops what was not used for long. Added with `--with` it must not: it writes to a host volume and refuses
 * writes when it is full.
 */
import type { Stack } from '../stack/types.ts';
import { bind, healthcheck, limits } from './shared.ts';
import type { Container, Entry, Parts } from './types.ts';

export interface KeyValueServer {
  readonly id: 'redis' | 'valkey';
  readonly title: string;
  readonly image: string;
}

/** Numbers of the user and group in both images. */
const OWNER = '999:1000';

const settings = ({ ident }: Stack): string => `CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": os.environ["CACHE_LOCATION"],
        "KEY_PREFIX": "${ident}",
        # Without its cache the site is slower, but not down.
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 0.5,
        },
    }
}
`;

const forgetful = ['--save', '', '--maxmemory', '96mb', '--maxmemory-policy', 'allkeys-lru'];
const keeping = ['--appendonly', 'yes', '--maxmemory', '192mb', '--maxmemory-policy', 'noeviction'];
/** Whatever Django caches has a time to live; what waits for a worker has none. */
const both = [...keeping.slice(0, -1), 'volatile-lru'];

/** What it runs with, and why. */
function manner({ id }: KeyValueServer, { cache }: Stack, keeps: boolean): { readonly options: readonly string[]; readonly why: string } {
  if (!keeps) return { options: forgetful, why: 'A cache may forget: nothing on disk, and the oldest goes first.' };
  if (cache === id) return { options: both, why: 'Every write goes to disk. A full server drops what has a time to live, as the cache does, and nothing else.' };
  return { options: keeping, why: 'Every write goes to disk; a full server says so and drops nothing.' };
}

function container(server: KeyValueServer, stack: Stack, keeps: boolean): Container {
  const { id, image } = server;
  const { options, why } = manner(server, stack, keeps);
  return {
    label: ':6379',
    spec: {
      image,
      command: [`${id}-server`, ...options],
      user: OWNER,
      networks: ['internal'],
      ...(keeps && { volumes: [bind(stack, id, '/data')] }),
      healthcheck: healthcheck(['CMD-SHELL', `${id}-cli ping | grep -q PONG`]),
      deploy: limits(keeps ? '384M' : '192M', 64),
    },
    why: {
      command: why,
      user: "The image's own user: started as root it would need capabilities.",
    },
  };
}

function parts(server: KeyValueServer, stack: Stack, beside: readonly Entry[]): Parts {
  const keeps = stack.with.includes(server.id);
  const served = stack.cache !== server.id && beside.some(({ bringsClient }) => bringsClient);
  return {
    container: container(server, stack, keeps),
    ...(keeps && { directories: [{ name: server.id, owner: OWNER, mode: '700' as const, why: `what ${server.id} keeps` }] }),
    ...(stack.cache === server.id && { address: { CACHE_LOCATION: `redis://${server.id}:6379/0` } }),
    django: { requirements: served ? [] : ['django-redis>=6,<8'], ...(stack.cache === server.id && { settings: settings(stack) }) },
  };
}

/** The catalogue's entry for one of the two. */
export function keyValueEntry(server: KeyValueServer): Entry {
  return {
    id: server.id,
    title: server.title,
    addable: true,
    wanted: (stack) => stack.cache === server.id || stack.with.includes(server.id),
    parts: (stack, beside) => parts(server, stack, beside),
  };
}
