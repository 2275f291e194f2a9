/** What a stack has on the host below its volumes-root: the stack script makes it, `install` too, `doctor` looks at it. */
import type { Stack } from '../stack/types.ts';
import type { Service } from './index.ts';
import type { Directory } from './types.ts';

/** All directories, in the order in which they are made; `.` is volumes-root itself. */
export function directoriesOf(stack: Stack, services: readonly Service[]): readonly Directory[] {
  return [
    { name: '.', mode: '755', why: 'holds the others' },
    { name: 'static', mode: '755', why: `what nginx serves below ${stack.static.url}` },
    { name: 'deploy', mode: '755', why: 'the lock of this script, and what turns nginx to a second container' },
    { name: 'backups', mode: '700', why: 'they hold everything: for nobody else to read' },
    ...(stack.tls === 'letsencrypt' ? [{ name: 'acme', mode: '755' as const, why: 'where certbot proves that the name is yours' }] : []),
    ...services.flatMap((service) => service.directories ?? []),
  ];
}
