/** A change of this host's nginx that was cut off: part of it may stand there, and no command has looked since. */
import { isUnseen } from '../sight.ts';
import { fail, notSeen, ok, type Check } from './types.ts';

export const cutOff: Check = {
  id: 'install',
  server: true,
  look({ cutOff: seen }, { commands }) {
    if (isUnseen(seen)) return notSeen(seen.unseen);
    return seen ? fail('an install or uninstall was cut off', `${commands.typedAsRoot('install')}: takes it back, then begins again`) : ok('none was cut off');
  },
};
