/** What was seen of this host: plain data, so that every check is a function of it. A part nobody could look at says why. */
import type { Bytes, Copy } from './machine.ts';
import type { ConfFile } from './nginx/read.ts';

export interface Unseen {
  /** Why not, as the end of a sentence. */
  readonly unseen: string;
}

export const unseen = (why: string): Unseen => ({ unseen: why });

export function isUnseen(seen: unknown): seen is Unseen {
  return typeof seen === 'object' && seen !== null && 'unseen' in seen;
}

export interface Sight {
  readonly now: Date;
  readonly linux: boolean;
  readonly root: boolean;
  readonly docker: DockerSeen;
  /** Who listens for TCP connections. */
  readonly listeners: readonly Listener[] | Unseen;
  /** Undefined where nginx is not installed. */
  readonly nginx: NginxSeen | undefined;
  readonly project: ProjectSeen;
  readonly folders: FoldersSeen;
  readonly network: NetworkSeen;
  readonly certificate: CertificateSeen;
  /** True where an install of this stack, or an uninstall, was cut off. */
  readonly cutOff: boolean | Unseen;
  /** True where the clock is kept by the network. */
  readonly clock: boolean | Unseen;
  /** Bytes, swap included. */
  readonly memory: number;
}

export interface DockerSeen {
  /** The engine's version; undefined where docker is not installed. */
  readonly engine: string | undefined | Unseen;
  /** Undefined where the plugin is missing. */
  readonly compose: string | undefined;
  readonly buildx: boolean;
  /** Started with the host? */
  readonly atBoot: boolean | Unseen;
  readonly containers: readonly RunningContainer[] | Unseen;
  /** What docker-compose.yml publishes. */
  readonly published: readonly Published[] | Unseen;
}

export interface RunningContainer {
  readonly name: string;
  /** Compose's project or Swarm's stack; empty for a container of another kind. */
  readonly project: string;
  readonly ports: readonly number[];
}

export interface Published {
  readonly service: string;
  /** Empty for every address. */
  readonly address: string;
  readonly port: number;
}

export interface Listener {
  /** As in 127.0.0.1, 0.0.0.0, :: or *. */
  readonly address: string;
  readonly port: number;
  /** Empty without the right to see it. */
  readonly program: string;
  /** All processes that share it. */
  readonly pids: readonly number[];
}

export interface NginxSeen {
  /** As in "1.22.1". */
  readonly version: string;
  /** Where its nginx.conf is. */
  readonly configuration: string;
  /** The number of its main process. */
  readonly running: number | undefined;
  /** Started with the host? */
  readonly atBoot: boolean | Unseen;
  /** What `nginx -t` says now, without its two lines of success. */
  readonly test: { readonly ok: boolean; readonly said: readonly string[] } | Unseen;
  /** All that `nginx -T` shows, nginx.conf first. */
  readonly files: readonly ConfFile[] | Unseen;
  /** What stands at the paths that a site of this name could have, and beside them. */
  readonly copies: ReadonlyMap<string, Copy>;
  /** Who its workers are. */
  readonly worker: Identity | undefined;
}

export interface Identity {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** What is in the stack's own folder. */
export interface ProjectSeen {
  readonly env: { readonly mode: number; readonly values: ReadonlyMap<string, string> } | undefined | Unseen;
  /** Is .env in git? */
  readonly envTracked: boolean;
  /** The nginx files: the site, the one for TLS, the user's own; by path from the project. */
  readonly nginx: ReadonlyMap<string, Bytes>;
}

export interface FolderSeen {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export interface FoldersSeen {
  /** Where the data is: VOLUMES_ROOT of .env, or volumes-root. */
  readonly root: string;
  /** The stack's directories by name; undefined where one is missing. */
  readonly own: ReadonlyMap<string, FolderSeen | undefined | Unseen>;
  /** The folders on the way to `root`, from the top, as far as they exist. */
  readonly above: readonly FolderSeen[];
  /** Is the nearest of them in memory? */
  readonly inMemory: boolean;
  /** Bytes and files that fit, there and where docker keeps its images. */
  readonly free: readonly { readonly path: string; readonly bytes: number; readonly fileShare: number }[];
  /** The newest backup, when it was made and last proven, in milliseconds since 1970. */
  readonly backup: { readonly made: number | undefined; readonly verified: number | undefined } | Unseen;
}

export interface NetworkSeen {
  readonly addresses: readonly string[];
  /** Does this host speak IPv6 at all? */
  readonly ipv6: boolean;
  /** By name of the stack: where it leads. */
  readonly names: ReadonlyMap<string, readonly string[] | Unseen>;
}

export interface CertificateSeen {
  /** The file that the site names, as PEM; undefined where there is none yet, or none is wanted. */
  readonly file: string | undefined | Unseen;
  /** What nginx serves for the first name, as PEM. */
  readonly served: string | undefined;
}
