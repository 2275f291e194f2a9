/**
 * The catalogue's one interface.
 *
 * An entry is a file of data: what one service is called, when a stack has it, and what it contributes. It decides
 * nothing about syntax; the renderers put its parts into compose, nginx, `.env`, DEPLOY.md and the picture. To
 * add a service, write one such file and name it in index.ts.
 *
 * Only an entry with a container has an image and a health check; an external database is an entry without.
 */
import type { Addable, Adopted, Stack } from '../stack/types.ts';

/** Its id is the service's name in compose, and what `--with` and `add` call it. No underscore: Django refuses such hosts. */
export interface Entry extends Addable {
  /** One line for `list`. */
  readonly title: string;
  /** True for what `--with` may name. The others follow from answers of their own. */
  readonly addable: boolean;
  /** What it installs has a client for Redis and Valkey, so that the project needs no other. */
  readonly bringsClient?: true;
  /** Does this stack have it? */
  wanted(stack: Stack): boolean;
  /** @param beside every entry of this stack */
  parts(stack: Stack, beside: readonly Entry[]): Parts;
}

export interface Parts {
  readonly container?: Container;
  /** A service written by hand: compose has it already. */
  readonly adopted?: Adopted;
  /** What nginx passes on to it. */
  readonly route?: Route;
  /** Folders below volumes-root that must exist before the container starts. */
  readonly directories?: readonly Directory[];
  /** Lines of `.env`. */
  readonly secrets?: readonly Secret[];
  /** Environment variables by which containers that run the project find this service. */
  readonly address?: Readonly<Record<string, string>>;
  /** What the Django project needs for it. */
  readonly django?: DjangoNeeds;
}

export interface Container {
  /** What the picture writes below the name, as in "gunicorn :8000". */
  readonly label: string;
  /**
   * The service of the compose specification, without what all services share (render/compose.ts) and,
   * where `runsProject` says so, without the other services' addresses and conditions.
   */
  readonly spec: ComposeService;
  /** Comments by path into `spec`: why a line is there, for whoever reads the compose file. */
  readonly why?: Readonly<Record<string, string>>;
  /** It runs the Django project: gets every address, and starts when the services behind them are healthy. */
  readonly runsProject?: true;
  /** Several of it may run beside each other, as on a Swarm. */
  readonly scales?: true;
}

/** A tree of plain values; scalars, lists and maps are enough for compose. */
export type ComposeValue = string | number | boolean | readonly ComposeValue[] | { readonly [key: string]: ComposeValue };
export type ComposeService = Readonly<Record<string, ComposeValue>> & { readonly networks: readonly ('default' | 'internal')[] };

export interface Route {
  /** Ports on 127.0.0.1: of the container, and of a deploy's second one. */
  readonly port: number;
  /** Absent for a service that no deploy replaces. */
  readonly spare?: number;
  /** Locations, each with a slash at both ends. */
  readonly prefixes: readonly string[];
  /** Locations of WebSockets, which may be silent for long. */
  readonly sockets?: readonly string[];
}

export interface Directory {
  readonly name: string;
  /** The image's user and group, as numbers; absent means whoever runs `./stack`. */
  readonly owner?: string;
  readonly mode: '700' | '755';
  readonly why: string;
}

export interface Secret {
  readonly key: string;
  /** One line above it in `.env`. */
  readonly why: string;
  /** `generated`: written once, at random. `owner`: left empty, for a person to fill in. */
  readonly from: 'generated' | 'owner';
  /** Data that knows it: beside that, no new one is made up. The directory below volumes-root, and what lies there, as in "a database". */
  readonly known?: { readonly in: string; readonly as: string };
}

export interface DjangoNeeds {
  /** Lines for the production requirements. */
  readonly requirements?: readonly string[];
  /** Lines for the requirements of every environment: what the project's own modules import. */
  readonly imports?: readonly string[];
  /** Python for the production settings; empty when DATABASE_URL and the like are read there already. */
  readonly settings?: string;
  /** Python for the settings of a developer's machine, where none of the services runs, and requirements lines for it. */
  readonly development?: string;
  readonly developing?: readonly string[];
  /** Python for a migration. */
  readonly migration?: string;
  /** Files of the project's package: a new project gets them, others are told. */
  readonly modules?: readonly Module[];
}

export interface Module {
  /** Below the package, as in "celery.py". It takes the place of a starter file of that name. */
  readonly path: string;
  readonly text: string;
  /** What a project may have in another place, so that it needs no such file. */
  readonly unless?: 'celery';
}
