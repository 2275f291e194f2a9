/** .env: the secrets are there, and nobody else reads them. */
import { isUnseen } from '../sight.ts';
import { fail, notSeen, ok, warn, type Check } from './types.ts';

export const env: Check = {
  id: '.env',
  look({ project: { env: seen, envTracked } }, { services }) {
    if (envTracked) return fail('.env is in git, and its secrets with it', 'git rm --cached .env, then change every secret in it');
    if (seen === undefined) return warn('there is none yet', './stack up writes it');
    if (isUnseen(seen)) return notSeen(seen.unseen);
    const secrets = services.flatMap((service) => service.secrets ?? []);
    const missing = secrets.filter(({ key }) => !seen.values.get(key));
    const mine = missing.filter(({ from }) => from === 'owner').map(({ key }) => key);
    if (mine.length > 0) return fail(withoutValue(mine), 'write it; .env.example says what it looks like');
    if ((seen.mode & 0o077) !== 0) return warn(`others on this host may read it: mode ${seen.mode.toString(8)}`, 'chmod 600 .env');
    if (missing.length > 0) return warn(withoutValue(missing.map(({ key }) => key)), './stack up writes it, unless a database knows it already');
    return ok('every secret is there, and only its owner reads it');
  },
};

const withoutValue = (keys: readonly string[]): string => `${keys.join(', ')} ${keys.length > 1 ? 'have' : 'has'} no value`;
