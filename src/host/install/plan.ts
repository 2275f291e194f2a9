/** What a change of the site means for this host: which files, which folders, and whose edits stand in the way. */
import { dirname, join } from 'node:path';
import { directoriesOf } from '../../services/directories.ts';
import type { Copy } from '../machine.ts';
import { readAt } from '../nginx/place.ts';
import type { Site } from '../nginx/site.ts';
import type { FoldersSeen, NginxSeen } from '../sight.ts';
import type { Subject } from '../see.ts';
import { file } from './disk.ts';
import { fingerprint, NOTHING, type State } from './state.ts';

/** One path of the host, as it is and as it shall be; null for nothing. */
export interface Step {
  readonly path: string;
  readonly before: Copy | null;
  readonly after: Copy | null;
}

export interface NewFolder {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface HostPlan {
  readonly folders: readonly NewFolder[];
  readonly steps: readonly Step[];
  /** Folders that go if they are empty then, the outermost first. */
  readonly leaving: readonly string[];
  /** Files on the host that somebody has edited there, or put there: they would be replaced. */
  readonly edited: readonly string[];
  /** Of the site itself; nginx reads everything else because of it. */
  readonly entrance: string;
  /** What is to be remembered afterwards. */
  readonly next: State;
}

type Owner = Pick<NewFolder, 'uid' | 'gid'>;

/**
 * @param raw the project's own bytes by path on the host: a copy by hand, as DEPLOY.md says, is nobody's edit
 * @param me who the folders of ./stack belong to
 */
export function planInstall(site: Site, raw: ReadonlyMap<string, string>, nginx: NginxSeen, state: State, folders: readonly NewFolder[]): HostPlan {
  const { base, place } = site;
  const wanted = new Map<string, Copy>([...site.files].map(([path, bytes]) => [path, file(bytes)]));
  if (place.link !== undefined) wanted.set(join(base, place.link), { kind: 'link', to: join(base, place.file) });
  const paths = [...new Set([...wanted.keys(), ...Object.keys(state.files)])];
  const steps = paths.flatMap((path) => {
    const before = nginx.copies.get(path) ?? null;
    return change(path, before, wanted.get(path) ?? state.files[path]?.original ?? null);
  });
  const edited = steps.filter(({ path, before }) => isForeign(path, before, state, raw)).map(({ path }) => path);
  const files = [...wanted].map(([path, copy]) => [path, { put: fingerprint(copy), original: state.files[path] ? state.files[path].original : (nginx.copies.get(path) ?? null) }] as const);
  return { folders, steps, leaving: [], edited, entrance: join(base, readAt(place)), next: { files: Object.fromEntries(files), folders: [...state.folders, ...folders.map(({ path }) => path)] } };
}

/** Everything back as it was; folders go that are empty then. */
export function planUninstall(entrance: string, nginx: NginxSeen, state: State): HostPlan {
  const steps = Object.entries(state.files).flatMap(([path, { original }]) => change(path, nginx.copies.get(path) ?? null, original));
  const edited = steps.filter(({ path, before }) => isForeign(path, before, state, new Map())).map(({ path }) => path);
  return { folders: [], steps, leaving: state.folders, edited, entrance, next: NOTHING };
}

/** A file that belongs to somebody else keeps its owner and mode. */
function change(path: string, before: Copy | null, after: Copy | null): readonly Step[] {
  const same = before === null ? after === null : after !== null && fingerprint(before) === fingerprint(after);
  return same ? [] : [{ path, before, after }];
}

function isForeign(path: string, before: Copy | null, state: State, raw: ReadonlyMap<string, string>): boolean {
  if (before === null) return false;
  const known = state.files[path]?.put === fingerprint(before);
  return !known && !(before.kind === 'file' && before.bytes === raw.get(path));
}

/** The missing folders, the outermost first: above volumes-root like any of root's, below it as the stack script makes them. */
export function missingFolders({ root, own, above }: FoldersSeen, { stack, services }: Subject, me: Owner): readonly NewFolder[] {
  const wanted = directoriesOf(stack, services).filter(({ name }) => own.get(name) === undefined);
  const below = wanted.map(({ name, owner, mode }) => {
    const [uid = me.uid, gid = me.gid] = owner?.split(':').map(Number) ?? [];
    return { path: join(root, name), mode: Number.parseInt(mode, 8), uid, gid };
  });
  const nearest = above.at(-1)?.path ?? '/';
  const way = own.get('.') === undefined ? between(nearest, dirname(root)) : [];
  return [...way.map(ofRoot), ...below];
}

export const ofRoot = (path: string): NewFolder => ({ path, mode: 0o755, uid: 0, gid: 0 });

/** The folders below `top` down to `bottom`. */
const between = (top: string, bottom: string): readonly string[] => (bottom === top || bottom === '/' ? [] : [...between(top, dirname(bottom)), bottom]);
