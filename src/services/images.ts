/** Every image a stack is built from or runs, in one place. Tags name version and distribution; none is `latest`. */
import type { Stack } from '../stack/types.ts';

export const images = {
  memcached: 'memcached:1.6-alpine',
  redis: 'redis:8-alpine',
  valkey: 'valkey/valkey:8-alpine',
  rabbitmq: 'rabbitmq:4.3-alpine',
  pgbouncer: 'edoburu/pgbouncer:v1.25.2-p0',
  mailpit: 'axllent/mailpit:v1.31.4',
  nginx: 'nginx:1.30-alpine-slim',
  node: 'node:24-alpine',
} as const;

const DISTRIBUTION = { slim: 'slim-trixie', alpine: 'alpine3.24' } as const;

/** The base of both stages of the api's Dockerfile. */
export function pythonImage({ python, base }: Pick<Stack, 'python' | 'base'>): string {
  return `python:${python}-${DISTRIBUTION[base]}`;
}

/** Debian, as its postgres user has the same number (999) in every version; in Alpine's images it is 70. */
export function postgresImage(version: string): string {
  return `postgres:${version}-trixie`;
}

/** The same with the extension "vector", built upon it: the two can read each other's files. */
export function pgvectorImage(version: string): string {
  return `pgvector/pgvector:0.8.2-pg${version}-trixie`;
}
