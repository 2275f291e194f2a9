/**
 * The questions, as data. From this one table come the prompts, the flags, `--help`, the command that
 * repeats a run, `--json` and django-stack.yml. Their order matters: a default may use the answers before it.
 */
import { always, apiPrefix, besideDjango, besideSettings, isExisting, isNew, orElse, proposed, whereSeveral } from './fallback.ts';
import { fields, type RawAnswers } from './fields.ts';
import { slug } from './names.ts';
import { projectQuestions } from './project-questions.ts';
import type { Question } from './question.ts';
import type { Findings } from './types.ts';

const hasWeb = (known: RawAnswers) => known.web !== 'none';
const has = (known: RawAnswers, ...services: string[]) => (known.with ?? '').split(',').some((one) => services.includes(one.trim()));

/** True for names that other machines can look up, so that a certificate for them can exist. */
export function isPublic(domain: string): boolean {
  return !/(^|\.)(localhost|local|test|example|invalid|internal|lan|home\.arpa)$/.test(domain);
}

const isPublicDomain = (known: RawAnswers) => isPublic(known.domain?.split(',')[0] ?? '');

/** A question that `create` does not ask: nothing, until django-stack.yml answers it. */
const later = (question: Omit<Question, 'later' | 'sparse' | 'fallback'>): Question => ({ ...question, later: true, sparse: true, fallback: always('') });

function defaultWeb(known: RawAnswers, found: Findings): string {
  if (isNew(known)) return 'static';
  return proposed('web', found) ?? (found.frontEnd ? 'node' : 'none');
}

export const questions: readonly Question[] = [
  {
    key: 'name',
    value: '<name>',
    help: 'what compose project, images and files are called',
    fallback: (_, found) => slug(found.folder),
  },
  {
    key: 'domain',
    value: '<host,…>',
    help: 'the first is canonical, the others redirect to it',
    list: true,
    fallback: (known) => `${known.name}.localhost`,
    prompt: { message: 'Which host names does the site answer to?' },
  },
  {
    key: 'tls',
    value: 'none|letsencrypt|files',
    help: 'where the certificate comes from',
    choices: 'none, letsencrypt or files',
    fallback: always('none'),
    prompt: {
      message: 'Where does the certificate come from?',
      when: isPublicDomain,
      options: [
        { value: 'none', label: 'None yet', hint: 'plain http; change it later in django-stack.yml' },
        { value: 'letsencrypt', label: "Let's Encrypt", hint: 'certbot fetches and renews it' },
        { value: 'files', label: 'Files', hint: 'you have a certificate and its key' },
      ],
    },
  },
  ...projectQuestions,
  {
    key: 'web',
    value: 'static|node|image:<ref>|none',
    help: 'what answers the URLs that Django does not',
    choices: 'static, node, image:<reference> or none',
    heading: 'What nginx routes to: web and api, each on a port of this host. A deploy also uses the port after it.',
    fallback: defaultWeb,
    prompt: {
      message: 'What answers the URLs that Django does not?',
      options: [
        { value: 'static', label: 'Static pages', hint: besideDjango('its own container') },
        { value: 'node', label: 'A Node server', hint: besideDjango('its own container') },
        { value: 'image:', label: 'An image that exists', hint: besideDjango('on port 8000'), then: 'Which image?' },
        { value: 'none', label: 'Nothing', hint: 'Django answers every URL' },
      ],
    },
  },
  {
    key: 'front-end',
    value: '<folder>',
    help: 'where the front end is',
    applies: (known) => isExisting(known) && (known.web === 'static' || known.web === 'node'),
    instead: 'is for an existing project whose web is static or node',
    brief: true,
    fallback: orElse('front-end', 'web'),
    prompt: whereSeveral('front-end', 'Which folder holds the front end?'),
  },
  {
    key: 'web-port',
    value: '8000',
    help: 'host port of web',
    applies: hasWeb,
    instead: 'has no meaning where web is none',
    fallback: always('8000'),
  },
  { key: 'api-port', value: '8080', help: 'host port of the api', fallback: always('8080') },
  {
    key: 'api-prefix',
    value: '/api/,/admin/',
    help: 'these URLs go to the api, the rest to web',
    list: true,
    applies: hasWeb,
    instead: 'has no meaning where web is none: everything goes to the api',
    fallback: apiPrefix,
  },
  {
    key: 'db',
    value: '18|17|16|external',
    help: 'PostgreSQL, or one that runs elsewhere',
    choices: '18, 17, 16 or external',
    heading: 'Where data lives. Another db version or volumes-root means moving data: see DEPLOY.md.',
    fallback: orElse('db', '18'),
    prompt: {
      message: 'Which database?',
      options: [
        { value: '18', label: 'PostgreSQL 18' },
        { value: '17', label: 'PostgreSQL 17' },
        { value: '16', label: 'PostgreSQL 16' },
        { value: 'external', label: 'One that runs elsewhere', hint: 'its DATABASE_URL goes into .env' },
      ],
    },
  },
  {
    key: 'cache',
    value: 'memcached|redis|valkey|none',
    help: "Django's cache",
    choices: 'memcached, redis, valkey or none',
    fallback: always('memcached'),
    prompt: {
      message: 'Which cache?',
      options: [
        { value: 'memcached', label: 'memcached', hint: 'small, and all a cache needs' },
        { value: 'redis', label: 'Redis' },
        { value: 'valkey', label: 'Valkey', hint: 'the open fork of Redis' },
        { value: 'none', label: 'None', hint: 'each process caches for itself' },
      ],
    },
  },
  {
    key: 'volumes-root',
    value: '/srv/<name>',
    help: 'where media, static files and the database are',
    fallback: (known) => `/srv/${known.name}`,
  },
  { key: 'upload-limit', value: '20m', help: 'larger requests are refused', fallback: always('20m') },
  {
    key: 'with',
    value: '<service,…>|none',
    help: 'further services: see create-django-stack list',
    list: true,
    none: true,
    heading: 'Services added to the above.',
    fallback: (_, found) => proposed('with', found) ?? '',
  },
  {
    key: 'celery',
    value: '<module>',
    help: 'where the Celery app is',
    brief: true,
    applies: (known) => has(known, 'worker', 'beat'),
    instead: 'has no meaning without worker or beat',
    fallback: orElse('celery', (known) => known.module),
    likeliest: besideSettings,
  },
  {
    key: 'mailpit-port',
    value: '8025',
    help: 'host port of the page with the mails',
    brief: true,
    applies: (known) => has(known, 'mailpit'),
    instead: 'has no meaning without mailpit',
    fallback: always('8025'),
  },
  later({ key: 'adopted', value: '<service,…>', help: 'yours, from docker-compose.yml: name:port/route/', list: true }),
  later({ key: 'upstreams', value: '<address,…>', help: 'hosts that run web and api, as in 10.0.0.12: see DEPLOY.md', list: true }),
  later({ key: 'swarm', value: 'true|false', help: 'docker-swarm.yml as well, for several hosts: see DEPLOY.md' }),
];

/** The question of an answer. */
export function questionFor(key: string): Question | undefined {
  return Object.hasOwn(fields, key) ? questions.find((question) => question.key === key) : undefined;
}
