/** A wrong clock breaks certificates, sessions and the order of backups. */
import { isUnseen } from '../sight.ts';
import { notSeen, ok, warn, type Check } from './types.ts';

export const clock: Check = {
  id: 'clock',
  look({ clock: kept }) {
    if (isUnseen(kept)) return notSeen(kept.unseen);
    return kept ? ok('kept by the network') : warn('nothing keeps it right', 'sudo timedatectl set-ntp true');
  },
};
