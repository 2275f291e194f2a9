/** What nginx cannot have twice: names of servers, upstreams, zones. Some of it it does not even complain about. */
import { wantedSite } from './site.ts';
import { fail, ok, type Check } from './types.ts';

export const collisions: Check = {
  id: 'collisions',
  server: true,
  look(seen, subject) {
    const site = wantedSite(seen, subject);
    if ('status' in site) return site;
    const [first] = site.collisions;
    return first ? fail(first, 'one of the two must change: another domain or name here, or that file') : ok('none with the sites that are here');
  },
};
