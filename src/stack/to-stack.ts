/** Answers → Stack: what is one text there becomes the parts that renderers use. */
import type { Answers } from './fields.ts';
import type { Adopted, Findings, Stack } from './types.ts';

/** Answers that have passed every check, as the stack they describe. */
export function toStack(answers: Answers, found: Findings): Stack {
  const [kind, ...image] = answers.web.split(':');
  return {
    name: answers.name,
    ident: answers.name.replaceAll('-', '_'),
    domains: answers.domain,
    tls: answers.tls,
    django: answers.django,
    ...projectOf(answers),
    web: { kind: kind as Stack['web']['kind'], folder: answers['front-end'], starter: !found.frontEnd, ...(image.length > 0 && { image: image.join(':') }) },
    developed: { settings: '', configuration: '', packages: '', ...found.developed, frontEnd: developedFrontEnd(kind, found) },
    ports: portsOf(answers['web-port'], answers['api-port'], answers['mailpit-port']),
    apiPrefixes: answers['api-prefix'],
    db: answers.db,
    cache: answers.cache,
    volumesRoot: answers['volumes-root'],
    uploadLimit: answers['upload-limit'],
    celery: answers.celery,
    with: answers.with,
    implied: [],
    adopted: answers.adopted.flatMap((item) => adoptedFrom(item, found)),
    upstreams: answers.upstreams,
    swarm: answers.swarm,
  };
}

/** The starter's package.json has the script that a front end of somebody's may have. */
function developedFrontEnd(kind: string | undefined, { frontEnd, developed }: Findings): string {
  if (kind === 'node' && !frontEnd) return 'npm run dev';
  return kind === 'node' || kind === 'static' ? (developed?.frontEnd ?? '') : '';
}

type ProjectKeys = 'module' | 'settings' | 'manage' | 'configuration' | 'interface' | 'requirements' | 'python' | 'base' | 'registry' | 'libraries' | 'variables' | 'static' | 'media' | 'health' | 'admin';

function projectOf(answers: Answers): Pick<Stack, ProjectKeys> {
  const { module, settings, configuration, interface: served, requirements, python, base, registry, libraries, variables, health, admin } = answers;
  return {
    module,
    settings,
    manage: manageOf(answers.manage),
    configuration,
    interface: answers.with.includes('channels') ? 'asgi' : served,
    requirements,
    python,
    base,
    registry,
    libraries,
    variables,
    static: { url: answers['static-url'], root: answers['static-root'] },
    media: { url: answers['media-url'], root: answers['media-root'] },
    health,
    admin: admin || '/admin/',
  };
}

/** A file is run where it is; in a folder without one, `python -m django` does the same. */
function manageOf(manage: string): Stack['manage'] {
  if (!manage.endsWith('.py')) return { folder: manage === '.' ? '' : manage, script: '-m django' };
  const slash = manage.lastIndexOf('/');
  return { folder: manage.slice(0, Math.max(slash, 0)), script: manage.slice(slash + 1) };
}

function portsOf(web: number, api: number, mailpit: number): Stack['ports'] {
  return { web, webSpare: web + 1, api, apiSpare: api + 1, mailpit };
}

/** One that is no longer in docker-compose.yml is no longer in the stack. */
function adoptedFrom(item: string, { foreign = [] }: Findings): readonly Adopted[] {
  const [id = '', place] = item.split(':');
  const service = foreign.find((candidate) => candidate.id === id);
  if (!service) return [];
  const slash = place?.indexOf('/') ?? -1;
  return [{ ...service, ...(place !== undefined && { port: Number(place.slice(0, slash)), route: place.slice(slash) }) }];
}
