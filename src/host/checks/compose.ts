/** docker-compose.yml: it has every service that the rest of the stack counts on. */
import { notIn } from '../../services/index.ts';
import { fail, ok, type Check } from './types.ts';

export const compose: Check = {
  id: 'compose',
  look(_, { services, composed, commands }) {
    if (!composed) return fail('docker-compose.yml is missing', commands.typed('regenerate docker-compose.yml'));
    const gone = notIn(composed, services).map(({ id }) => id);
    return gone.length > 0
      ? fail(`docker-compose.yml lacks ${gone.join(', ')}, and the rest of the stack counts on that`, `${commands.typed('regenerate')} says what to do`)
      : ok('docker-compose.yml has every service of the stack');
  },
};
