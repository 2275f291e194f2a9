/** The stack's directories: there, of the right user, not in memory, and nginx can reach what it serves. */
import { isUnseen, type FolderSeen, type Identity, type Sight } from '../sight.ts';
import { directoriesOf } from '../../services/directories.ts';
import type { Directory } from '../../services/types.ts';
import type { Subject } from '../see.ts';
import { fail, notSeen, ok, warn, type Check, type Finding } from './types.ts';

/** What nginx reads on the host. */
const SERVED = ['.', 'static', 'media', 'deploy', 'acme'];

export const folders: Check = {
  id: 'directories',
  look(seen, subject) {
    const { root, inMemory, above } = seen.folders;
    if (inMemory) return fail(`${root} is in memory, and empty after a reboot`, 'another volumes-root in django-stack.yml');
    const closed = seen.nginx?.worker && above.find((folder) => !mayEnter(folder, seen.nginx?.worker));
    if (closed) return fail(`nginx may not enter ${closed.path}, on the way to ${root}`, `sudo chmod o+x ${closed.path}, or another volumes-root`);
    return ownFolders(seen, subject);
  },
};

function ownFolders(seen: Sight, { stack, services }: Subject): Finding {
  const wanted = directoriesOf(stack, services).map((directory) => ({ directory, found: seen.folders.own.get(directory.name) }));
  const missing = wanted.filter(({ found }) => found === undefined).map(({ directory }) => directory.name);
  const there = wanted.flatMap(({ directory, found }) => (found === undefined || isUnseen(found) ? [] : [{ directory, found }]));
  for (const { directory, found } of there) {
    const wrong = wrongWith(directory, found, seen);
    if (wrong) return wrong;
  }
  if (missing.length === wanted.length) return warn(`${seen.folders.root} is not there yet`, './stack up makes it');
  if (missing.length > 0) return warn(`missing in ${seen.folders.root}: ${missing.join(', ')}`, './stack up makes them');
  const hidden = wanted.find(({ found }) => isUnseen(found));
  return hidden ? notSeen('that takes root') : ok(`all in ${seen.folders.root}`);
}

/** Docker's machine on a Mac lets every container write what is yours: there owners say nothing. */
function wrongWith({ name, owner }: Directory, found: FolderSeen, { nginx, linux }: Sight): Finding | undefined {
  const [uid] = (owner ?? '').split(':').map(Number);
  if (linux && owner !== undefined && found.uid !== uid) {
    return fail(`${found.path} belongs to user ${found.uid}, and its container is user ${uid}`, `look at what is in it, then sudo chown ${owner} ${found.path}`);
  }
  const shut = nginx?.worker && SERVED.includes(name) && !mayEnter(found, nginx.worker);
  return shut ? fail(`nginx may not enter ${found.path}`, `sudo chmod o+x ${found.path}`) : undefined;
}

/** The right to pass through a folder, as the kernel decides it. */
function mayEnter({ uid, gid, mode }: FolderSeen, who: Identity | undefined): boolean {
  if (who === undefined || who.uid === 0) return true;
  const bits = who.uid === uid ? mode >> 6 : who.gids.includes(gid) ? mode >> 3 : mode;
  return (bits & 1) === 1;
}
