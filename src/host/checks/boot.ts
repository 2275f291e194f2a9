/** After a reboot of the host everything must come back by itself. */
import { isUnseen } from '../sight.ts';
import { notSeen, ok, warn, type Check } from './types.ts';

export const boot: Check = {
  id: 'boot',
  server: true,
  look({ docker, nginx }) {
    const services = [['docker', docker.atBoot] as const, ...(nginx ? [['nginx', nginx.atBoot] as const] : [])];
    const off = services.filter(([, atBoot]) => atBoot === false).map(([name]) => name);
    if (off.length > 0) return warn(`${off.join(' and ')} will not start with the host`, `sudo systemctl enable ${off.join(' ')}`);
    const hidden = services.flatMap(([, atBoot]) => (isUnseen(atBoot) ? [atBoot.unseen] : []))[0];
    return hidden === undefined ? ok(`${services.map(([name]) => name).join(' and ')} start with the host`) : notSeen(hidden);
  },
};
