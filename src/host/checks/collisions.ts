/** What nginx cannot have twice: names of servers, upstreams, zones. Some of it it does not even complain about. */
import { wantedSite } from './site.ts';
import { fail, ok, warn, type Check } from './types.ts';

export const collisions: Check = {
  id: 'collisions',
  server: true,
  look(seen, subject) {
    const site = wantedSite(seen, subject);
    if ('status' in site) return site;
    const [first] = site.collisions;
    if (first) return fail(first, 'one of the two must change: another domain or name here, or that file');
    const [shadow] = site.shadows;
    return shadow ? warn(shadow, 'the same address in a listen line of nginx/, or none in that file') : ok('none with the sites that are here');
  },
};
