/**
 * The model everything else is made from. This file imports nothing.
 *
 *   argv, prompts, django-stack.yml → RawAnswers → Stack → RenderedFile[] → Plan → Result
 */

/** A complete, valid stack: what `resolve` returns and what every renderer reads. */
export interface Stack {
  /** Compose project, images and files: lower-case letters, digits, hyphens. */
  readonly name: string;
  /** The same with `_` for `-`, where a hyphen is not allowed: nginx variables, database, role. */
  readonly ident: string;
  /** Host names in ASCII. The first is canonical, the others redirect to it. */
  readonly domains: readonly [string, ...string[]];
  readonly tls: 'none' | 'letsencrypt' | 'files';
  readonly django: 'new' | 'existing';
  /** The Python package that holds wsgi.py. */
  readonly module: string;
  /** DJANGO_SETTINGS_MODULE in production. */
  readonly settings: string;
  /** What the image installs: a path relative to the project. */
  readonly requirements: string;
  /** Minor version, as in "3.14". */
  readonly python: string;
  readonly base: 'slim' | 'alpine';
  readonly web: {
    readonly kind: 'static' | 'node' | 'image' | 'none';
    readonly image?: string;
    /** False where a front end stands in web/ already: all it gets is a Dockerfile, if it has none. */
    readonly starter: boolean;
  };
  /** Host ports on 127.0.0.1. A spare is what the second container of a deploy gets. */
  readonly ports: { readonly web: number; readonly webSpare: number; readonly api: number; readonly apiSpare: number };
  /** Which URLs go to the api; ["/"] when there is no web. */
  readonly apiPrefixes: readonly string[];
  readonly db: '18' | '17' | '16' | 'external';
  readonly cache: 'memcached' | 'redis' | 'valkey' | 'none';
  /** Where the host keeps the data: an absolute path without a slash at its end. */
  readonly volumesRoot: string;
  /** In nginx's notation, as in "20m". */
  readonly uploadLimit: string;
  /** Entries of the catalogue that were added to what the answers above imply. */
  readonly with: readonly string[];
  /** Services written by hand in docker-compose.yml that are part of the stack. */
  readonly adopted: readonly Adopted[];
}

/** A service that a person wrote in docker-compose.yml: the file stays theirs, and this is what it tells. */
export interface Foreign {
  readonly id: string;
  /** Ports of this host that it publishes. */
  readonly ports: readonly number[];
  readonly networks: readonly string[];
  /** Networks and named volumes it uses that compose declares nowhere, or that we declared for it. */
  readonly missingNetworks: readonly string[];
  readonly missingVolumes: readonly string[];
  /** Folders below volumes-root that it mounts, and where it sees them. */
  readonly mounts: readonly { readonly folder: string; readonly target: string; readonly readOnly: boolean }[];
  /** Variables without a default that compose asks for on its behalf. */
  readonly variables: readonly string[];
  /** What its `x-stack` says: false, to be left alone. */
  readonly facts?: { readonly port?: number; readonly route?: string } | false;
}

/** A foreign service with its place in nginx, if it has one. */
export interface Adopted extends Foreign {
  readonly port?: number;
  readonly route?: string;
}

/** What was found in the folder a stack is made for; see project/detect.ts. */
export interface Findings {
  /** The folder's own name, from which the stack's name is derived. */
  readonly folder: string;
  /** True where a manage.py stands. */
  readonly project: boolean;
  readonly module?: string;
  readonly settings?: string;
  readonly requirements?: string;
  /** True where web/ has a package.json. */
  readonly frontEnd: boolean;
  /** The services of docker-compose.yml that are not ours. */
  readonly foreign?: readonly Foreign[];
}

/**
 * Who owns a file after it was written (design.md §3), and so what may happen to it later:
 *   shared  three-way merge with the last render
 *   yours   written once, never again
 *   lines   missing lines are appended
 *   keys    missing KEY=value lines are appended; secret, so never shown
 *   tool    replaced: nobody else's business
 */
export type Ownership = 'shared' | 'yours' | 'lines' | 'keys' | 'tool';

export interface RenderedFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** For `keys`: what a new file holds, with `{{KEY}}` where a generated secret goes. */
  readonly content: string;
  readonly mode: 0o600 | 0o644 | 0o755;
  readonly ownership: Ownership;
}
