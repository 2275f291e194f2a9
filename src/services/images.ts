/** Every image a stack is built from or runs, in one place. Tags name version and distribution; none is `latest`. */
import type { Stack } from '../stack/types.ts';

export const images = {
  memcached: 'memcached:1.6-alpine',
  redis: 'redis:8-alpine',
  valkey: 'valkey/valkey:8-alpine',
  rabbitmq: 'rabbitmq:4.3-alpine',
  nginx: 'nginx:1.30-alpine-slim',
  node: 'node:24-alpine',
} as const;

const DISTRIBUTION = { slim: 'slim-trixie', alpine: 'alpine3.22' } as const;

/** The base of both stages of the api's Dockerfile. */
export function pythonImage({ python, base }: Pick<Stack, 'python' | 'base'>): string {
  return `python:${python}-${DISTRIBUTION[base]}`;
}

/** Debian, as its postgres user has the same number (999) in every version; in Alpine's images it is 70. */
export function postgresImage(version: string): string {
  return `postgres:${version}-trixie`;
}
