/** What a stack's files say, read back by parsers that know nothing of how they were written. */
import { DockerfileParser } from 'dockerfile-ast';
import { parse } from 'yaml';
import type { Stack } from '../../src/stack/types.ts';
import { readValues, SET } from './compose-values.ts';
import { expectedDevelopment, readDevelopment, type Development } from './model-development.ts';
import { expectedTls, readTls, type Tls } from './model-tls.ts';
import { all, parseNginx } from './nginx-tokens.ts';
import { fileOf, type Made } from './stacks.ts';

/** The parts of every syntax that an answer could break out of. */
export interface Model {
  readonly compose: {
    readonly name: string;
    readonly services: readonly string[];
    readonly ports: readonly string[];
    readonly hosts: string;
    readonly settings: string;
    readonly images: readonly string[];
    readonly volumes: readonly string[];
    /** What the health check of the api asks for, as Python reads it. */
    readonly asks: { readonly path: string; readonly headers: Readonly<Record<string, string>> };
  };
  readonly development: Development;
  readonly nginx: {
    readonly names: readonly (readonly string[])[];
    readonly upstreams: readonly string[];
    readonly ports: readonly string[];
    readonly locations: readonly string[];
    readonly folders: readonly string[];
    readonly limit: readonly string[];
    /** Where it leads what is not for it. */
    readonly redirects: readonly string[];
  };
  readonly tls: Tls;
  readonly docker: { readonly from: readonly string[]; readonly start: readonly string[]; readonly settings: string | undefined; readonly user: string; readonly installs: string };
  readonly env: readonly string[];
}

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, { image?: string; ports?: string[]; environment?: Record<string, string>; volumes?: { source: string }[]; healthcheck?: { test: readonly string[] } }>>;
}

/** As it should be. */
export function expectedModel(made: Made): Model {
  const { stack, services } = made;
  const kinds = services.filter(({ container }) => container).map(({ id }) => id);
  const directories = services.flatMap(({ container }) => (container?.spec['volumes'] ?? []) as { source: string }[]);
  return {
    compose: {
      name: stack.name,
      services: kinds,
      ports: [
        ...routes(stack).map(([, port]) => `${stack.upstreams.length > 0 && !stack.swarm ? SET['PUBLISH_ON'] : '127.0.0.1'}:${port}:8000`),
        ...(stack.with.includes('mailpit') ? [`127.0.0.1:${stack.ports.mailpit}:8025`] : []),
      ],
      hosts: stack.domains.join(','),
      settings: stack.settings,
      images: kinds.map((id) => imageOf(stack, id)),
      volumes: directories.map(({ source }) => `${stack.volumesRoot}/${source.split('/').at(-1)}`),
      asks: { path: stack.health || '/', headers: { Host: stack.domains[0], 'X-Forwarded-Proto': 'https' } },
    },
    development: expectedDevelopment(made),
    nginx: expectedSite(stack),
    tls: expectedTls(stack),
    docker: {
      from: [`python:${stack.python}-`, `python:${stack.python}-`],
      start: ['gunicorn', ...(stack.manage.folder === '' ? [] : ['--config', '/app/gunicorn.conf.py']), `${stack.module}.${stack.interface}`],
      settings: stack.settings,
      user: '10001:10001',
      installs: stack.requirements,
    },
    env: services.flatMap(({ secrets = [] }) => secrets.map(({ key }) => key)),
  };
}

function imageOf({ name, registry, web }: Stack, id: string): string {
  if (id === 'web' && web.image !== undefined) return web.image;
  return id === 'web' || id === 'api' ? `${registry && `${registry}/`}${name}-${id}:${SET['TAG']}` : id;
}

/** The nodes of a swarm take the place of this host; further hosts stand beside it. */
function addressesOf({ swarm, upstreams }: Stack, port: number, spare: number): readonly string[] {
  const others = upstreams.map((host) => `${host}:${port}`);
  if (swarm && others.length > 0) return others;
  return [`127.0.0.1:${port}`, ...others, `127.0.0.1:${spare}`, `127.0.0.1:${spare}`, ...others, `127.0.0.1:${port}`];
}

/** Which services nginx leads to: their name, their port, their spare and their locations. */
function routes({ web, ports, apiPrefixes }: Stack) {
  const api = ['api', ports.api, ports.apiSpare, apiPrefixes] as const;
  return web.kind === 'none' ? [api] : [['web', ports.web, ports.webSpare, ['/']] as const, api];
}

/** Services of somebody's own that nginx leads to, with their one port. */
const ownRoutes = ({ ident, adopted }: Stack) =>
  adopted.flatMap(({ id, port, route }) => (port === undefined || route === undefined ? [] : [{ upstream: `${ident}_${id.replaceAll(/[.-]/g, '_')}`, server: `127.0.0.1:${port}`, route }]));

function expectedSite(stack: Stack): Model['nginx'] {
  const own = ownRoutes(stack);
  const ways = routes(stack);
  const [first, ...others] = stack.domains;
  const login = stack.apiPrefixes.some((prefix) => stack.admin.startsWith(prefix)) ? [`= ${stack.admin}login/`] : [];
  const redirect = others.length > 0 ? ['/', '^~ /.well-known/acme-challenge/'] : [];
  const sockets = stack.with.includes('channels') ? ['/ws/'] : [];
  const served = ways.flatMap(([, , , prefixes]) => prefixes).filter((prefix) => !sockets.includes(prefix));
  const spares = !(stack.swarm && stack.upstreams.length > 0);
  return {
    names: others.length > 0 ? [others, [first]] : [[first]],
    upstreams: ways.flatMap(([id]) => [`${stack.ident}_${id}`, ...(spares ? [`${stack.ident}_${id}_spare`] : [])]).concat(own.map(({ upstream }) => upstream)),
    ports: ways.flatMap(([, port, spare]) => addressesOf(stack, port, spare)).concat(own.map(({ server }) => server)),
    locations: [...redirect, ...(spares ? ['@again'] : []), '@too_large', ...served, ...own.map(({ route }) => route), ...sockets, ...login, '^~ /.well-known/acme-challenge/', `^~ ${stack.static.url}`, `^~ ${stack.media.url}`, '~ /\\.'].sort(),
    folders: [...(others.length > 0 ? ['acme'] : []), 'acme', 'static/', 'media/'].map((folder) => `${stack.volumesRoot}/${folder}`).sort(),
    limit: [stack.uploadLimit],
    redirects: others.length > 0 ? [`$scheme://${first}$request_uri`] : [],
  };
}

/** As it is. */
export function readBack(made: Made): Model {
  return {
    compose: readCompose(readValues(made, 'docker-compose.yml')),
    development: readDevelopment(made),
    nginx: readSite(fileOf(made, `nginx/${made.stack.name}.conf`)),
    tls: readTls(made),
    docker: readDockerfile(fileOf(made, 'Dockerfile')),
    env: readEnv(fileOf(made, '.env')),
  };
}

/** True if readers of YAML 1.1 (Python's, Ruby's) see the same as those of 1.2. */
export function isUnambiguous(text: string): boolean {
  const [now, old] = (['1.2', '1.1'] as const).map((version) => JSON.stringify(parse(text, { merge: true, version })));
  return now === old;
}

function readCompose(compose: Compose): Model['compose'] {
  const services = Object.values(compose.services);
  return {
    name: compose.name,
    services: Object.keys(compose.services),
    ports: services.flatMap(({ ports = [] }) => ports),
    hosts: compose.services['api']?.environment?.['DJANGO_ALLOWED_HOSTS'] ?? '',
    settings: compose.services['api']?.environment?.['DJANGO_SETTINGS_MODULE'] ?? '',
    images: Object.entries(compose.services).map(([id, { image = '' }]) => (id === 'web' || id === 'api' ? image : id)),
    volumes: services.flatMap(({ volumes = [] }) => volumes.map(({ source }) => source)),
    asks: readProbe(compose.services['api']?.healthcheck?.test[3] ?? ''),
  };
}

/** The literals of the program's one request: what JSON reads as a text, Python reads as the same. */
function readProbe(program: string): Model['compose']['asks'] {
  const [, path = '', headers = ''] = /^api\.request\("GET", (".*"), headers=(\{.*\})\)$/m.exec(program) ?? [];
  return { path: JSON.parse(path) as string, headers: JSON.parse(headers) as Record<string, string> };
}

function readSite(text: string): Model['nginx'] {
  const site = parseNginx(text);
  const args = (name: string) => all(site, name).map((one) => one.args);
  const listens = new Set(args('listen').flat());
  if (![...listens].every((one) => one === '80' || one === '[::]:80')) throw new Error(`listens on ${[...listens].join(' ')}`);
  return {
    names: all(site, 'server').filter(({ block }) => block).map(({ block = [] }) => all(block, 'server_name').flatMap((one) => one.args)),
    upstreams: args('upstream').flat(),
    ports: all(site, 'server').filter(({ block }) => !block).map((one) => one.args[0] ?? ''),
    locations: args('location').map((words) => words.join(' ')).sort(),
    folders: [...args('root'), ...args('alias')].flat().sort(),
    limit: args('client_max_body_size').flat(),
    redirects: args('return').filter(([code]) => code === '308').map((words) => words.slice(1).join(' ')),
  };
}

function readDockerfile(text: string): Model['docker'] {
  const file = DockerfileParser.parse(text);
  const of = (keyword: string) => file.getInstructions().filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent() ?? '');
  const env = file.getENVs().flatMap((one) => one.getProperties()).find((one) => one.getName() === 'DJANGO_SETTINGS_MODULE');
  return {
    from: of('FROM').map((from) => from.split('-')[0] + '-'),
    start: JSON.parse(of('CMD').join('')) as string[],
    settings: env?.getValue() ?? undefined,
    user: of('USER').join(),
    installs: of('RUN').flatMap((run) => /^pip --python \/venv install --no-compile -r (\S+)$/m.exec(run)?.[1] ?? []).join() || (of('COPY').map((copy) => /(\S+) \.\/$/.exec(copy)?.[1] ?? '')[0] ?? ''),
  };
}

/** Keys as Docker Compose and a shell read them: what stands before the first `=` of a line that is no comment. */
function readEnv(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('=')[0] ?? '');
}
