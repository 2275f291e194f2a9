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
  /** Where manage.py is: its folder, empty for the project's own, and what Python runs there ("-m django" where there is none). */
  readonly manage: { readonly folder: string; readonly script: string };
  /** The class of django-configurations; empty, where settings are a module. */
  readonly configuration: string;
  /** What gunicorn speaks to: <module>.wsgi or <module>.asgi. */
  readonly interface: 'wsgi' | 'asgi';
  /** What the image installs: a path relative to the project. */
  readonly requirements: string;
  /** Minor version, as in "3.14". */
  readonly python: string;
  readonly base: 'slim' | 'alpine';
  /** Where the images are pulled from, as in "registry.example.com/team"; empty where they are built on the server. */
  readonly registry: string;
  /** Names of stack/libraries.ts: what Python packages need beside their wheels. */
  readonly libraries: readonly string[];
  /** Environment variables that the settings read and the stack sets: in compose where it knows the value, in .env otherwise. */
  readonly variables: readonly string[];
  /** Static files and uploads: the URL they are below, and the folder of the project that holds them in the container. */
  readonly static: { readonly url: string; readonly root: string };
  readonly media: { readonly url: string; readonly root: string };
  /** A URL that answers 200 while the project is well; empty where none is known. */
  readonly health: string;
  /** Where Django's admin is; nginx limits what is posted to its login. */
  readonly admin: string;
  readonly web: {
    readonly kind: 'static' | 'node' | 'image' | 'none';
    readonly image?: string;
    /** Where the front end is, for the kinds that are built here. */
    readonly folder: string;
    /** False where a front end stands in web/ already: all it gets is a Dockerfile, if it has none. */
    readonly starter: boolean;
  };
  /** Where somebody develops: settings, class, the option by which further packages are installed, the front end's command; each is empty where nothing says so. */
  readonly developed: { readonly settings: string; readonly configuration: string; readonly packages: string; readonly frontEnd: string };
  /** Host ports on 127.0.0.1. A spare is what the second container of a deploy gets. */
  readonly ports: { readonly web: number; readonly webSpare: number; readonly api: number; readonly apiSpare: number; readonly mailpit: number };
  /** Which URLs go to the api; ["/"] when there is no web. */
  readonly apiPrefixes: readonly string[];
  readonly db: '18' | '17' | '16' | 'external';
  readonly cache: 'memcached' | 'redis' | 'valkey' | 'none';
  /** Where the host keeps the data: an absolute path without a slash at its end. */
  readonly volumesRoot: string;
  /** In nginx's notation, as in "20m". */
  readonly uploadLimit: string;
  /** Where the Celery app is, as `celery --app` takes it. */
  readonly celery: string;
  /** Entries of the catalogue that were added to what the answers above imply, and those that they need. */
  readonly with: readonly string[];
  /** Which of these nobody asked for, and why they are there. */
  readonly implied: readonly Implied[];
  /** Services written by hand in docker-compose.yml that are part of the stack. */
  readonly adopted: readonly Adopted[];
  /** Addresses of hosts that run web and api: further ones, or on Swarm all of them. Their ports are the same everywhere. */
  readonly upstreams: readonly string[];
  /** True for a stack that can run on several hosts, as a Docker Swarm. */
  readonly swarm: boolean;
}

/** A service that came with another one. */
export interface Implied {
  readonly id: string;
  readonly by: string;
  /** Goes after a colon, as in "redis comes with worker: its tasks wait there". */
  readonly why: string;
}

/** What a service cannot be without: one of several, of which the first is taken where the stack has none. */
export interface Need {
  readonly oneOf: readonly [string, ...string[]];
  readonly why: string;
}

/** What `with` may name, as far as the model must know it. */
export interface Addable {
  readonly id: string;
  readonly needs?: readonly Need[];
  /** Why a stack with these answers cannot have it, as a sentence; undefined if it can. */
  readonly refuses?: (stack: Stack) => string | undefined;
}

/** A service that a person wrote in docker-compose.yml: the file stays theirs, and this is what it tells. */
export interface Foreign {
  readonly id: string;
  /** Ports of this host that it publishes. */
  readonly ports: readonly number[];
  /** Those of them that every address of the host has: no firewall stops a port that Docker publishes. */
  readonly open?: readonly number[];
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

/** A value that a file names. */
export interface Finding {
  readonly value: string;
  /** The file, or `file:line`. */
  readonly from: string;
}

/** What was found in the folder a stack is made for; see project/detect.ts. */
export interface Findings {
  /** The folder's own name, from which the stack's name is derived. */
  readonly folder: string;
  /** True where a Django project is. */
  readonly project: boolean;
  /** What files say, by the answer it proposes. */
  readonly proposals?: Readonly<Partial<Record<string, Finding>>>;
  /** Where files name several, by the answer that decides. */
  readonly several?: Readonly<Partial<Record<string, readonly Finding[]>>>;
  /** What files say and no answer can hold, or leave open: a sentence, and the answer it is about. */
  readonly remarks?: readonly { readonly about: string; readonly sentence: string }[];
  /** Names of the packages that production installs, as PyPI spells them; with an extra as in celery-redis. */
  readonly installed?: readonly string[];
  /** Folders that hold its own Python, which the image needs. */
  readonly packages?: readonly string[];
  /** What of services' own files the project has somewhere: 'celery', an app. */
  readonly has?: readonly string[];
  /** The service of a database in a docker-compose.yml that was here before. */
  readonly database?: string;
  /** Settings that a stack counts on and the project lacks; absent where its settings could not be read. */
  readonly lacks?: readonly string[];
  /** For where somebody develops: what manage.py names, and the command of the front end. */
  readonly developed?: Partial<Stack['developed']>;
  /** True where a front end of somebody's stands. */
  readonly frontEnd: boolean;
  /** The services of docker-compose.yml that are not ours. */
  readonly foreign?: readonly Foreign[];
  /** The names of all its services; absent where there is no such file. */
  readonly composed?: readonly string[];
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
