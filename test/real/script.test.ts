/** The generated `stack` script: what it does, refuses and says; under dash, bash and busybox. It needs no engine. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { describeWith } from '../support/need.ts';
import { scriptOf, type Conditions, type Script } from './support/stub.ts';
import { until } from './support/wait.ts';

const isRoot = process.getuid?.() === 0;
const SECRETS = /^DJANGO_SECRET_KEY=[0-9a-f]{64}$[^]*^POSTGRES_PASSWORD=[0-9a-f]{64}$/m;

function script(answers?: RawAnswers): Script {
  const made = scriptOf(answers);
  onTestFinished(() => void made.remove());
  return made;
}

/** Nobody's process: without rights, also where the tests run as root. */
const nobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

/** A container that only looks at the files of the database. */
const isLook = (call: string) => call.includes('--entrypoint sh db');

/** The calls that change something, by their first words. */
const deeds = (calls: readonly string[]) => calls.filter((call) => !isLook(call)).map((call) => call.replace('compose --progress quiet', 'compose')).filter((call) => /^(compose (build|up|run|down|exec)|create|cp)/.test(call)).map((call) => call.replace(/^(compose \S+|\S+).*?( (?:db|migrate|api).*)?$/, '$1$2'));

const withDatabase = ({ data }: Script) => mkdirSync(join(data, 'postgresql', '18'), { recursive: true });
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

const busybox = (program: string): Conditions['programs'] => {
  const names = execFileSync(program, ['--list'], { encoding: 'utf8' }).split('\n').filter((name) => name && name !== 'busybox');
  return Object.fromEntries(names.map((name) => [name, `#!/bin/sh\nexec ${program} ${name} "$@"\n`]));
};

describeWith(['busybox'], 'the stack script under', (t) => {
  it.each([
    ['its own shell', [], {}],
    ['dash', ['dash'], {}],
    ['bash --posix', ['bash', '--posix'], {}],
    ['busybox sh, with busybox for every tool', [t.path('busybox'), 'sh'], busybox(t.path('busybox'))],
  ] as const)('%s: the first up, the second, and down', { timeout: 120_000 }, (_title, shell, programs) => {
    const stack = script();
    expect(stack.run(['up'], { shell, programs: programs ?? {} })).toMatchObject({ code: 0, stdout: '' });
    expect(stack.read('.env')).toMatch(SECRETS);
    expect(readFileSync(join(stack.data, 'static', 'css', 'site.0123456789ab.css'), 'utf8')).toBe('new');
    expect(deeds(stack.calls())).toEqual(['compose up db memcache', 'compose run api python manage.py migrate --noinput', 'create', 'cp', 'compose up']);
    expect(stack.run(['up'], { shell, programs: programs ?? {}, env: { RUNNING: 'shop-api:current' } }).code).toBe(0);
    expect(deeds(stack.calls())).toEqual(['compose up']);
    expect(stack.run(['down'], { shell, programs: programs ?? {} }).code).toBe(0);
    expect(deeds(stack.calls())).toEqual(['compose down']);
  });
});

describeWith(['shellcheck'], 'shellcheck', (t) => {
  it.each<[string, RawAnswers]>([
    ['the default stack', {}],
    ['an external database, no cache, no web', { db: 'external', cache: 'none', web: 'none' }],
    ['images from a registry', { registry: 'registry.example.com/team' }],
    ['a hyphen and TLS', { name: 'my-shop', domain: 'shop.org', tls: 'letsencrypt', cache: 'redis', with: 'valkey' }],
  ])('finds nothing in the script of %s', (_title, answers) => {
    expect(() => execFileSync(t.path('shellcheck'), [join(script(answers).folder, 'stack')], { encoding: 'utf8' })).not.toThrow();
  });
});

describe('commands', () => {
  it('help explains each of them, and no other', () => {
    const { code, stdout, stderr } = script().run(['help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.match(/^ {2}\S+/gm)).toEqual(['up', 'down', 'ps', 'logs', 'manage', 'dev', 'deploy', 'rollback', 'backup', 'verify-backup', 'restore', 'schedule', 'status', 'help'].map((name) => `  ${name}`));
  });

  it.each([['frobnicate'], ['secrets'], ['lock'], ['-x']])('%s is none: exit 2, a line and the list on stderr', (word) => {
    expect(script().run([word])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^shop: there is no command \S+\nusage: /) as unknown });
  });

  it.each([
    ['ps', ['ps', '--all'], 'compose ps --all'],
    ['logs', ['logs', 'api', 'db'], 'compose logs --follow --tail 100 api db'],
    ['manage', ['manage', 'shell', '-c', 'print("a b")'], 'compose exec -T api python manage.py shell -c print("a b")'],
  ])('%s goes to compose as it is', (_name, args, call) => {
    const stack = script();
    expect(stack.run(args).code).toBe(0);
    expect(stack.calls()).toContain(call);
  });

  it('works from any folder', () => {
    const { folder } = script();
    const help = (cwd: string, path: string) => execFileSync('sh', [path, 'help'], { cwd, encoding: 'utf8', env: { ...process.env, CDPATH: '/usr' } });
    expect(help('/', join(folder, 'stack'))).toMatch(/^usage: /);
    expect(help(join(folder, '..'), 'shop/stack')).toMatch(/^usage: /);
  });
});

describe('what the host must have', () => {
  it.each<[string, Record<string, string>, string]>([
    ['an engine that answers', { ENGINE: '' }, 'the docker engine does not answer you'],
    ['engine 25', { ENGINE: '24.0.9' }, 'docker engine 24.0.9 is too old: 25 or newer'],
    ['compose', { COMPOSE: '' }, 'docker compose is missing: version 2.24 or newer'],
    ['compose 2.24', { COMPOSE: 'v2.23.3' }, 'docker compose v2.23.3 is too old: 2.24 or newer'],
    ['buildx, to build', { IMAGES: '', FAIL: 'buildx' }, 'docker buildx is missing'],
  ])('%s: one line says so', (_what, env, line) => {
    const { code, stderr } = script().run(['up'], { env });
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, expect.stringContaining(line)]);
  });

  it.each([['25.0.0', '2.24.0'], ['28.5.2', 'v2.24.1'], ['29.1', '5.0.0-rc.1']])('engine %s with compose %s will do', (ENGINE, COMPOSE) => {
    expect(script().run(['ps'], { env: { ENGINE, COMPOSE } }).code).toBe(0);
  });

  it('docker itself', () => {
    const stack = script();
    const programs = Object.fromEntries(['dirname', 'grep', 'id', 'sed', 'tail', 'tr'].map((name) => [name, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`]));
    const { code, stderr } = stack.run(['ps'], { shell: ['/bin/sh'], programs: { ...programs, docker: '' }, env: { PATH: join(stack.folder, '..', 'bin') } });
    expect([code, stderr]).toEqual([1, 'shop: docker is not installed\n']);
  });
});

describe('.env', () => {
  it('is as it was where there is no room for it', () => {
    const stack = script();
    const before = `DJANGO_SECRET_KEY=\nPOSTGRES_PASSWORD=p\n${Array.from({ length: 200 }, (_, index) => `MINE_${index}=${'x'.repeat(40)}\n`).join('')}`;
    stack.write('.env', before);
    // A file of more than 4 kB cannot be written, and saying so is all that the system does, as on a full disk.
    const { code, stderr } = stack.run(['up'], { shell: ['sh', '-c', "trap '' XFSZ; ulimit -f 8; exec dash \"$0\" \"$@\""] });
    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot write .env')]);
    expect(stack.read('.env')).toBe(before);
  });

  it('is written with new secrets where it is missing: 0600 whatever the umask, and never twice the same', () => {
    const [first, second] = [script(), script()];
    for (const { run } of [first, second]) expect(run(['up'], { as: ['sh', '-c', 'umask 0; exec "$@"', 'sh'] }).code).toBe(0);
    expect(mode(join(first.folder, '.env'))).toBe('600');
    expect(first.read('.env')).toMatch(SECRETS);
    expect(first.read('.env')).not.toBe(second.read('.env'));
    expect(existsSync(join(first.folder, '.env.new'))).toBe(false);
  });

  it('is not made up beside a database: that says which key to bring over', () => {
    const stack = script();
    withDatabase(stack);
    const { code, stderr } = stack.run(['up']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('holds a database, and .env lacks its POSTGRES_PASSWORD: bring .env over')]);
    expect(existsSync(join(stack.folder, '.env'))).toBe(false);
    expect(deeds(stack.calls())).toEqual([]);
  });

  it.runIf(isRoot)('is not made up beside a database that only a container may look at', () => {
    const stack = script();
    withDatabase(stack);
    for (const name of ['static', 'deploy', 'media', 'backups']) mkdirSync(join(stack.data, name), { recursive: true });
    execFileSync('chown', ['-R', '65534:65534', stack.folder, stack.data]);
    execFileSync('chown', ['-R', '999:999', join(stack.data, 'postgresql')]);
    chmodSync(join(stack.data, 'postgresql'), 0o700);
    const answers = (PRESENT: string) => stack.run(['up'], { as: nobody, env: { PRESENT } });
    expect(answers('18').stderr).toContain('holds a database');
    expect(stack.calls().find((call) => call.startsWith('run '))).toMatch(/--user 999:999 --network none .*readonly postgres:18-trixie -A \/data$/);
    expect(answers('')).toMatchObject({ code: 0 });
  });

  it.each<[string, string, string | RegExp]>([
    ['a missing key is appended, and the rest stays', 'A=1\nPOSTGRES_PASSWORD=old\nB="2"', /^A=1\nPOSTGRES_PASSWORD=old\nB="2"\n\nDJANGO_SECRET_KEY=[0-9a-f]{64}\n$/],
    ['an empty key is filled', 'DJANGO_SECRET_KEY=\nPOSTGRES_PASSWORD=old\n', /^DJANGO_SECRET_KEY=[0-9a-f]{64}\nPOSTGRES_PASSWORD=old\n$/],
    ['a complete one is left alone', 'DJANGO_SECRET_KEY=k\nPOSTGRES_PASSWORD=old\r\n', 'DJANGO_SECRET_KEY=k\nPOSTGRES_PASSWORD=old\r\n'],
    ['one of exports, as compose takes them, too', 'export DJANGO_SECRET_KEY=k\nexport POSTGRES_PASSWORD=old\n', 'export DJANGO_SECRET_KEY=k\nexport POSTGRES_PASSWORD=old\n'],
  ])('%s, also beside a database', (_title, before, after) => {
    const stack = script();
    withDatabase(stack);
    stack.write('.env', before);
    expect(stack.run(['up']).code).toBe(0);
    expect(stack.read('.env')).toMatch(after);
  });

  it('is never executed', () => {
    const stack = script();
    stack.write('.env', 'A=$(touch made-a)\nB=`touch made-b`\ntouch made-c\nDJANGO_SECRET_KEY=$(touch made-d)\nPOSTGRES_PASSWORD=p\n');
    expect(stack.run(['up']).code).toBe(0);
    for (const letter of 'abcd') expect(existsSync(join(stack.folder, `made-${letter}`))).toBe(false);
  });

  it('wins over variables of the same name in the shell', () => {
    const stack = script();
    const env = { POSTGRES_PASSWORD: 'other', DJANGO_SECRET_KEY: 'other', TAG: 'other', COMPOSE_PROJECT_NAME: 'other', COMPOSE_ENV_FILES: 'other' };
    const seen = 'env | grep other >&2; ';
    const { code, stderr } = stack.run(['ps'], { env, programs: { docker: `#!/bin/sh\n${seen}case "$*" in version*) echo 28.0 ;; *version*) echo 2.40 ;; esac\n` } });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('is not made up beside what RabbitMQ keeps', () => {
    const stack = script({ with: 'rabbitmq' });
    mkdirSync(join(stack.data, 'rabbitmq', 'mnesia'), { recursive: true });
    const refused = [1, expect.stringContaining('rabbitmq holds the queues of RabbitMQ, and .env lacks its RABBITMQ_PASSWORD: bring .env over')];
    const { code, stderr } = stack.run(['up']);
    expect([code, stderr]).toEqual(refused);
    expect(existsSync(join(stack.folder, '.env'))).toBe(false);
    stack.write('.env', 'RABBITMQ_PASSWORD=old\n');
    expect(stack.run(['up']).code).toBe(0);
    expect(stack.read('.env')).toMatch(SECRETS);
  });

  it.each<[answers: RawAnswers, keys: string]>([
    [{ with: 's3' }, 'MEDIA_BUCKET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY'],
    [{ django: 'existing', module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt', variables: 'S3_BUCKET,STRIPE_KEY' }, 'S3_BUCKET, STRIPE_KEY'],
  ])('names every key that only its owner can fill in, and starts nothing: %j', (answers, keys) => {
    const stack = script(answers);
    const { code, stderr } = stack.run(['up']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`shop: write ${keys} into .env; .env.example says what it looks like\n`)]);
    expect(deeds(stack.calls())).toEqual([]);
    const [first = '', ...rest] = keys.split(', ');
    stack.write('.env', stack.read('.env').replace(`${first}=`, `${first}=x`));
    expect(stack.run(['up']).stderr).toContain(`write ${rest.join(', ')} into .env`);
  });

  it('with an external database: DATABASE_URL must be written by hand, once', () => {
    const stack = script({ db: 'external' });
    expect(stack.run(['up'])).toMatchObject({ code: 1, stderr: expect.stringContaining('write DATABASE_URL into .env') as unknown });
    stack.write('.env', stack.read('.env').replace(/^DATABASE_URL=$/m, 'DATABASE_URL=postgres://u:p@h/d'));
    expect(stack.run(['up']).code).toBe(0);
  });

  it('that everybody can read is mentioned', () => {
    const stack = script();
    stack.run(['up']);
    chmodSync(join(stack.folder, '.env'), 0o644);
    expect(stack.run(['up']).stderr).toContain('everybody on this host can read .env: chmod 600 .env');
  });
});

describe('volumes-root', () => {
  it.each([
    ['the environment before .env', { VOLUMES_ROOT: 'env' }, 'env'],
    ['.env before the rendered one', {}, 'file'],
  ])('%s', (_title, env, expected) => {
    const stack = script();
    const at = (name: string) => join(stack.data, '..', name);
    stack.write('.env', `VOLUMES_ROOT=${at('file')}\n`);
    expect(stack.run(['up'], { env: Object.fromEntries(Object.entries(env).map(([key, name]) => [key, at(name)])) }).code).toBe(0);
    expect([existsSync(at(expected)), existsSync(stack.data)]).toEqual([true, false]);
  });

  it.each([['relative', 'must begin with a slash'], ["/srv/it's", 'without quotes'], ['/srv/$HOME', 'without quotes']])('%s is refused', (VOLUMES_ROOT, line) => {
    expect(script().run(['up'], { env: { VOLUMES_ROOT } })).toMatchObject({ code: 1, stderr: expect.stringContaining(line) as unknown });
  });

  it.runIf(isRoot)('is made by root as the containers need it, and what exists keeps owner and mode', () => {
    const stack = script({ domain: 'shop.org', tls: 'letsencrypt' });
    mkdirSync(stack.data);
    mkdirSync(join(stack.data, 'media'), { mode: 0o750 });
    expect(stack.run(['up'], { as: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] }).code).toBe(0);
    const seen = Object.fromEntries(['.', 'static', 'static/css', 'deploy', 'acme', 'backups', 'media', 'postgresql'].map((name) => [name, `${mode(join(stack.data, name))} ${statSync(join(stack.data, name)).uid}`]));
    expect(seen).toEqual({ '.': '755 0', static: '755 0', 'static/css': '755 0', deploy: '755 0', acme: '755 0', backups: '700 0', media: '750 0', postgresql: '700 999' });
  });

  it.runIf(isRoot)('belongs to who typed sudo', () => {
    const stack = script();
    expect(stack.run(['up'], { env: { SUDO_UID: '65534', SUDO_GID: '65534' } }).code).toBe(0);
    expect([stack.data, join(stack.folder, '.env')].map((path) => statSync(path).uid)).toEqual([65534, 65534]);
  });

  it('without rights and without a terminal: the exact lines, another way for a laptop, and exit 1', () => {
    const stack = script({ 'volumes-root': '/nowhere/shop' });
    if (isRoot) execFileSync('chown', ['-R', '65534:65534', stack.folder]);
    const { code, stderr } = stack.run(['up'], { as: nobody });
    const me = isRoot ? '-o 65534 -g 65534' : `-o ${process.getuid?.()} -g ${process.getgid?.()}`;
    expect(code).toBe(1);
    expect(stderr.split('\n')).toEqual(expect.arrayContaining([
      `  sudo install -d ${me} -m 755 '/nowhere/shop'`,
      "  sudo install -d -o 10001 -g 10001 -m 755 '/nowhere/shop/media'",
      "  sudo install -d -o 999 -g 999 -m 700 '/nowhere/shop/postgresql'",
      `shop: if this is not the server, put this line into .env instead: VOLUMES_ROOT=${stack.folder}/.volumes`,
    ]));
    expect(existsSync(join(stack.folder, '.env'))).toBe(false);
  });

  it('without rights, on a terminal: the lines, and then sudo with exactly them', async () => {
    const stack = script({ 'volumes-root': '/nowhere/shop' });
    if (isRoot) execFileSync('chown', ['-R', '65534:65534', stack.folder]);
    const screen = await stack.onTerminal(['up'], { as: nobody, programs: { sudo: '#!/bin/sh\necho "sudo runs: $*"\n' } });
    const [shown = '', run = ''] = screen.split('sudo runs: sh -ec ');
    const lines = (text: string) => text.match(/install -d .*'/g);
    expect(lines(shown)).toHaveLength(6);
    expect(lines(run)).toEqual(lines(shown));
  });

  it("on a Mac everything is one's own, and flock may be missing", () => {
    const stack = script();
    if (isRoot) execFileSync('chown', ['-R', '65534:65534', join(stack.folder, '..')]);
    const { code, stderr } = stack.run(['up'], { as: nobody, programs: { uname: '#!/bin/sh\necho Darwin\n' } });
    expect([code, stderr]).toEqual([0, expect.stringContaining('everything runs')]);
  });
});

describe('./stack up', () => {
  it('builds what is missing, and nothing else', () => {
    const stack = script();
    stack.run(['up'], { env: { IMAGES: 'shop-web:current' } });
    expect(stack.calls().filter((call) => call.startsWith('compose build'))).toEqual(['compose build api']);
  });

  it('migrates and publishes before a newly built image takes over', () => {
    const stack = script();
    stack.run(['up'], { env: { RUNNING: 'shop-api:older' } });
    expect(deeds(stack.calls())).toEqual(['compose up db memcache', 'compose run api python manage.py migrate --noinput', 'create', 'cp', 'compose up']);
  });

  // `set -e` is off wherever a command's failure is looked at, so each step is made to fail once.
  it.each([
    ['compose build', { IMAGES: '' }, 'the build failed', 'compose up'],
    ['up --detach --no-recreate --wait --wait-timeout 180 db', {}, 'not everything is healthy', 'compose run'],
    ['migrate', {}, 'the migration failed; what ran before still does', 'create'],
    ['create --name', {}, 'cannot copy the static files', 'cp'],
    ['cp --quiet', {}, 'the image has no /app/staticfiles', 'compose up --detach --wait --wait-timeout 180$'],
    ['wait-timeout 180', { RUNNING: 'shop-api:current' }, 'not everything is healthy', 'nothing'],
  ])('stops when this fails: %s', (FAIL, env, line, never) => {
    const stack = script();
    const { code, stderr } = stack.run(['up'], { env: { ...env, FAIL } });
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([1, expect.stringContaining(line)]);
    expect(stack.calls().filter((call) => new RegExp(`^${never}`).test(call))).toEqual([]);
  });

  it.each([['up'], ['deploy']])('%s does not start PostgreSQL on the files of another major version', (command) => {
    const stack = script();
    const { code, stderr } = stack.run([command], { env: { PRESENT: '17' } });
    expect([code, stderr]).toEqual([1, expect.stringContaining('postgresql holds a database of PostgreSQL 17, which another version cannot read')]);
    expect(deeds(stack.calls())).toEqual([]);
  });

  it('looks at the files of a database again only where compose would make another of it', () => {
    const stack = script();
    const looks = (SAYS: string) => {
      stack.run(['up'], { env: { RUNNING: 'shop-api:current', SAYS } });
      return stack.calls().filter(isLook).length;
    };
    expect([looks(' Container shop-db-1 Running'), looks(' Container shop-db-1 Recreate')]).toEqual([0, 1]);
  });

  it('takes no answer of compose for none', () => {
    const stack = script();
    const { code, stderr } = stack.run(['deploy'], { env: { FAIL: 'dry-run', COMPLAINT: 'no space left' } });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/no space left\nshop: compose cannot say what it would do\n$/)]);
    expect(stack.calls().filter((call) => call.includes('check --deploy'))).toEqual([]);
  });

  it('notes no release whose image the engine does not name', () => {
    const stack = script();
    const { code, stderr } = stack.run(['deploy', 'r2'], { env: { IMAGES: 'shop-api:r2 shop-web:r2', FAIL: 'shop-web:r2', AFTER: '^cp ' } });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/shop: the engine does not know the image shop-web:r2\n$/)]);
    expect(existsSync(join(stack.data, 'deploy', 'release'))).toBe(false);
    expect(stack.calls().filter((call) => call.startsWith('tag '))).toEqual([]);
  });

  it('stops when there are no random numbers, and leaves no .env', () => {
    const stack = script();
    expect(stack.run(['up'], { programs: { od: '#!/bin/sh\nexit 1\n' } })).toMatchObject({ code: 1, stderr: expect.stringContaining('no random numbers') as unknown });
    expect(existsSync(join(stack.folder, '.env'))).toBe(false);
  });

  it('publishes static files whole: the old stay, the same are not touched, the changed are replaced by a rename', () => {
    const stack = script();
    const at = (name: string) => join(stack.data, 'static', name);
    stack.run(['up']);
    for (const name of ['old.css', 'css/changed.css']) writeFileSync(at(name), 'old');
    utimesSync(at('css/site.0123456789ab.css'), 1, 1);
    const inode = statSync(at('css/changed.css')).ino;
    writeFileSync(join(stack.image, 'css', 'changed.css'), 'new');
    expect(stack.run(['up']).code).toBe(0);
    expect(readFileSync(at('old.css'), 'utf8') + readFileSync(at('css/changed.css'), 'utf8')).toBe('oldnew');
    expect(statSync(at('css/site.0123456789ab.css')).mtimeMs).toBe(1000);
    expect(statSync(at('css/changed.css')).ino).not.toBe(inode);
    expect(existsSync(join(stack.data, 'deploy', 'static.new'))).toBe(false);
  });

  it('excludes another one, and down', async () => {
    const stack = script();
    stack.run(['up']);
    const file = join(stack.data, 'deploy', 'lock');
    const holder = spawn('flock', [file, 'sh', '-c', 'echo held; read -r _'], { stdio: ['pipe', 'pipe', 'ignore'] });
    let held = '';
    holder.stdout.on('data', (chunk: Buffer) => (held += chunk.toString()));
    await until('the lock is held', () => held !== '');
    const tries = [stack.run(['up']), stack.run(['down'])];
    holder.stdin.end();
    expect(tries.map(({ code, stderr }) => [code, stderr])).toEqual(Array(2).fill([1, 'shop: another ./stack is at work\n']));
    await until('the lock is free', () => stack.run(['down']).code === 0);
  });
});

describe('with a registry', () => {
  const REGISTRY = 'registry.example.com:5000/team';
  const image = (service: string, tag: string) => `${REGISTRY}/shop-${service}:${tag}`;
  const CURRENT = `${image('api', 'current')} ${image('web', 'current')}`;
  const registered = () => script({ registry: REGISTRY });
  const sentence = ({ code, stderr }: { code: number; stderr: string }) => [code, stderr.trimEnd().split('\n').at(-1)];

  it('push and deploy are called what they do, and up pulls', () => {
    expect(registered().run(['help']).stdout).toMatch(/^ {2}up .*first time also pull,[^]*^ {2}push \[tag\] [^]*^ {2}deploy \[revision\] {5}pull this folder's revision, or that one,/m);
  });

  it('push builds and pushes, without a secret and without an .env to begin with', () => {
    const stack = registered();
    expect(stack.run(['push', '1.4'])).toMatchObject({ code: 0, stderr: expect.stringContaining('1.4 is in the registry; on the server: ./stack deploy 1.4') as unknown });
    expect(stack.calls().filter((call) => /^(compose build|push)/.test(call))).toEqual(['compose build', `push ${image('web', '1.4')}`, `push ${image('api', '1.4')}`]);
    expect([stack.read('.env'), mode(join(stack.folder, '.env'))]).toEqual([stack.read('.env.example'), '600']);
    expect(existsSync(stack.data)).toBe(false);
  });

  it('push wants a revision: a commit, or a name', () => {
    const stack = registered();
    const refused = [1, 'shop: images are called by their revision: git commit first, or give them a name, ./stack push <tag>'];
    expect(sentence(stack.run(['push']))).toEqual(refused);
    execFileSync('sh', ['-ec', 'git init -q; git add -A; git -c user.name=a -c user.email=a@example.org commit -qm 1; echo >> manage.py'], { cwd: stack.folder });
    expect(sentence(stack.run(['push']))).toEqual(refused);
    expect(stack.calls().filter((call) => /build|push/.test(call))).toEqual([]);
  });

  it('a push that the registry refuses says how to log in', () => {
    expect(sentence(registered().run(['push', '1'], { env: { FAIL: `push ${image('api', '1')}` } }))).toEqual([1, `shop: ${REGISTRY} did not take shop-api: docker login registry.example.com:5000, if it does not know you`]);
  });

  it('up pulls what is missing, of the revision that the folder has, and builds nothing', () => {
    const stack = registered();
    expect(sentence(stack.run(['up'], { env: { IMAGES: '' } }))).toEqual([1, 'shop: which revision? ./stack deploy <tag>, as ./stack push has called it']);
    execFileSync('sh', ['-ec', 'git init -q; git add -A; git -c user.name=a -c user.email=a@example.org commit -qm 1; echo >> manage.py'], { cwd: stack.folder });
    const revision = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: stack.folder, encoding: 'utf8' }).trim();
    stack.calls();
    expect(stack.run(['up'], { env: { IMAGES: image('web', 'current') } }).code).toBe(0);
    const calls = stack.calls();
    expect(calls.filter((call) => /pull|^tag.*api/.test(call))).toEqual([expect.stringMatching(/^tag /), `pull ${image('api', revision)}`, `tag ${image('api', revision)} ${image('api', 'current')}`]);
    expect(calls.filter((call) => call.includes('build'))).toEqual([]);
  });

  it('what ran from elsewhere is the release before', () => {
    const stack = registered();
    stack.run(['deploy', '2'], { env: { IMAGES: '', RUNNING: 'older', FAIL: 'pull' } });
    expect(stack.calls().filter((call) => call.startsWith('tag'))).toEqual(['web', 'api'].map((service) => `tag id of older ${image(service, 'current')}`));
  });

  it.each([
    ['Error response from daemon: manifest for x not found: manifest unknown', `${image('web', '2')} is not in the registry: ./stack push, where that revision is built, puts it there; nothing was changed`],
    ['failed to resolve reference "x": x: not found', `${image('web', '2')} is not in the registry: ./stack push, where that revision is built, puts it there; nothing was changed`],
    ['Error response from daemon: Head "https://x": no basic auth credentials', `${REGISTRY} does not let you in: docker login registry.example.com:5000; nothing was changed`],
    ['unauthorized: authentication required', `${REGISTRY} does not let you in: docker login registry.example.com:5000; nothing was changed`],
    ['dial tcp: lookup registry.example.com: no such host', `cannot pull ${image('web', '2')}; nothing was changed`],
    ['tls: x509: certificate signed by unknown authority', `cannot pull ${image('web', '2')}; nothing was changed`],
  ])('a pull that fails with "%s" is explained', (COMPLAINT, line) => {
    const stack = registered();
    expect(sentence(stack.run(['deploy', '2'], { env: { IMAGES: CURRENT, FAIL: 'pull', COMPLAINT } }))).toEqual([1, `shop: ${line}`]);
    expect(deeds(stack.calls())).toEqual([]);
  });

  it('a revision that is here can be deployed while the registry is away', () => {
    const stack = registered();
    const { stderr } = stack.run(['deploy', '2'], { env: { IMAGES: `${CURRENT} ${image('api', '2')} ${image('web', '2')}`, FAIL: 'pull', COMPLAINT: 'no such host' } });
    expect(stderr).toContain(`from an earlier pull ${image('api', '2')} is here, and will do`);
    expect(deeds(stack.calls())).toContain('compose up db memcache');
  });
});

describeWith(['openssl'], './stack status: the certificate', (t) => {
  const SITE = 'shop.org';

  /** Serves a certificate for so many days where the name is asked for, and another one where it is not. */
  async function serve(folder: string, days: number): Promise<string> {
    const openssl = (...args: readonly string[]) => execFileSync(t.path('openssl'), args, { cwd: folder, stdio: 'pipe' });
    const make = (name: string, lasts: number) => openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-days', String(lasts), '-keyout', `${name}.key`, '-out', `${name}.pem`);
    make('any', 400);
    make(SITE, days);
    const args = ['s_server', '-www', '-accept', '127.0.0.1:0', '-cert', 'any.pem', '-key', 'any.key', '-servername', SITE, '-cert2', `${SITE}.pem`, '-key2', `${SITE}.key`];
    const server = spawn(t.path('openssl'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void server.kill());
    let said = '';
    server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('it listens', () => /^ACCEPT \S+:\d+$/m.test(said));
    return /^ACCEPT (.*)$/m.exec(said)?.[1] ?? '';
  }

  /** The line of the certificate, by a clock that is so many days ahead. */
  async function line(days: number, ahead: number): Promise<string | undefined> {
    const stack = script({ domain: SITE, tls: 'files' });
    stack.run(['up']);
    stack.write('stack', stack.read('stack').replace('127.0.0.1:443', await serve(join(stack.data, '..'), days)));
    const date = `#!/bin/sh\nPATH=/usr/bin:/bin\n[ "$1" = +%s ] || exec date "$@"\necho $(($(date +%s) + ${ahead * 86_400}))\n`;
    return stack.run(['status'], { programs: { date } }).stdout.match(/^certificate {2}(.*)$/m)?.[1];
  }

  it('says for how many days the one that nginx serves for the site is good, or that it is not', async () => {
    expect(await line(42, 0.5)).toMatch(/^for 41 days, until \w{3} +\d+ [\d:]+ \d{4} GMT$/);
    expect(await line(42, 43)).toMatch(/^EXPIRED on \w{3} /);
  });
});

describe('./stack schedule', () => {
  const units = (stack: Script) => {
    const folder = join(stack.data, '..', 'units');
    mkdirSync(folder);
    stack.write('stack', stack.read('stack').replace('UNITS=/etc/systemd/system', `UNITS=${folder}`));
    return folder;
  };
  const systemctl = { systemctl: '#!/bin/sh\necho "$*" >> "$STUB/systemctl"\n', sudo: '#!/bin/sh\nexec "$@"\n' };

  it('writes a service and a timer that run backup and verify-backup here, and starts the timer', () => {
    const stack = script();
    const folder = units(stack);
    expect(stack.run(['schedule'], { programs: systemctl }).code).toBe(0);
    const [service, timer] = ['service', 'timer'].map((kind) => readFileSync(join(folder, `shop-backup.${kind}`), 'utf8'));
    expect(service).toContain(`User=${userInfo().username}\nExecStart=${stack.folder}/stack backup\nExecStart=${stack.folder}/stack verify-backup\n`);
    expect(timer).toContain('OnCalendar=*-*-* 03:30\n');
    expect(readFileSync(join(stack.data, '..', 'systemctl'), 'utf8')).toBe('daemon-reload\nenable --now shop-backup.timer\n');
  });

  describeWith(['systemd-analyze'], 'by systemd itself', (t) => {
    it('both are units, run every night, and as the owner of the folder, who typed sudo', () => {
      const stack = script();
      const folder = units(stack);
      const [SUDO_UID, SUDO_GID] = isRoot ? ['1', '1'] : [String(process.getuid?.()), String(process.getgid?.())];
      expect(stack.run(['schedule'], { programs: systemctl, env: { SUDO_UID, SUDO_GID } }).code).toBe(0);
      const paths = ['service', 'timer'].map((kind) => join(folder, `shop-backup.${kind}`));
      const { status, stderr } = spawnSync(t.path('systemd-analyze'), ['verify', ...paths], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      const [service = '', timer = ''] = paths.map((path) => readFileSync(path, 'utf8'));
      expect(service.match(/^(User|Exec).*$/gm)).toEqual([`User=${isRoot ? 'daemon' : userInfo().username}`, ...['backup', 'verify-backup'].map((command) => `ExecStart=${stack.folder}/stack ${command}`)]);
      const [, when = ''] = /^OnCalendar=(.*)$/m.exec(timer) ?? [];
      const nights = execFileSync(t.path('systemd-analyze'), ['calendar', '--iterations=3', when], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
      expect(nights.match(/ 03:30:00 UTC$/gm)).toHaveLength(3);
    });
  });

  it('without systemd: one line for cron', () => {
    const stack = script();
    const names = ['awk', 'cat', 'cut', 'dirname', 'docker', 'grep', 'id', 'sed', 'tail', 'tr'];
    const programs = Object.fromEntries(names.filter((name) => name !== 'docker').map((name) => [name, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`]));
    const { code, stderr } = stack.run(['schedule'], { shell: ['/bin/sh'], programs, env: { PATH: join(stack.folder, '..', 'bin') } });
    expect([code, stderr]).toEqual([1, `shop: there is no systemd here; for cron: 30 3 * * * cd '${stack.folder}' && ./stack backup && ./stack verify-backup\n`]);
  });
});

describe('with an external database', () => {
  it('backup, verify-backup and restore take the media and .env, and say that the database is not here', () => {
    const stack = script({ db: 'external', cache: 'none', web: 'none' });
    const photo = join(stack.data, 'media', 'photo');
    stack.write('.env', 'DJANGO_SECRET_KEY=k\nDATABASE_URL=postgres://u:p@h/d\n');
    stack.run(['up']);
    writeFileSync(photo, 'old');
    const { code, stdout, stderr } = stack.run(['backup']);
    expect([code, stderr]).toEqual([0, expect.stringContaining(', without the database, which is not here')]);
    expect(readdirSync(join(stack.data, 'backups', stdout.trim())).sort()).toEqual(['SHA256SUMS', 'env', 'media.tar']);
    expect(stack.run(['verify-backup'])).toMatchObject({ code: 0, stderr: expect.stringContaining('it is good') as unknown });
    writeFileSync(photo, 'new');
    expect(stack.run(['restore', stdout.trim()], { programs: { sudo: '#!/bin/sh\nexec "$@"\n' } }).code).toBe(0);
    expect(readFileSync(photo, 'utf8')).toBe('old');
    expect(stack.run(['help']).stdout).toMatch(/backup +media and \.env, into a folder of its own; prints its name; the database is not here/);
  });

  it.each([['no name', []], ['a name that is none', ['yesterday']]])('restore with %s changes nothing', (_title, args) => {
    const stack = script();
    expect(stack.run(['restore', ...args])).toMatchObject({ code: 1, stderr: expect.stringMatching(/restore: which one\?|there is no backup yesterday/) as unknown });
    expect(deeds(stack.calls())).toEqual([]);
  });
});
