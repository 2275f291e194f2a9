/** memcache: memcached, for Django's cache. It keeps nothing. */
import type { Stack } from '../stack/types.ts';
import { images } from './images.ts';
import { healthcheck, limits } from './shared.ts';
import type { Entry } from './types.ts';

const settings = ({ ident }: Stack): string => `CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": os.environ["CACHE_LOCATION"],
        "KEY_PREFIX": "${ident}",
        # Without its cache the site is slower, but not down.
        "OPTIONS": {
            "ignore_exc": True,
            "connect_timeout": 0.5,
            "timeout": 0.5,
            "retry_timeout": 1,
            "dead_timeout": 5,
        },
    }
}
`;

export const memcache: Entry = {
  id: 'memcache',
  title: 'memcached: a cache that keeps nothing over a restart',
  addable: true,
  wanted: (stack) => stack.cache === 'memcached' || stack.with.includes('memcache'),
  parts: (stack) => ({
    container: {
      label: ':11211',
      spec: {
        image: images.memcached,
        command: ['memcached', '-m', '64', '-U', '0'],
        networks: ['internal'],
        healthcheck: healthcheck(['CMD-SHELL', "printf 'version\\nquit\\n' | nc 127.0.0.1 11211 | grep -q ^VERSION"]),
        deploy: limits('128M', 64),
      },
      why: { command: 'Half of the memory limit for what is cached, and no UDP.' },
    },
    ...(stack.cache === 'memcached' && { address: { CACHE_LOCATION: 'memcache:11211' } }),
    django: { requirements: ['pymemcache>=4.0,<5'], ...(stack.cache === 'memcached' && { settings: settings(stack) }) },
  }),
};
