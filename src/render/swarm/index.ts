/**
 * docker-swarm.yml: the same services as Docker Swarm wants them, from the same model and not from the text of
 * docker-compose.yml. What Swarm cannot do is said where it happens.
 */
import { hasContainer, type Service } from '../../services/index.ts';
import type { ComposeService } from '../../services/types.ts';
import type { RenderedFile, Stack } from '../../stack/types.ts';
import { COMMON, composeServices } from '../compose.ts';
import { share, space, stringify, toDocument } from '../yaml.ts';
import { replicasOf, secretIn, SET, swarmService, type Subject, type Values } from './service.ts';
import { comments } from './why.ts';

/** Not here: `restart`, as Swarm always restarts, and `security_opt`, which it does not know. */
const { restart: _restart, security_opt: _security, ...COMMON_HERE } = COMMON;

/** What /start.sh sets besides: addresses with a password in them. One that is in .env itself it finds there. */
function startExports(services: readonly Service[]): readonly string[] {
  const address = services.flatMap((service) => Object.entries(service.address ?? {}));
  return address.flatMap(([key, value]) => {
    const secret = secretIn(value);
    return secret === undefined || secret === key ? [] : [`${key}="${value.replace(/\$\{\w+:\?[^}]*\}/, `$${secret}`)}"`];
  });
}

/** Networks, secrets and configs of these services. */
function sections(stack: Stack, services: Readonly<Record<string, Values>>): Values {
  const all = Object.values(services);
  const encrypted = () => ({ driver_opts: { encrypted: 'true' } });
  const isolated = all.some(({ networks }) => (networks as readonly string[]).includes('internal'));
  const keys = [...new Set(all.flatMap(({ secrets }) => (secrets ?? []) as readonly string[]))].filter((key) => key !== 'env');
  return {
    networks: { default: encrypted(), ...(isolated && { internal: { internal: true, ...encrypted() } }) },
    secrets: {
      env: { name: `${stack.name}_env_\${ENV_VERSION:${SET}}`, file: './.env' },
      ...Object.fromEntries(keys.map((key) => [key, { name: `${stack.name}_${key}`, external: true }])),
    },
    configs: { start: { name: `${stack.name}_start_\${START_VERSION:${SET}}`, file: './swarm/start.sh' } },
  };
}

function header(stack: Stack): string {
  const own = stack.adopted.map(({ id }) => id);
  return [
    ` ${stack.name} on Docker Swarm: the services of docker-compose.yml, on several hosts. DEPLOY.md says when and how,`,
    ' ./stack swarm does it.',
    ...(own.length > 0 ? [` Written by hand, and so not here: ${own.join(', ')}.`] : []),
  ].join('\n');
}

const subjectsOf = (stack: Stack, services: readonly Service[], specs = composeServices(services)): readonly Subject[] =>
  services.filter(hasContainer).map((service) => ({ stack, service, spec: specs[service.id] as ComposeService }));

/** What `./stack swarm` and swarm/start.sh must know: what can be scaled, and what a container of the project gets. */
export function swarmFacts(stack: Stack, services: readonly Service[]) {
  const subjects = subjectsOf(stack, services);
  const scalable = subjects.filter(({ service }) => service.container?.scales).map(({ service }) => service.id);
  const api = subjects.find(({ service }) => service.id === 'api');
  return {
    scalable,
    replicas: Object.fromEntries(scalable.map((id) => [id, replicasOf(id)])),
    ported: subjects.filter(({ service }) => service.route).map(({ service }) => service.id),
    exports: startExports(services),
    networks: api?.spec.networks ?? [],
    environment: Object.entries(((api && swarmService(api)['environment']) ?? {}) as Values),
  };
}

/** The file for Swarm; its names with a version are filled in by `./stack swarm deploy`. */
export function renderSwarm(stack: Stack, services: readonly Service[]): RenderedFile {
  const subjects = subjectsOf(stack, services);
  const rendered = Object.fromEntries(subjects.map((subject) => [subject.service.id, swarmService(subject)]));
  const document = toDocument({ 'x-service': COMMON_HERE, services: rendered, ...sections(stack, rendered) }, comments(subjects, rendered));
  document.commentBefore = header(stack);
  share(document);
  space(document);
  return { path: 'docker-swarm.yml', content: stringify(document), mode: 0o644, ownership: 'shared' };
}
