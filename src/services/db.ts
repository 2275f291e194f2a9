/** db: PostgreSQL in a container, or the address of one that runs elsewhere. */
import type { Stack } from '../stack/types.ts';
import { pgvectorImage, postgresImage } from './images.ts';
import { bind, fromEnv, healthcheck, limits } from './shared.ts';
import type { Container, Entry, Parts } from './types.ts';

const driver = { requirements: ['psycopg[binary]>=3.2,<4'] };

/** Up to 17 the image keeps its data in the folder itself, from 18 on in one named for the version. */
function dataFolder(version: string): { target: string; why: string } {
  return Number(version) >= 18
    ? { target: '/var/lib/postgresql', why: 'Up to PostgreSQL 17 the target was /var/lib/postgresql/data.' }
    : { target: '/var/lib/postgresql/data', why: 'From PostgreSQL 18 on the target is /var/lib/postgresql.' };
}

function container(stack: Stack): Container {
  const { target, why } = dataFolder(stack.db);
  return {
    label: 'PostgreSQL :5432',
    spec: {
      image: stack.with.includes('pgvector') ? pgvectorImage(stack.db) : postgresImage(stack.db),
      user: '999:999',
      networks: ['internal'],
      environment: {
        POSTGRES_USER: stack.ident,
        POSTGRES_DB: stack.ident,
        POSTGRES_PASSWORD: fromEnv('POSTGRES_PASSWORD'),
      },
      volumes: [bind(stack, 'postgresql', target)],
      tmpfs: ['/tmp', '/run/postgresql'],
      shm_size: '256m',
      healthcheck: healthcheck(['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', stack.ident, '-d', stack.ident], {
        timeout: 5,
        starting: 120,
      }),
      stop_grace_period: '60s',
      deploy: limits('1G', 256),
    },
    why: {
      user: "The image's own user. Started as root it would need four capabilities; this way none.",
      volumes: why,
      shm_size: "Parallel queries outgrow Docker's 64 MB.",
      healthcheck: 'Over TCP: while the database is being created the server answers on its socket only.',
    },
  };
}

const external: Parts = {
  address: { DATABASE_URL: '${DATABASE_URL:?not in .env; write it there}' },
  secrets: [{ key: 'DATABASE_URL', why: 'postgres://user:password@host:5432/database, the password percent-encoded.', from: 'owner' }],
  django: driver,
};

export const db: Entry = {
  id: 'db',
  title: 'PostgreSQL, with its data on the host; or one that runs elsewhere',
  addable: false,
  wanted: () => true,
  parts(stack) {
    if (stack.db === 'external') return external;
    const host = stack.with.includes('pgbouncer') ? 'pgbouncer' : 'db';
    return {
      container: container(stack),
      directories: [{ name: 'postgresql', owner: '999:999', mode: '700', why: 'the database' }],
      secrets: [{ key: 'POSTGRES_PASSWORD', why: 'Counts once, when the database is created.', from: 'generated', known: { in: 'postgresql', as: 'a database' } }],
      address: { DATABASE_URL: `postgres://${stack.ident}:${fromEnv('POSTGRES_PASSWORD')}@${host}:5432/${stack.ident}` },
      django: driver,
    };
  },
};
