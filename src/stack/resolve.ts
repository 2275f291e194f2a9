/** RawAnswers → Stack: defaults, each answer's schema, then what only several answers together can say. */
import * as v from 'valibot';
import { StackError } from '../errors.ts';
import { fields, type AnswerKey, type Answers, type RawAnswers } from './fields.ts';
import { withImplied } from './implied.ts';
import { reservedModule } from './names.ts';
import { nearest } from './nearest.ts';
import type { Question } from './question.ts';
import { isPublic, questions } from './questions.ts';
import { shown } from './shown.ts';
import { toStack } from './to-stack.ts';
import type { Addable, Findings, Stack } from './types.ts';

/** Says where an answer came from, for whoever has to change it: `--web-port` or `django-stack.yml:12:11: web-port`. */
export type Place = (key: AnswerKey) => string;

const asFlag: Place = (key) => `--${key}`;

/**
 * Why `value` cannot answer `key`, as a sentence that begins with the value; undefined if it can.
 * Long and unprintable values are shown shortened and escaped.
 */
export function problem(key: AnswerKey, value: string): string | undefined {
  const result = v.safeParse(fields[key], value, { abortPipeEarly: true, abortEarly: true });
  if (result.success) return undefined;
  const [{ message, path }] = result.issues;
  const item = path?.[0]?.value;
  const culprit = typeof item === 'string' ? item : value;
  return `${shown(culprit)} ${message}${suggestion(key, culprit)}`;
}

/** The end of a sentence about an unknown value, with the nearest known word. Between numbers there is no nearest. */
function suggestion(key: AnswerKey, value: string): string {
  const schema = fields[key];
  const near = 'options' in schema ? nearest(value, schema.options.filter((option) => /[a-z]/.test(option))) : undefined;
  return near ? `; did you mean ${near}?` : '.';
}

/**
 * All answers in their order, the missing ones by default.
 * @throws StackError undecided, where no default exists; usage, where one has no meaning beside the others.
 */
export function withDefaults(raw: RawAnswers, found: Findings, place: Place = asFlag): RawAnswers {
  const known: RawAnswers = {};
  for (const question of questions) {
    const given = raw[question.key];
    if (question.applies && !question.applies(known)) {
      if (given !== undefined) throw new StackError('usage', `${place(question.key)} ${question.instead ?? 'has no meaning here'}.`);
      continue;
    }
    const value = given ?? question.fallback(known, found);
    if (value === undefined) throw undecided(question, found, place);
    known[question.key] = value;
  }
  return known;
}

/** Says that only a person knows the answer. */
export function undecided(question: Question, found: Findings, place: Place = asFlag): StackError {
  return new StackError('undecided', `${place(question.key)} is needed: ${whyUnknown(question, found)}`);
}

/** Without its manage.py nothing of a project is known. */
function whyUnknown({ key, help }: Question, { several = {}, remarks = [] }: Findings): string {
  const candidates = several[key]?.map(({ value, from }) => `${value} (${from})`);
  return candidates ? `the project names several: ${candidates.join(', ')}.` : [`the project does not tell ${help}.`, ...remarks.filter(({ about }) => about === key || about === 'manage').map(({ sentence }) => sentence)].join(' ');
}

/** The answers without those that the others have left without a meaning, as where a service was removed. */
export function meaningful(raw: RawAnswers): RawAnswers {
  return Object.fromEntries(questions.flatMap(({ key, applies }) => (raw[key] === undefined || applies?.(raw) === false ? [] : [[key, raw[key]]])));
}

/**
 * Looks at each answer by itself.
 * @throws StackError usage, naming the place of the first that cannot be
 */
export function checkEach(raw: RawAnswers, place: Place = asFlag): void {
  for (const [key, value] of Object.entries(raw) as [AnswerKey, string][]) refuse(place(key), problem(key, value));
}

/**
 * The stack that these answers describe.
 * @param addable what `with` may name
 * @throws StackError usage, naming the place of the first answer that cannot be
 */
export function resolve(raw: RawAnswers, found: Findings, addable: readonly Addable[], place: Place = asFlag): Stack {
  checkEach(raw, place);
  const known = withDefaults(raw, found, place);
  checkEach(known, place);
  const stack = toStack(parse(known), found);
  for (const [key, sentence] of [...contradictions(stack, addable), ...packagesLeftOut(stack, found)]) refuse(place(key), sentence);
  return withImplied(stack, addable);
}

function refuse(place: string, sentence: string | undefined): void {
  if (sentence !== undefined) throw new StackError('usage', `${place}: ${sentence}`);
}

/** What stands for answers that have no meaning beside the others. */
const NONE: RawAnswers = {
  manage: 'manage.py', configuration: '', interface: 'wsgi', libraries: '', variables: '', health: '/healthz', admin: '',
  'static-url': '/static/', 'static-root': 'staticfiles', 'media-url': '/media/', 'media-root': 'media',
  'front-end': 'web', 'web-port': '8000', 'api-prefix': '/', 'mailpit-port': '8025',
};

/** Fills what has no meaning with its default, so that the model is complete. */
function parse(known: RawAnswers): Answers {
  const complete = { ...NONE, celery: known.module, ...known };
  const entries = questions.map(({ key }) => {
    const schema: v.GenericSchema<unknown, unknown> = key === 'api-prefix' && known[key] === undefined ? everything : fields[key];
    return [key, v.parse(schema, complete[key])];
  });
  return Object.fromEntries(entries) as Answers;
}

const everything = v.pipe(v.string(), v.transform((value) => [value]));

const OWN_DATABASES = 'needs "db: external" or "swarm: true": each of these hosts would have a database of its own.';

/** What each answer alone cannot know: pairs of the answer to change and why. */
function* contradictions(stack: Stack, addable: readonly Addable[]): Generator<[AnswerKey, string]> {
  const { ports } = stack;
  yield* takenTwice(stack);
  if (stack.web.kind !== 'none' && Math.abs(ports.web - ports.api) < 2) {
    yield ['api-port', `${ports.api} is too near to web-port ${ports.web}: a deploy also uses the port after each.`];
  }
  if (stack.django === 'new') {
    if (stack.module.includes('.')) yield ['module', `"${stack.module}" has a dot: a new project is one package.`];
    const reserved = reservedModule(stack.module);
    if (reserved) yield ['module', `"${stack.module}" cannot be the package: ${reserved}.`];
  }
  const local = stack.tls === 'letsencrypt' ? stack.domains.find((domain) => !isPublic(domain)) : undefined;
  if (local) yield ['tls', `letsencrypt needs names that the whole internet can look up, and ${local} is not one.`];
  if (stack.upstreams.length > 0 && !stack.swarm && stack.db !== 'external') yield ['upstreams', OWN_DATABASES];
  if (stack.registry !== '' && stack.swarm) yield ['registry', 'is for one host: on Swarm, REGISTRY in .env says where its nodes pull from.'];
  const routes = stack.adopted.flatMap(({ route }) => route ?? []);
  const prefixes = [...stack.apiPrefixes, ...routes];
  yield* filesBeside(stack, routes);
  const twice = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index);
  if (twice) yield ['adopted', `${twice} leads somewhere else already.`];
  yield* servicesThatCannotBe(stack, addable);
}

/** Ports of this host, and names in nginx: there `_` stands for `-` and `.`, capitals are no difference, and a spare has one of its own. */
function* takenTwice({ ports, web, with: services, adopted }: Stack): Generator<[AnswerKey, string]> {
  const front = web.kind !== 'none';
  const taken = [...(front ? [ports.web, ports.webSpare] : []), ports.api, ports.apiSpare];
  const sentence = (port: number): string => `${port} is taken by web or api: a deploy also uses the port after each.`;
  if (services.includes('mailpit') && taken.includes(ports.mailpit)) yield ['mailpit-port', sentence(ports.mailpit)];
  const routed = adopted.filter(({ port }) => port !== undefined);
  const late = routed.find(({ port = 0 }) => taken.includes(port));
  if (late) yield ['adopted', `${late.id}: ${sentence(late.port ?? 0)}`];
  const names = [...(front ? ['web'] : []), 'web_spare', 'api', 'api_spare', ...routed.map(({ id }) => id.replaceAll(/[.-]/g, '_').toLowerCase())];
  const again = names.find((name, index) => names.indexOf(name) !== index);
  if (again) yield ['adopted', `nginx would have two things called ${again}: give the service another name.`];
}

/** Folders that .dockerignore names: the image would be without that part of the project. */
function* packagesLeftOut({ django, web, static: files, media }: Stack, { packages = [] }: Findings): Generator<[AnswerKey, string]> {
  const built = web.kind === 'static' || web.kind === 'node';
  const folders = [['front-end', built ? web.folder : ''], ['static-root', files.root], ['media-root', media.root]] as const;
  const taken = folders.find(([, folder]) => django === 'existing' && packages.includes(folder));
  if (taken) yield [taken[0], `${taken[1]} holds Python of the project, and the image would be without it: name another folder.`];
}

function* servicesThatCannotBe(stack: Stack, addable: readonly Addable[]): Generator<[AnswerKey, string]> {
  const ids = addable.map(({ id }) => id);
  for (const service of stack.with) {
    const near = nearest(service, ids);
    if (service === 'swarm') yield ['with', 'swarm is no service, but another way to run the stack: "add swarm" when it is there.'];
    else if (!ids.includes(service)) yield ['with', `${shown(service)} is not one of ${ids.join(', ')}${near ? `; did you mean ${near}?` : '.'}`];
    const sentence = addable.find(({ id }) => id === service)?.refuses?.(stack);
    if (sentence) yield ['with', sentence];
  }
}

/** nginx serves static files and uploads itself: each needs a URL and a folder of its own. */
function* filesBeside({ static: files, media, apiPrefixes }: Stack, routes: readonly string[]): Generator<[AnswerKey, string]> {
  if (files.url === media.url) yield ['media-url', `${media.url} leads to the static files already.`];
  if (files.root === media.root) yield ['media-root', `${media.root} holds the static files already: uploads would end up in the image.`];
  for (const [key, prefixes] of [['api-prefix', apiPrefixes], ['adopted', routes]] as const) {
    const shadowed = prefixes.find((prefix) => [files.url, media.url].some((url) => prefix.startsWith(url)));
    if (shadowed) yield [key, `${shadowed} is served by nginx itself, from a folder of the host.`];
  }
}
