/** Stack → RenderedFile[]. Pure: the same stack gives the same bytes, on every machine and every day. */
import { directoriesOf } from '../services/directories.ts';
import { servicesOf, type Service } from '../services/index.ts';
import { pythonImage, images } from '../services/images.ts';
import { startCommand } from '../services/start.ts';
import type { DjangoNeeds } from '../services/types.ts';
import { standInFor } from '../services/variables.ts';
import type { RawAnswers } from '../stack/fields.ts';
import { distributionPackages } from '../stack/libraries.ts';
import { sourceOf } from '../stack/source.ts';
import type { RenderedFile, Stack } from '../stack/types.ts';
import { ascii } from './ascii.ts';
import { renderCompose } from './compose.ts';
import { djangoSettings, keepsNone, withoutRepeats } from './django-settings.ts';
import { renderDevelopment } from './development/index.ts';
import { renderEnv, secretsOf } from './env.ts';
import { fileRules, pathOf, templatesOf } from './files.ts';
import { wrap } from './layout/drawing.ts';
import { pictureOf } from './picture.ts';
import { renderStackFile } from './stack-file.ts';
import { renderSwarm, swarmFacts } from './swarm/index.ts';
import { fill, type Locals } from './template.ts';
import { siteRoutes } from './upstreams.ts';

/**
 * What templates may use; .ci/templates.js has the names. Each is a thing of the stack, none is text to be pasted into code.
 */
export function locals(stack: Stack, services: readonly Service[], version: string): Locals {
  return {
    stack,
    services,
    routes: siteRoutes(stack, services),
    version,
    images,
    ...image(stack),
    tls: stack.tls !== 'none',
    https: stack.tls === 'none' ? 'http' : 'https',
    ...groupsOf(services),
    repository: stack.registry === '' ? '$NAME' : '$REPOSITORY',
    directories: directoriesOf(stack, services),
    secrets: secretsOf(services),
    ...forDjango(stack, services),
    statusPath: statusPath(stack),
    start: startCommand(stack),
    swarm: swarmFacts(stack, services),
    picture: ascii(pictureOf(stack, services)),
  };
}

/** What the services need of the project, each thing once. */
function forDjango(stack: Stack, services: readonly Service[]): Locals {
  const all = (kind: Exclude<keyof DjangoNeeds, 'modules'>) => [...new Set(services.flatMap(({ django }) => django?.[kind] ?? []))];
  const texts = all('settings');
  const settings = withoutRepeats(texts);
  return {
    standIns: standIns(stack, settings),
    requirements: all('requirements'),
    imports: all('imports'),
    settings,
    keepsNone: keepsNone(settings),
    snippet: djangoSettings(stack, texts),
    development: all('development'),
    developing: all('developing'),
    migrations: all('migration'),
    modules: services.flatMap(({ django }) => django?.modules ?? []),
  };
}

/** What settings read from the environment: the image is built with something in its place. Line by line, the project's own apart. */
function standIns({ variables }: Stack, settings: readonly string[]): readonly string[] {
  const always = ['DJANGO_SECRET_KEY=build', 'DJANGO_ALLOWED_HOSTS=build', 'DJANGO_HTTPS=on', 'DATABASE_URL=sqlite://'];
  const names = settings.flatMap((text) => [...text.matchAll(/os\.environ\["(\w+)"\]/g)].map(([, name = '']) => name));
  const ours = [...always, ...[...new Set(names)].map((name) => `${name}=build`)];
  return [ours, variables.map((name) => `${name}=${standInFor(name)}`)].flatMap((words) => wrap(words, 112));
}

/** The files of the project's package that services bring, and new projects get. */
function modulesOf(stack: Stack, services: readonly Service[]): readonly RenderedFile[] {
  const modules = stack.django === 'new' ? services.flatMap(({ django }) => django?.modules ?? []) : [];
  return modules.map(({ path, text }) => ({ path: `${stack.module}/${path}`, content: text, mode: 0o644, ownership: 'yours' }));
}

/** Services by what a deploy does with them, by name. */
function groupsOf(services: readonly Service[]) {
  const names = (test: (service: Service) => boolean | undefined) => services.filter(test).map(({ id }) => id);
  const runsProject = ({ container }: Service) => container?.runsProject === true;
  const spared = ({ route }: Service) => route?.spare !== undefined;
  return {
    built: names(({ container }) => container?.spec.build !== undefined),
    // The project first: a new front end may ask for what only a new api has.
    front: [...names((service) => spared(service) && runsProject(service)), ...names((service) => spared(service) && !runsProject(service))],
    project: names(runsProject),
    workers: names((service) => runsProject(service) && !service.route),
    helpers: names((service) => !runsProject(service) && service.container?.spec.networks.every((network) => network === 'internal')),
  };
}

/** What the api's image is made of. The build's argument DEVELOPMENT says what developers need besides. */
function image(stack: Stack): Locals {
  const source = sourceOf(stack.requirements);
  const groups = stack.developed.packages ? '$DEVELOPMENT' : source.production;
  const packages = (stage: 'build' | 'run') => distributionPackages(stack.libraries, stack.base, stage);
  return { python: pythonImage(stack), source, groups: groups && ` ${groups}`, packages: { build: packages('build'), run: packages('run') } };
}

/** Where the starter page asks how the stack is: below a path that leads to the api. */
function statusPath({ apiPrefixes }: Stack): string {
  const status = '/api/status/';
  if (apiPrefixes.some((prefix) => status.startsWith(prefix))) return status;
  return `${apiPrefixes.find((prefix) => prefix !== '/admin/') ?? '/admin/'}status/`;
}

/**
 * Every file of a stack, in the order in which a person would read them.
 * @param answers all of them, as `withDefaults` gives them
 * @param version of this tool, for the commands that the files name
 */
export function renderStack(stack: Stack, answers: RawAnswers, version: string): readonly RenderedFile[] {
  const services = servicesOf(stack);
  const values = locals(stack, services, version);
  const filled = fileRules
    .filter((rule) => rule.when?.(stack) ?? true)
    .map((rule): RenderedFile => ({
      path: pathOf(rule, stack),
      content: templatesOf(rule).map((template) => fill(template, values)).filter(Boolean).join('\n'),
      mode: rule.mode ?? 0o644,
      ownership: rule.ownership ?? 'shared',
    }));
  const modules = modulesOf(stack, services);
  const rest = filled.filter(({ path }) => !modules.some((module) => module.path === path));
  const swarm = stack.swarm ? [renderSwarm(stack, services)] : [];
  return [renderStackFile(answers, version), renderCompose(stack, services), renderDevelopment(stack), ...swarm, ...renderEnv(stack, services), ...rest, ...modules];
}
