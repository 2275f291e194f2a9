/** The doctor's checks: the only list of them, in the order in which they are shown. */
import { backups } from './backups.ts';
import { boot } from './boot.ts';
import { certificate } from './certificate.ts';
import { clock } from './clock.ts';
import { collisions } from './collisions.ts';
import { compose } from './compose.ts';
import { cutOff } from './cut-off.ts';
import { dns } from './dns.ts';
import { docker } from './docker.ts';
import { env } from './env.ts';
import { folders } from './folders.ts';
import { front } from './front.ts';
import { nginx } from './nginx.ts';
import { nginxTest } from './nginx-test.ts';
import { ports } from './ports.ts';
import { publishes } from './publishes.ts';
import { site } from './site.ts';
import { disk, memory } from './space.ts';
import { swarm } from './swarm.ts';
import type { Check } from './types.ts';

export const checks: readonly Check[] = [
  docker, compose, env, ports, publishes, swarm, folders, disk, memory, clock,
  nginx, nginxTest, front, collisions, cutOff, site, dns, certificate, boot, backups,
];
