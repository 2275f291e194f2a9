/** What the program says of itself. */
import { describe, expect, it } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../src/services/index.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { run, tempFolder } from '../support/program.ts';
import { ROOT } from '../support/stacks.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

describe('--help', () => {
  it('is one screen, examples first', () => {
    expect(run(['--help'])).toEqual({ code: 0, stderr: '', stdout: expect.any(String) as string });
    expect(run(['--help']).stdout.replaceAll(version, '1.2.3')).toMatchInlineSnapshot(`
      "create-django-stack 1.2.3: the deployment of a Django project on one host.

        npm create django-stack                           questions, then a stack
        npm create django-stack shop -- --yes             no questions: all defaults
        npm create django-stack . -- --domain shop.org    around the project here

      Commands
        [create] [folder]            make a stack (the default command)
        show [--svg]                 draw the stack of this folder
        list                         the services a stack can have
        add <service>…               add services of the catalogue
        remove <service>…            take them off again; data stays
        regenerate [path…]           render again, keeping your edits
        adopt <service>              take a service of yours into the stack
        resolve [id|all]             settle conflicts
        undo                         take back the last run
        doctor                       say whether this host is fit for the stack
        install                      put the site into this host's nginx
        uninstall                    take it off again; data stays
        help <name>                  a command or a service, explained

      Answers (each is a question, or its default stands)
        --name <name>                what compose project, images and files are called
        --domain <host,…>            the first is canonical, the others redirect to it
        --tls none|letsencrypt|files where the certificate comes from
        --django new|existing        a starter project, or the one that is here
        --module <module>            the package with wsgi.py
        --python 3.14|…|3.10         Python in the image
        --base slim|alpine           distribution of the image
        --registry <host/path>       the server pulls images there and builds none
        --web static|node|image:<ref>|none  what answers the URLs that Django does not
        --web-port 8000              host port of web
        --api-port 8080              host port of the api
        --api-prefix /api/,/admin/   these URLs go to the api, the rest to web
        --db 18|17|16|external       PostgreSQL, or one that runs elsewhere
        --cache memcached|redis|valkey|none  Django's cache
        --volumes-root /srv/<name>   where media, static files and the database are
        --upload-limit 20m           larger requests are refused
        --with <service,…>|none      further services: see create-django-stack list

      An existing project's files answer these; django-stack.yml says what each is
        --manage --settings --configuration --interface --requirements --libraries
        --variables --static-url --static-root --media-url --media-root --health
        --admin --front-end --celery --mailpit-port

      What it may do
        --take-over                  keep docker-compose.yml, and add the stack to it
        --dry-run                    say what would be written, and write nothing
        --diff                       show it line by line, and write nothing
        -y, --yes                    ask nothing: every default stands
        --no-input                   ask nothing, and stop where only you can answer
        --json                       one JSON object on stdout, and no questions
        --quiet                      say nothing unless it fails
        --no-color                   no colours: NO_COLOR=1. ACCESSIBLE=1: plain lines
        -C, --cwd <folder>           work there instead of here
        -h, --help                   this text
        -v, --version                the version, and nothing else

      Exit codes: 0 done · 1 failed · 2 wrong use · 3 undecided · 130, 143 stopped
      "
    `);
  });

  it.each([['--help'], ['-h'], ['shop', '--help'], ['--help', '--db', '19'], ['create', '--help']])('%s %s %s: the same', (...args) => {
    expect(run(args).stdout).toBe(run(['--help']).stdout);
  });

  it.each(Object.keys(commands))('%s --help: at most 60 lines of 80 columns', (name) => {
    const { code, stdout } = run([name, '--help']);
    expect(code).toBe(0);
    expect(stdout.split('\n').length - 1).toBeLessThanOrEqual(60);
    expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });
});

describe('help', () => {
  it('alone is --help', () => {
    expect(run(['help']).stdout).toBe(run(['--help']).stdout);
  });

  it.each(Object.keys(commands))('%s: what the command says with --help', (name) => {
    expect(run(['help', name])).toEqual({ code: 0, stderr: '', stdout: run([name, '--help']).stdout });
  });

  it.each(catalogue.map(({ id }) => id))('%s: what the catalogue knows', (id) => {
    const { code, stdout, stderr } = run(['help', id]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^${id}(?: \\(.+\\))?: .+\\.\n\n  comes       .*\n`));
  });

  it('redis', () => {
    expect(run(['help', 'redis']).stdout.replaceAll(version, '1.2.3')).toMatchInlineSnapshot(`
      "redis: as the cache it may forget; added, it keeps its data.

        comes       npx create-django-stack@1.2.3 add redis
                    or create with --with redis
        image       redis:8-alpine
        networks    internal
        keeps       redis, below volumes-root: what redis keeps

      For redis the project needs, in its requirements:

          django-redis>=6,<8
      "
    `);
  });

  it('of no stack in particular names no project of anybody; in a stack, its own', () => {
    const cwd = tempFolder();
    expect(run(['help', 'worker'], { cwd }).stdout).toMatch(/in its requirements:\n\n {4}celery\[[^]*and in <module>\/celery\.py:[^]*"<settings>"[^]*Celery\("<module>"\)/);
    run(['.', '--name', 'bakery', '--yes'], { cwd });
    expect(run(['help', 'worker'], { cwd }).stdout).toMatch(/in requirements\.txt: celery[^]*and in bakery\/celery\.py:[^]*"bakery\.settings\.production"[^]*Celery\("bakery"\)/);
    writeFileSync(join(cwd, 'django-stack.yml'), 'name: [');
    expect(run(['help', 'worker'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('<module>/celery.py') as string });
  });

  it('a name that is neither: the nearest, and all there are', () => {
    const { code, stdout, stderr } = run(['help', 'reddis']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^There is no command or service "reddis"; did you mean redis\?\n {2}There are create, .*rabbitmq.*\.\n$/);
  });
});

it.each([['--version'], ['-v'], ['shop', '-v']])('%s %s: the version and nothing else', (...args) => {
  expect(run(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each([[['--version'], {}], [['add', '--help'], { help: run(['add', '--help']).stdout }], [['--help'], { help: run(['--help']).stdout }]])('%j --json: the same as data', (args, data) => {
  const { code, stdout, stderr } = run([...args, '--json']);
  expect([code, stderr, JSON.parse(stdout)]).toEqual([0, '', { ok: true, version, ...data }]);
});

describe('list', () => {
  it('is the catalogue', () => {
    expect(run(['list'])).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "",
        "stdout": "web        the front end: static pages, a Node server, or an image of yours
                 follows from the answers
      api        the Django project, served by gunicorn
                 follows from the answers
      worker     Celery: tasks in the background, in the image of the api
                 needs redis, valkey or rabbitmq: its tasks wait there
                 adds a container of the api's image
                      for the project: CELERY_BROKER_URL, CELERY_RESULT_BACKEND
                      to its requirements: celery[redis]>=5.7,<6
      beat       Celery's clock: hands tasks to the worker at their time
                 needs worker: it does what beat hands out
                 adds a container of the api's image
                      the folder beat on the host
      scheduler  commands at fixed times, listed in the file crontab; needs no broker
                 adds a container of the api's image
      channels   WebSockets: the api speaks ASGI, and nginx routes /ws/ to it
                 needs redis or valkey: messages between processes go through it
                 adds for the project: CHANNEL_LAYER_URL
                      to its requirements: channels>=4.3,<5
                      to its requirements: channels-redis>=4.3,<5
      db         PostgreSQL, with its data on the host; or one that runs elsewhere
                 follows from the answers
      pgvector   the vector extension: the db in pgvector's image, same data
                 adds to its requirements: pgvector>=0.4,<1
      pgbouncer  PgBouncer: a pool of connections to PostgreSQL, for many processes
                 adds edoburu/pgbouncer:v1.25.2-p0
      memcache   memcached: a cache that keeps nothing over a restart
                 adds memcached:1.6-alpine
                      to its requirements: pymemcache>=4.0,<5
      redis      Redis: as the cache it may forget; added, it keeps its data
                 adds redis:8-alpine
                      the folder redis on the host
                      to its requirements: django-redis>=6,<8
      valkey     Valkey: as the cache it may forget; added, it keeps its data
                 adds valkey/valkey:8-alpine
                      the folder valkey on the host
                      to its requirements: django-redis>=6,<8
      rabbitmq   RabbitMQ: a broker for tasks, with its queues on the host
                 adds rabbitmq:4.3-alpine
                      the folder rabbitmq on the host
                      in .env: RABBITMQ_PASSWORD
      mailpit    Mailpit: catches every mail and shows it, on this host alone
                 adds axllent/mailpit:v1.31.4
                      for the project: EMAIL_HOST
      s3         uploads in a bucket of S3, or of what speaks like it; no container
                 adds in .env: MEDIA_BUCKET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
                      to its requirements: django-storages[s3]>=1.14,<2
      swarm      not a service: docker-swarm.yml, for several hosts
                 add it to a stack
      ",
      }
    `);
  });

  it('--json is the same as data', () => {
    const { code, stdout, stderr } = run(['list', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, version, services: expect.arrayContaining([expect.objectContaining({ id: 'redis', addable: true, needs: [], adds: expect.arrayContaining(['redis:8-alpine']) as string[] })]) as object[] });
  });
});
