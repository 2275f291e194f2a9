/**
 * What each answer may be: one allow-list a field, one sentence a refusal, the same from flag, prompt and file.
 * Every answer arrives as text; lists are separated by commas. The inputs that broke each syntax, and so
 * the reason of each rule, are in research/config-quality.md §5.
 */
import { domainToASCII } from 'node:url';
import * as v from 'valibot';
import { LIBRARIES } from './libraries.ts';
import { isKeyword, reservedName } from './names.ts';

const text = (pattern: RegExp, sentence: string) => v.pipe(v.string(), v.regex(pattern, sentence));

/** A rule against `pattern`, as a pattern itself: the JSON schema of django-stack.yml is made of the same rules (render/schema.ts). */
const never = (pattern: RegExp, sentence: string) => v.regex(new RegExp(`^(?![\\s\\S]*(?:${pattern.source}))`), sentence);

const one = <const T extends readonly string[]>(...values: T) =>
  v.picklist(values, `is not one of ${values.join(', ')}`);

const many = <S extends v.GenericSchema<string, string>>(item: S) =>
  v.pipe(
    v.string(),
    v.transform((value) => (value === '' ? [] : value.split(',').map((part) => part.trim()))),
    v.array(item),
    v.check((values) => new Set(values).size === values.length, 'names something twice'),
  );

const filled = (list: string[]): list is [string, ...string[]] => list.length > 0;

const name = v.pipe(
  text(/^[a-z][a-z0-9-]{0,29}$/, 'takes lower-case letters, digits and hyphens, begins with a letter and has at most 30'),
  never(/--|-$/, 'takes single hyphens, and none at the end'),
  v.check(
    (value) => reservedName(value) === undefined,
    (issue) => `cannot be used: ${reservedName(String(issue.input)) ?? ''}`,
  ),
);

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function isHostName(value: string): boolean {
  const labels = value.split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every((part) => label.test(part)) && /[a-z]/.test(last);
}

const domain = v.pipe(
  v.string(),
  // Only letters of other alphabets are converted; domainToASCII would also repair what should be refused.
  v.transform((value) => (/^[\p{L}\p{M}\p{N}.-]+$/u.test(value) ? domainToASCII(value) : value)),
  v.check(isHostName, 'is not a host name such as shop.example.com'),
  // server_names_hash_bucket_size is 64, and no file of one site alone can change it.
  v.maxLength(46, 'is longer than the 46 characters that nginx takes without a change of its nginx.conf'),
);

const pythonPath = (sentence: string) =>
  v.pipe(
    text(/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/, sentence),
    v.maxLength(100, 'is longer than 100 characters'),
    v.check((value) => !value.split('.').some(isKeyword), 'holds a word that Python reserves'),
  );

/** A path below the project's folder. */
const path = (pattern: RegExp, sentence: string) =>
  v.pipe(
    text(pattern, sentence),
    never(/^(\.\.)?$|^\.{0,2}\/|\/\.{0,2}(\/|$)/, 'is not a plain path: it has an empty part, . or ..'),
    v.maxLength(200, 'is longer than 200 characters'),
  );

const folder = (example: string) => path(/^[A-Za-z0-9_][A-Za-z0-9._/-]*$/, `is not a folder such as ${example} inside the project`);

const url = (example: string) =>
  v.pipe(
    text(/^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+\/$/, `is not a path such as ${example}, with a slash at both ends`),
    v.maxLength(100, 'is longer than 100 characters'),
  );

/** Variables that decide how programs run, and so are nobody's settings. */
const SYSTEM_VARIABLES = /^(PATH|HOME|PWD|SHELL|USER|IFS|ENV|BASH_ENV|LD_.*|PYTHON.*|DOCKER_.*|COMPOSE_.*|TAG|REVISION|VOLUMES_ROOT)$/;

/** The Pythons that images are made for, the newest first. */
export const PYTHONS = ['3.14', '3.13', '3.12', '3.11', '3.10'] as const;

/** Docker's own rules for the name of an image: a host in small letters, perhaps with a port; and one part of a path. */
const HOST = '[a-z0-9]+(-+[a-z0-9]+)*(\\.[a-z0-9]+(-+[a-z0-9]+)*)*(:[1-9]\\d{0,4})?';
const PART = '[a-z0-9]+((\\.|__?|-+)[a-z0-9]+)*';

const WEB = new RegExp(`^(static|node|none|image:(${HOST}/)?${PART}(/${PART})*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?)$`);

const web = v.pipe(
  text(WEB, 'is not static, node, none or image:<reference>, as in image:ghcr.io/me/shop-web:1.4'),
  never(/^image:(?!.*[:@][^/]+$)|:latest(@|$)/, 'needs a fixed tag or digest, or the next pull may bring anything'),
  never(/[a-z0-9._/-]{256}/, 'has a name of more than 255 characters'),
);

const port = v.pipe(
  text(/^[1-9]\d{3,4}$/, 'is not a port from 1024 to 65534'),
  v.transform(Number),
  v.minValue(1024, 'is not a port from 1024 to 65534'),
  v.maxValue(65534, 'is not a port from 1024 to 65534'),
);

const prefix = v.pipe(
  text(/^(\/[A-Za-z0-9][A-Za-z0-9_-]*)+\/$/, 'is not a path such as /api/, with a slash at both ends'),
  never(/^\/(static|media|\.well-known)\//, 'is served by nginx itself: /static/ and /media/ come from the host volume'),
  v.maxLength(100, 'is longer than 100 characters'),
);

/** Folders of the system: data does not go there, and their owner must not change. */
const SYSTEM = /^\/((bin|boot|dev|etc|lib|lib32|lib64|proc|run|sbin|sys|usr)(\/.*)?|root|home|var|srv|opt|mnt|tmp|media)\/?$/;

const hostPath = v.pipe(
  text(/^\/[A-Za-z0-9._/-]+$/, 'is not an absolute path of letters, digits and . _ - /'),
  never(/\/\.{0,2}\/|\/\.{1,2}$/, 'is not a plain path: it has an empty part, . or ..'),
  never(SYSTEM, "is one of the system's folders: name one for this stack, such as /srv/shop"),
  v.maxLength(200, 'is longer than 200 characters'),
  v.transform((value) => value.replace(/\/$/, '')),
);

/** An address, not a name: nginx does not start when a name cannot be looked up. */
const host = text(
  /^(?!0|127\.)((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/,
  'is not the address of another host, as in 10.0.0.12',
);

/** A host with a dot or a port, without which Docker would ask its own Hub, and perhaps a path. */
const registry = v.pipe(
  text(new RegExp(`^((?=[^/]*[.:]|localhost(/|$))${HOST}(/${PART})*)?$`), 'is not a registry such as registry.example.com/team: a host in small letters, perhaps a port and a path, no https:// and no slash at the end'),
  v.maxLength(150, 'is longer than 150 characters'),
);

/** One schema for each answer. A message goes after the answer, as in `"80" is not a port …`. */
export const fields = {
  name,
  domain: v.pipe(many(domain), v.guard(filled, 'names no host')),
  tls: one('none', 'letsencrypt', 'files'),
  django: one('new', 'existing'),
  module: pythonPath('is not a Python module such as shop'),
  settings: pythonPath('is not a Python module such as shop.settings.production'),
  manage: path(/^([A-Za-z0-9_][A-Za-z0-9._/-]*|\.)$/, 'is not a path such as backend/manage.py inside the project'),
  configuration: text(/^([A-Za-z_][A-Za-z0-9_]{0,99})?$/, 'is not a class such as Production'),
  interface: one('wsgi', 'asgi'),
  requirements: path(/^([A-Za-z0-9_][A-Za-z0-9._/-]*\.txt|([A-Za-z0-9_][A-Za-z0-9._/-]*\/)?(uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|pylock\.toml|pyproject\.toml))$/, 'is neither a requirements file such as requirements/production.txt nor a lock file of uv, Poetry, PDM or Pipenv'),
  python: one(...PYTHONS),
  libraries: many(one(...LIBRARIES)),
  variables: many(
    v.pipe(
      text(/^[A-Z][A-Z0-9_]{0,63}$/, 'is not a name such as SENTRY_DSN'),
      never(SYSTEM_VARIABLES, 'decides how programs run: it is not for a project to set'),
    ),
  ),
  'static-url': url('/static/'),
  'static-root': folder('staticfiles'),
  'media-url': url('/media/'),
  'media-root': folder('media'),
  health: text(/^((\/[A-Za-z0-9_][A-Za-z0-9._-]{0,60}){1,4}\/?)?$/, 'is not a path such as /healthz'),
  admin: v.pipe(text(/^((\/[A-Za-z0-9][A-Za-z0-9_-]*)+\/)?$/, 'is not a path such as /office/, with a slash at both ends'), v.maxLength(100, 'is longer than 100 characters')),
  base: one('slim', 'alpine'),
  registry,
  web,
  'front-end': folder('frontend'),
  'web-port': port,
  'api-port': port,
  'api-prefix': v.pipe(many(prefix), v.guard(filled, 'names no path')),
  db: one('18', '17', '16', 'external'),
  cache: one('memcached', 'redis', 'valkey', 'none'),
  'volumes-root': hostPath,
  'upload-limit': text(/^[1-9]\d{0,3}m$/, 'is not a number of megabytes such as 20m'),
  with: many(v.string()),
  'mailpit-port': port,
  celery: v.pipe(
    text(/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*(:[A-Za-z_][A-Za-z0-9_]*)?$/, 'is not a Celery app such as shop or shop.celery:app'),
    v.maxLength(100, 'is longer than 100 characters'),
  ),
  upstreams: many(host),
  swarm: v.pipe(text(/^(true|false)?$/, 'is not true or false'), v.transform((value) => value === 'true')),
  // name, or name:port/route/ for one that nginx routes to.
  adopted: many(text(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}(:[1-9]\d{3,4}(\/[A-Za-z0-9][A-Za-z0-9_-]*)+\/)?$/, 'is not a service, as in metabase or metabase:3000/bi/')),
} as const;

/** An answer's name: its flag without the dashes, and its key in django-stack.yml. */
export type AnswerKey = keyof typeof fields;

/** Answers as they arrive from flags, prompts and the file: some of them, unchecked, as text. */
export type RawAnswers = Partial<Record<AnswerKey, string>>;

/** Answers after their schema has seen them. */
export type Answers = { [K in AnswerKey]: v.InferOutput<(typeof fields)[K]> };
