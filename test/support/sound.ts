/**
 * What the parts of a model may be to those who read them. It is not enough that a text arrives as it was given: `$host`
 * is a name to nginx, and `0` any port to compose.
 */
import type { Stack } from '../../src/stack/types.ts';
import { LIBRARIES } from '../../src/stack/libraries.ts';
import type { Model } from './model.ts';

const MODULE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
/** Docker's own: github.com/distribution/reference. */
const HOST = /[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)*(:\d+)?/.source;
const PART = /[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*/.source;
const IMAGE = new RegExp(`^(?!.*[a-z0-9._/-]{256})(${HOST}/)?${PART}(/${PART})*(:\\w[\\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$`);

const FOLDER = /^(\/(?!\.\.?\/)[\w.-]+)+\/?$/;

const GRAMMAR: readonly (readonly [part: string, of: (model: Model) => readonly string[], pattern: RegExp])[] = [
  ['project', ({ compose }) => [compose.name], /^[a-z0-9][a-z0-9_-]*$/],
  ['published port', ({ compose }) => compose.ports, /^[\d.]+:[1-9]\d{3,4}:\d+$/],
  ['image', ({ compose }) => compose.images, IMAGE],
  ['host folder', ({ compose, nginx }) => [...compose.volumes, ...nginx.folders], FOLDER],
  ['settings', ({ compose, docker }) => [compose.settings, docker.settings ?? '', docker.start.at(-1) ?? ''], MODULE],
  ['question of health', ({ compose }) => [compose.asks.path], /^\/[\w./-]*$/],
  ['server name', ({ nginx }) => nginx.names.flat(), /^[a-z0-9-]+(\.[a-z0-9-]+)+$/],
  ['upstream', ({ nginx }) => nginx.ports, /^\d+(\.\d+){3}:[1-9]\d{3,4}$/],
  ['location', ({ nginx }) => nginx.locations, /^((\^~ |= )?\/([\w.-]+\/)*|~ \/\\\.|@\w+)$/],
  ['limit', ({ nginx }) => nginx.limit, /^[1-9]\d*m$/],
  ['list of packages', ({ docker }) => [docker.installs], /^(?!(.*\/)?\.\.\/)\w[\w./-]*$/],
  ['variable', ({ env }) => env, /^[A-Z][A-Z0-9_]*$/],
];

/** Words that are compared and never written: a wrong one would pass for one of them. */
const CLOSED: { readonly [K in keyof Stack]?: readonly Stack[K][] } = {
  tls: ['none', 'letsencrypt', 'files'],
  django: ['new', 'existing'],
  interface: ['wsgi', 'asgi'],
  python: ['3.14', '3.13', '3.12', '3.11', '3.10'],
  base: ['slim', 'alpine'],
  db: ['18', '17', '16', 'external'],
  cache: ['memcached', 'redis', 'valkey', 'none'],
  swarm: [true, false],
};

/** @throws Error that names the part which nobody can read as it is meant */
export function checkSound(stack: Stack, model: Model): void {
  for (const [part, of, pattern] of GRAMMAR) refuse(part, of(model).filter((text) => !pattern.test(text)));
  for (const [key, words] of Object.entries(CLOSED)) refuse(key, [stack[key as keyof Stack]].filter((word) => !(words as readonly unknown[]).includes(word)));
  refuse('libraries', stack.libraries.filter((name) => !(LIBRARIES as readonly string[]).includes(name)));
}

function refuse(part: string, wrong: readonly unknown[]): void {
  if (wrong.length > 0) throw new Error(`${part}: ${JSON.stringify(wrong)}`);
}
