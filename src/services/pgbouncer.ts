/** pgbouncer: one pool of connections to the database for all processes of the project. */
import { images } from './images.ts';
import { fromEnv, healthcheck, limits } from './shared.ts';
import type { Entry } from './types.ts';

const SETTINGS = `# PgBouncer keeps the connections, and lends one for each transaction.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# PgBouncer lends for one transaction, which a cursor of the server would outlive.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
`;

export const pgbouncer: Entry = {
  id: 'pgbouncer',
  title: 'PgBouncer: a pool of connections to PostgreSQL, for many processes',
  addable: true,
  refuses: ({ db }) => (db === 'external' ? 'pgbouncer stands in front of the db of this stack; one that runs elsewhere has a pool of its own, or needs one there.' : undefined),
  wanted: (stack) => stack.with.includes('pgbouncer'),
  parts: (stack) => ({
    container: {
      label: 'PgBouncer :5432',
      spec: {
        image: images.pgbouncer,
        networks: ['internal'],
        environment: {
          DB_HOST: 'db',
          DB_NAME: stack.ident,
          DB_USER: stack.ident,
          DB_PASSWORD: fromEnv('POSTGRES_PASSWORD'),
          AUTH_TYPE: 'scram-sha-256',
          POOL_MODE: 'transaction',
          DEFAULT_POOL_SIZE: '20',
          MAX_CLIENT_CONN: '500',
        },
        // Its user has the number 70 in this image.
        tmpfs: ['/etc/pgbouncer:uid=70,gid=70,mode=0700'],
        depends_on: { db: { condition: 'service_healthy' } },
        healthcheck: healthcheck(['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', stack.ident, '-d', stack.ident], { timeout: 5 }),
        deploy: limits('128M', 32),
      },
      why: {
        environment: 'Up to 500 clients share 20 connections; the db allows 100.',
        tmpfs: 'It writes its configuration when it starts, with the password in it.',
      },
    },
    django: { settings: SETTINGS },
  }),
};
