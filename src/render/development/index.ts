/**
 * docker-compose.dev.yml: the same services where somebody develops, with the sources mounted. It shares nothing with
 * production: another compose project, other ports, volumes of its own, and no secret.
 */
import { servicesOf, type Service } from '../../services/index.ts';
import type { ComposeService, ComposeValue } from '../../services/types.ts';
import { meaningOf } from '../../services/variables.ts';
import type { RenderedFile, Stack } from '../../stack/types.ts';
import { composeServices, ordered } from '../compose.ts';
import { secretsOf } from '../env.ts';
import { space, stringify, toDocument } from '../yaml.ts';
import { FRONT_END_WHY, frontEndService } from './front-end.ts';
import { siteService } from './site.ts';

/** What a service keeps; limits and hardening are for production. Of web alone the port is that of nginx. */
const KEPT = ['command', 'user', 'hostname', 'ports', 'environment', 'tmpfs', 'shm_size', 'depends_on', 'healthcheck'] as const;

/** As in production, except for what would reach production, the internet or real people. */
function asDeveloped(stack: Stack): Stack {
  return {
    ...stack,
    name: `${stack.name}-dev`,
    domains: ['localhost', '127.0.0.1'],
    tls: 'none',
    registry: '',
    settings: stack.django === 'new' ? `${stack.module}.settings.debug` : stack.developed.settings || stack.settings,
    ports: besides(stack.ports),
    // Set for production, where the project's own default would be on.
    variables: stack.variables.filter((name) => meaningOf(name) !== 'debug'),
    db: stack.db === 'external' ? '18' : stack.db,
    with: [...new Set([...stack.with, 'mailpit'])],
    adopted: [],
    upstreams: [],
    swarm: false,
  };
}

type Move = (port: number) => number;

/** All a thousand or more further on. Where ports lie at both ends of what there is, to the middle: five can be in the way of fewer than thirty. */
const MOVES: readonly Move[] = [
  ...[1000, 2000, 3000, -1000, 4000].map((by): Move => (port) => port + by),
  ...Array.from({ length: 30 }, (_, more): Move => (port) => port + (port < 32_768 ? 1000 : -1000) * (more + 1)),
];

/** Other ports in place of the same ones, all of them free in production. Where that has no Mailpit, its port may have another use. */
function besides({ mailpit, ...others }: Stack['ports']): Stack['ports'] {
  const below = (port: number): number => (Object.values(others).includes(port) ? below(port - 1) : port);
  const ports = { ...others, mailpit: below(mailpit) };
  const taken = Object.values(ports);
  const free = (move: Move) => new Set(taken.map(move)).size === taken.length && taken.map(move).every((port) => port > 1023 && port < 65_536 && !taken.includes(port));
  const move = MOVES.find(free) as Move;
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, move(port)])) as unknown as Stack['ports'];
}

const hasWeb = ({ web }: Stack): boolean => web.kind !== 'none';

/** The file, of which every line is its owner's to change. */
export function renderDevelopment(stack: Stack): RenderedFile {
  const dev = asDeveloped(stack);
  const all = servicesOf(dev);
  // What only the owner of production knows, and what is generated for it.
  const keys = secretsOf(all).map(({ key }) => key).filter((key) => !all.some(({ container }) => JSON.stringify(container?.spec['environment'] ?? {}).includes(key)));
  const own = Object.entries(composeServices(all)).map(([id, spec]) => [id, developed(all.find((service) => service.id === id), spec, dev, keys)] as const);
  const services = Object.fromEntries([...(hasWeb(dev) ? [['nginx', siteService(dev, all)] as const] : []), ...own]);
  const volumes = Object.values(services).flatMap(namedVolumes);
  const document = toDocument(
    { name: dev.name, services, ...(volumes.length > 0 && { volumes: Object.fromEntries(volumes.map((name) => [name, {}])) }) },
    comments(stack, dev),
  );
  document.commentBefore = header(stack, dev);
  space(document);
  return { path: 'docker-compose.dev.yml', content: stringify(document), mode: 0o644, ownership: 'shared' };
}

function comments(stack: Stack, dev: Stack): Readonly<Record<string, string>> {
  return {
    'services.api.command': 'It reloads when a file changes.',
    'services.api.user': 'You: what it writes into the sources is yours.',
    ...(dev.settings !== stack.settings && dev.django === 'existing' && { 'services.api.environment': whySettings(dev) }),
    ...(dev.developed.frontEnd && FRONT_END_WHY),
    ...(hasWeb(dev) && { 'services.nginx.command': "As the host's nginx: these URLs go to the api, the rest to web. Here Django serves its files itself." }),
  };
}

const whySettings = ({ manage, requirements, developed }: Stack): string =>
  `The settings that ${manage.script} names.\nThe image has what ${requirements} lists${developed.packages && `,\nwith ${developed.packages}`}, and nothing else for them.`;

function header({ name }: Stack, { web, ports }: Stack): string {
  const places = [...(web.kind === 'none' ? [] : [`The site at http://localhost:${ports.web}/`]), `Django ${web.kind === 'none' ? '' : 'alone '}at http://localhost:${ports.api}/`, `mail at http://localhost:${ports.mailpit}/`];
  return ` ${name} where it is developed: ./stack dev.\n ${places.join(', ')}.\n It shares no data, ports or secrets with production; "./stack dev down --volumes" forgets all it has.`;
}

/** Those that are not a folder of the sources. */
function namedVolumes({ volumes = [] }: Record<string, ComposeValue>): readonly string[] {
  return (volumes as readonly string[]).filter((volume) => !volume.startsWith('.')).map((volume) => volume.split(':')[0] ?? '');
}

function developed(service: Service | undefined, spec: ComposeService, stack: Stack, keys: readonly string[]): Record<string, ComposeValue> {
  const has = (key: string) => spec[key] !== undefined && !(key === 'ports' && service?.id === 'web');
  const kept = Object.fromEntries(KEPT.filter(has).map((key) => [key, withoutSecrets(spec[key] ?? '')]));
  const mine = service?.container?.runsProject === true;
  if (service?.id === 'web' && stack.developed.frontEnd) return frontEndService(stack, spec);
  return ordered({
    ...imageOf(spec, stack),
    init: true,
    ...kept,
    ...(mine && ofSources(service?.id ?? '', kept, stack, keys)),
    ...volumesOf(spec, mine, stack),
  });
}

function imageOf(spec: ComposeService, { name, developed }: Stack): Record<string, ComposeValue> {
  const built = /^.*-(\w+):\$\{TAG/.exec(String(spec['image']))?.[1];
  if (built === undefined) return { image: spec['image'] ?? '' };
  const context = typeof spec['build'] === 'object' && 'context' in spec['build'] ? spec['build']['context'] : spec['build'];
  const build = built === 'api' && developed.packages && context !== undefined ? { context, args: { DEVELOPMENT: developed.packages } } : context;
  return { image: `${name}-${built}`, ...(build !== undefined && { build }) };
}

/** A password that opens nothing but what is made here. */
function withoutSecrets(value: ComposeValue): ComposeValue {
  if (typeof value === 'string') return value.replaceAll(/\$\{\w+:\?[^}]*\}/g, 'development');
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly ComposeValue[]).map(withoutSecrets);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

/** A container that runs what is being edited, as whoever edits it. */
function ofSources(id: string, kept: Record<string, ComposeValue>, stack: Stack, keys: readonly string[]): Record<string, ComposeValue> {
  const { manage: { script, folder }, interface: spoken, module } = stack;
  const server = spoken === 'wsgi' ? `python ${script} runserver 0.0.0.0:8000` : `gunicorn ${folder ? '--config /app/gunicorn.conf.py ' : ''}--reload --workers 1 ${module}.asgi`;
  return {
    ...(id === 'api' && { command: ['sh', '-c', `python ${script} migrate --noinput && exec ${server}`] }),
    user: '${DEV_USER:?start it by ./stack dev}',
    environment: {
      ...(kept['environment'] as Record<string, ComposeValue>),
      ...(stack.developed.configuration && { DJANGO_CONFIGURATION: stack.developed.configuration }),
      ...Object.fromEntries(keys.map((name) => [name, 'development'])),
    },
    ...(id === 'beat' && { tmpfs: ['/tmp', '/var/lib/beat:mode=1777'] }),
  };
}

/** Sources are mounted; what a server keeps goes into a volume, never to where production has it. */
function volumesOf(spec: ComposeService, mine: boolean, { web }: Stack): { readonly volumes?: readonly string[] } {
  if (mine) return { volumes: ['./:/app'] };
  if (spec['build'] !== undefined) return web.kind === 'static' && web.starter ? { volumes: [`./${web.folder}/public:/usr/share/nginx/html:ro`] } : {};
  const binds = ((spec['volumes'] ?? []) as readonly { readonly source: string; readonly target: string }[]).map(({ source, target }) => `${source.split('/').at(-1) ?? ''}:${target}`);
  return binds.length > 0 && !binds.some((bind) => bind.startsWith('media:')) ? { volumes: binds } : {};
}
