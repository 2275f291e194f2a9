/** The catalogue: the only list of its entries, in the order in which compose names them. */
import type { Stack } from '../stack/types.ts';
import { api } from './api.ts';
import { beat } from './beat.ts';
import { channels } from './channels.ts';
import { db } from './db.ts';
import { mailpit } from './mailpit.ts';
import { memcache } from './memcache.ts';
import { pgbouncer } from './pgbouncer.ts';
import { pgvector } from './pgvector.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redis } from './redis.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import type { Container, Entry, Parts } from './types.ts';
import { valkey } from './valkey.ts';
import { adoptedParts } from './adopted.ts';
import { web } from './web.ts';
import { worker } from './worker.ts';

export const catalogue: readonly Entry[] = [
  web, api, worker, beat, scheduler, channels, db, pgvector, pgbouncer, memcache, redis, valkey, rabbitmq, mailpit, s3,
];

/** What `--with` may name. */
export const addable: readonly Entry[] = catalogue.filter((entry) => entry.addable);

/** An entry of a stack and what it contributes there. */
export interface Service extends Parts {
  readonly id: string;
}

/** The services a stack has, in the catalogue's order. */
export function servicesOf(stack: Stack): readonly Service[] {
  const wanted = catalogue.filter((entry) => entry.wanted(stack));
  const own = wanted.map((entry) => ({ id: entry.id, ...entry.parts(stack, wanted) }));
  return [...own, ...stack.adopted.map((adopted) => ({ id: adopted.id, ...adoptedParts(adopted) }))];
}

/** True for services that run somewhere in this stack. */
export function hasContainer(service: Service): service is Service & { container: Container } {
  return service.container !== undefined;
}

/** Those whose block a docker-compose.yml does not have. @param composed the names of all services that it has */
export function notIn(composed: readonly string[], services: readonly Service[]): readonly Service[] {
  return services.filter((service) => hasContainer(service) && !composed.includes(service.id));
}
