/** Where the data is: the stack's directories, the way to them, the space there, and the backups in them. */
import { dirname, join } from 'node:path';
import type { Machine } from '../machine.ts';
import { isUnseen, unseen, type FolderSeen, type FoldersSeen, type Unseen } from '../sight.ts';

/** TMPFS_MAGIC and RAMFS_MAGIC of linux/magic.h. */
const MEMORY = [0x01021994, 0x858458f6];

/** @param root the folder that holds `names`, `.` being itself */
export async function lookAtFolders(machine: Machine, root: string, names: readonly string[]): Promise<FoldersSeen> {
  const docker = await machine.run('docker', ['info', '--format', '{{.DockerRootDir}}']);
  const above = wayTo(root).flatMap((path) => known(folderAt(machine, path)));
  const nearest = above.at(-1)?.path ?? '/';
  const disk = machine.disk(nearest);
  return {
    root,
    own: new Map(names.map((name) => [name, folderAt(machine, join(root, name))])),
    above: above.filter(({ path }) => path !== root),
    inMemory: disk !== undefined && !isUnseen(disk) && MEMORY.includes(disk.type),
    free: [nearest, ...(docker.code === 0 ? [docker.stdout.trim()] : [])].flatMap((path) => spaceAt(machine, path)),
    backup: backupIn(machine, join(root, 'backups')),
  };
}

/** From the top down to the path itself. */
const wayTo = (path: string): readonly string[] => (path === '/' ? ['/'] : [...wayTo(dirname(path)), path]);

const known = (folder: FolderSeen | undefined | Unseen): readonly FolderSeen[] => (folder === undefined || isUnseen(folder) ? [] : [folder]);

function folderAt(machine: Machine, path: string): FolderSeen | undefined | Unseen {
  const found = machine.standing(path);
  if (found === undefined || isUnseen(found)) return found;
  return found.kind === 'folder' ? { path, uid: found.uid, gid: found.gid, mode: found.mode } : unseen('it is not a folder');
}

function spaceAt(machine: Machine, path: string): FoldersSeen['free'] {
  const disk = machine.disk(path);
  if (disk === undefined || isUnseen(disk)) return [];
  // Some file systems make inodes as they go, and say 0.
  return [{ path, bytes: disk.free, fileShare: disk.inodes === 0 ? 1 : disk.freeInodes / disk.inodes }];
}

/** A folder for each, named for its time; one without its sums was cut off. The file `verified` was written after the last proof. */
const BACKUP = /^(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\dZ)$/;

function backupIn(machine: Machine, folder: string): FoldersSeen['backup'] {
  const names = machine.names(folder);
  if (names === undefined || isUnseen(names)) return names ?? { made: undefined, verified: undefined };
  const whole = names.filter((name) => BACKUP.test(name) && machine.exists(join(folder, name, 'SHA256SUMS')));
  const made = whole.map((name) => Date.parse(name.replace(BACKUP, '$1:$2:$3')));
  const proof = machine.standing(join(folder, 'verified'));
  return { made: made.length > 0 ? Math.max(...made) : undefined, verified: proof === undefined || isUnseen(proof) ? undefined : proof.changed };
}
