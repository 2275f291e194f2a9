/** The host's own nginx: there, new enough, running. */
import { includesOf } from '../nginx/place.ts';
import { isUnseen } from '../sight.ts';
import { atLeast, fail, ok, warn, type Check } from './types.ts';

export const nginx: Check = {
  id: 'nginx',
  server: true,
  install: true,
  look({ nginx: seen }) {
    if (seen === undefined) return fail('nginx is not installed', 'sudo apt install nginx');
    if (!atLeast(seen.version, '1.18')) return fail(`nginx ${seen.version} is too old`, '1.18 or newer');
    if (seen.running === undefined) return warn(`nginx ${seen.version} does not run`, 'sudo systemctl start nginx');
    const [main] = isUnseen(seen.files) ? [] : seen.files;
    return ok(`nginx ${seen.version} runs${main ? `, and reads ${includesOf(main).filter((pattern) => pattern.includes('*')).join(' and ') || 'no folder of sites'}` : ''}`);
  },
};
