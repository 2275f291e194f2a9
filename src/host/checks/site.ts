/** /etc/nginx holds copies of the project's nginx files: are they there, and the same? */
import { dirname, join } from 'node:path';
import { StackError } from '../../errors.ts';
import { placesOf } from '../nginx/place.ts';
import { siteFor, type Site } from '../nginx/site.ts';
import { isUnseen, type Sight } from '../sight.ts';
import type { Subject } from '../see.ts';
import { fail, notSeen, ok, warn, type Check, type Finding } from './types.ts';

export const site: Check = {
  id: 'site',
  server: true,
  look(seen, subject) {
    const { nginx } = seen;
    const { name } = subject.stack;
    if (!nginx) return notSeen('nginx is not installed');
    const base = dirname(nginx.configuration);
    const again = `${subject.commands.typedAsRoot('install')}, or the commands in DEPLOY.md`;
    if (!placesOf(name).some((path) => nginx.copies.has(join(base, path)))) return warn(`nginx has no copy of nginx/${name}.conf yet`, again);
    const wanted = wantedSite(seen, subject);
    if ('status' in wanted) return wanted;
    const differs = [...wanted.files].find(([path, bytes]) => {
      const copy = nginx.copies.get(path);
      return copy?.kind !== 'file' || copy.bytes !== bytes;
    });
    return differs ? warn(`${differs[0]} is not what nginx/ says`, again) : ok('nginx has what nginx/ says');
  },
};

/** The site as it would be installed here, or why that cannot be said. */
export function wantedSite(seen: Sight, subject: Subject): Site | Finding {
  if (!seen.nginx) return notSeen('nginx is not installed');
  if (isUnseen(seen.nginx.files)) return notSeen(seen.nginx.files.unseen);
  const file = `nginx/${subject.stack.name}.conf`;
  if (!seen.project.nginx.has(file)) return fail(`${file} is missing in the project`, subject.commands.typed(`regenerate ${file}`));
  try {
    return siteFor(seen, seen.nginx, subject);
  } catch (error) {
    if (error instanceof StackError) return fail(error.message.replace(/\.$/, ''), error.hints[0]?.replace(/\.$/, '') ?? 'mend that first');
    throw error;
  }
}
