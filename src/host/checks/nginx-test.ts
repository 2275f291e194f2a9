/** Is the nginx configuration sound as it stands? One that is not stops every site at the next start of nginx. */
import { isUnseen } from '../sight.ts';
import { fail, notSeen, ok, type Check } from './types.ts';

export const nginxTest: Check = {
  id: 'nginx -t',
  server: true,
  install: true,
  look({ nginx }) {
    if (nginx === undefined) return notSeen('nginx is not installed');
    if (isUnseen(nginx.test)) return notSeen(nginx.test.unseen);
    const said = nginx.test.said.find((line) => line.includes('[emerg]')) ?? nginx.test.said[0] ?? '';
    if (nginx.test.ok) return ok('the configuration is sound');
    return fail(`red already: ${said}`, 'mend that file first: with it nginx does not start again, and no site with it');
  },
};
