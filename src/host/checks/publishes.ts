/** A port that Docker publishes on every address is open to the world, whatever the firewall says (moby#22054, moby#4737). */
import { isUnseen } from '../sight.ts';
import { fail, notSeen, ok, warn, type Check } from './types.ts';

export const publishes: Check = {
  id: 'firewall',
  look({ docker: { published } }, { services }) {
    if (isUnseen(published)) return notSeen(published.unseen);
    const open = published.filter(({ address }) => !/^(127\.|::1$)/.test(address));
    const own = open.find(({ service }) => services.some(({ id, adopted }) => id === service && !adopted));
    const found = own ?? open[0];
    if (!found) return ok('every published port is on 127.0.0.1');
    const say = own ? fail : warn;
    return say(`${found.service} publishes ${found.port} on ${found.address || 'every address'}, and the firewall does not stop that`, `in docker-compose.yml: "127.0.0.1:${found.port}:…"`);
  },
};
