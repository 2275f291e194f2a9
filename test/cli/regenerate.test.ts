/** regenerate: after django-stack.yml was edited, files deleted, the record lost, or with another version of the tool. */
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differing, edit, editEverything, exists, filesOf, on, read, stackFolder } from '../support/made.ts';
import { fingerprint, pathsIn } from '../support/program.ts';

const MADE = ['--domain', 'shop.example.com'];
const answer = (root: string, key: string, value: string) => edit(root, 'django-stack.yml', new RegExp(`^${key}: .*$`, 'm'), `${key}: ${value}`);

/** Generated files that hold a text, but for those that are a person's from the start. */
function holding(root: string, text: string): readonly string[] {
  const paths = pathsIn(root).filter((path) => !/\/$|^(web|shop|requirements|nginx\/shop\.d|\.django-stack\/(undo|schema|base\/django-stack))/.test(path));
  return paths.filter((path) => read(root, path).includes(text));
}

describe('django-stack.yml was edited', () => {
  it.each<readonly [key: string, value: string, old: string]>([
    ['domain', '[www.other.example]', 'shop.example.com'],
    ['api-port', '9090', '8080'],
    ['web-port', '9000', '127.0.0.1:8000 '],
    ['api-prefix', '[/rest/, /admin/]', '/api/'],
    ['volumes-root', '/data/x', '/srv/shop'],
    ['db', '17', 'postgres:18'],
    ['cache', 'valkey', 'memcache'],
    ['upload-limit', '50m', '20m'],
    ['web', 'image:nginx:1.30-alpine-slim', './web'],
    ['python', '"3.13"', 'python:3.14'],
    ['base', 'alpine', '-slim-'],
  ])('%s: %s leaves no file with %j', (key, value, old) => {
    const root = stackFolder(...MADE);
    expect(holding(root, old)).not.toEqual([]);
    answer(root, key, value);
    expect(on(root, 'regenerate', '--check').code).toBe(1);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '' });
    expect(holding(root, old)).toEqual([]);
    expect(on(root, 'regenerate', '--check')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
  });

  it.each<readonly [key: string, value: string]>([
    ['python', '3.10'], ['python', "'3.13'"], ['db', '"17"'],
    ['with', 'redis'], ['with', 'redis, mailpit'], ['domain', 'shop.example.org'], ['domain', 'shop.example.org, www.shop.example.org'], ['api-prefix', '/admin/,/rest/'],
  ])('%s: %s, in a way of writing that is not ours: it stays as it is, and is no conflict', (key, value) => {
    const root = stackFolder(...MADE);
    answer(root, key, value);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Regenerated: /) as string });
    expect(read(root, 'django-stack.yml')).toContain(`\n${key}: ${value}\n`);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
  });

  it('a list written as one text is a list when something is added', () => {
    const root = stackFolder(...MADE);
    answer(root, 'with', 'redis');
    on(root, 'regenerate');
    expect(on(root, 'add', 'worker')).toMatchObject({ code: 0 });
    expect(read(root, 'django-stack.yml')).toMatch(/^with: \[redis, worker\]/m);
  });

  it('tls brings its file, and takes it away again', () => {
    const root = stackFolder(...MADE);
    const before = filesOf(root, { record: true });
    answer(root, 'tls', 'letsencrypt');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(exists(root, 'nginx/shop.tls.conf')).toBe(true);
    expect(read(root, 'docker-compose.yml')).toContain('DJANGO_HTTPS: "on"');
    edit(root, 'django-stack.yml', 'tls: letsencrypt', /^tls: .*$/m.exec(before['django-stack.yml'] ?? '')?.[0] ?? '');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(differing(before, filesOf(root, { record: true }))).toEqual([]);
  });

  it('web: none takes the service away, and leaves the pages to their owner', () => {
    const root = stackFolder(...MADE);
    answer(root, 'web', 'none');
    edit(root, 'django-stack.yml', /^web-port: .*\n/m, '');
    edit(root, 'django-stack.yml', /^api-prefix: .*\n/m, '');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(read(root, 'docker-compose.yml')).not.toContain('shop-web');
    expect(read(root, 'nginx/shop.conf')).not.toContain('shop_web');
    expect(exists(root, 'web/Dockerfile')).toBe(true);
  });

  it.each<readonly [key: string, value: string, said: RegExp]>([
    ['cache', 'valkey', /^For valkey the project needs, in requirements-prod\.txt: django-redis>=6,<8\n.*and in its settings:\n\nCACHES = /ms],
    ['db', '17', /^PostgreSQL 17 cannot read the files of PostgreSQL 18/m],
    ['db', 'external', /^POSTGRES_PASSWORD in \.env is not used any more\.\nWrite DATABASE_URL into \.env before \.\/stack up; \.env\.example says what it is\.\n/m],
    ['volumes-root', '/data/x', /\.\/stack down && sudo mv \/srv\/shop \/data\/x\n/],
    ['name', 'store', /docker compose -p shop down\n/],
    ['tls', 'letsencrypt', /^The certificate comes after/m],
    ['web', 'node', /^web\/Dockerfile is yours and stays: .* rm web\/Dockerfile && npx create-django-stack@\S+ regenerate web\/Dockerfile$/m],
  ])('%s: %s says what it means beyond the files, before and after, and once', (key, value, said) => {
    const root = stackFolder(...MADE);
    answer(root, key, value);
    for (const args of [['--dry-run'], ['--diff'], []]) expect(on(root, 'regenerate', ...args).stdout).toMatch(said);
    expect(on(root, 'regenerate').stdout).toBe('Nothing to change.\n');
  });

  it.each<readonly [flags: readonly string[], service: string, way: string]>([
    [[], 'memcache', '"cache: none" in django-stack.yml, then npx create-django-stack@'],
    [['--with', 'rabbitmq'], 'rabbitmq', 'npx create-django-stack@\\S+ remove rabbitmq'],
    [['--with', 'beat'], 'redis', 'It came with beat, and goes with it: npx create-django-stack@\\S+ remove beat'],
    [[], 'web', '"web: none" in django-stack.yml'],
  ])('%j: %s was deleted from docker-compose.yml, which is said as long as the rest counts on it', (flags, service, way) => {
    const root = stackFolder(...flags);
    edit(root, 'docker-compose.yml', new RegExp(`^  ${service}:\\n(?: {4}.*\\n)+`, 'm'), '');
    const said = new RegExp(`^${service} is not in docker-compose\\.yml any more, and the rest of the stack counts on it\\. .*${way}.* copy its block from \\.django-stack/base/docker-compose\\.yml\\.$`, 'm');
    for (const _ of ['once', 'again']) expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: expect.stringMatching(said) as string });
    expect(on(root, 'doctor').stdout).toContain(`docker-compose.yml lacks ${service}`);
  });

  it('another major version of PostgreSQL ends with the steps that move the data', () => {
    const root = stackFolder('--with', 'worker');
    answer(root, 'db', '17');
    expect((JSON.parse(on(root, 'regenerate', '--json').stdout) as { next: readonly string[] }).next).toEqual([
      'docker compose stop api worker',
      'name=$(./stack backup) && ./stack verify-backup "$name"',
      './stack down && sudo mv /srv/shop/postgresql /srv/shop/postgresql-18',
      './stack up',
      './stack restore "$name"',
    ]);
  });

  it('name: the site moves with every edit in it, what is yours keeps its name, and undo brings all back', () => {
    const root = stackFolder(...MADE);
    editEverything(root);
    edit(root, 'nginx/shop.conf', 'location /legacy/ { return 410; }', 'location /legacy/ { proxy_pass http://shop_legacy; } # http://shop_web');
    const before = filesOf(root, { record: true });
    answer(root, 'name', 'my-store');
    answer(root, 'volumes-root', '/srv/shop');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('mv nginx/shop.d/*.conf nginx/my-store.d/') as string });
    expect(exists(root, 'nginx/shop.conf')).toBe(false);
    const site = read(root, 'nginx/my-store.conf');
    expect(site).toContain('    # The old shop.\n    location /legacy/ { proxy_pass http://shop_legacy; } # http://shop_web\n\n    location /api/ {\n        proxy_buffering off;\n        proxy_pass http://$my_store_api;\n');
    expect(site.replace(/shop_legacy|shop\.example\.com|\/srv\/shop\/|http:\/\/shop_web$|The old shop/gm, '')).not.toContain('shop');
    expect(on(root, 'regenerate').stdout).toBe('Nothing to change.\n');
    expect(on(root, 'undo').code).toBe(0);
    expect(differing(before, filesOf(root, { record: true })).filter((path) => path !== 'django-stack.yml')).toEqual([]);
  });

  it('after edits everywhere: every one of them stays', () => {
    const root = stackFolder(...MADE);
    editEverything(root);
    for (const [key, value] of [['domain', '[other.example]'], ['api-port', '9090'], ['db', '17'], ['volumes-root', '/data/x']] as const) answer(root, key, value);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '' });
    const mine = [
      ['docker-compose.yml', '# Ask Ada before touching this.'], ['docker-compose.yml', '{memory: 2G, pids: 128} # the reports need it'], ['docker-compose.yml', 'hostname: kitchen   # for the log'],
      ['docker-compose.yml', '  # Mail while we try things out.\n  maildev:\n    image: maildev/maildev:2.2.1\n'], ['nginx/shop.conf', '    # The old shop.\n    location /legacy/ { return 410; }\n'],
      ['nginx/shop.conf', 'proxy_buffering off;'], ['Dockerfile', '# mine\nENV MINE=1\n'], ['stack', '# mine: never on a Friday'], ['DEPLOY.md', '## Ours\n\nRing Ada first.\n'],
      ['django-stack.yml', '# Redis one day?\n'], ['.env', 'MAIL_FROM=ada@example.com\n'],
    ] as const;
    for (const [path, text] of mine) expect([path, read(root, path)]).toEqual([path, expect.stringContaining(text)]);
    for (const old of ['shop.example.com', '8080', '/srv/shop', 'postgres:18']) expect([old, holding(root, old)]).toEqual([old, []]);
  });

  it('waits, when a service is added before: add brings only its own change', () => {
    const root = stackFolder(...MADE);
    answer(root, 'domain', '[other.example]');
    expect(on(root, 'add', 'redis')).toMatchObject({ code: 0, stderr: '' });
    expect(read(root, 'docker-compose.yml')).toContain('redis:8-alpine');
    expect(read(root, 'docker-compose.yml')).not.toContain('other.example');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(holding(root, 'shop.example.com')).toEqual([]);
  });

  it('--diff and --dry-run show the same files as are then written, and write nothing', () => {
    const root = stackFolder(...MADE);
    answer(root, 'api-port', '9090');
    const before = fingerprint(root);
    const shown = [...on(root, 'regenerate', '--diff').stdout.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path]) => path);
    const listed = [...on(root, 'regenerate', '--dry-run').stdout.matchAll(/^[~±+-] (\S+)/gm)].map(([, path]) => path);
    expect(fingerprint(root)).toEqual(before);
    const files = filesOf(root);
    on(root, 'regenerate');
    expect([shown, listed].map((paths) => paths.toSorted())).toEqual([differing(files, filesOf(root)), differing(files, filesOf(root))]);
  });

  it.each([[[]], [['--check']], [['--dry-run']], [['--diff']]])('--json with %j is one object', (flags) => {
    const root = stackFolder(...MADE);
    answer(root, 'api-port', '9090');
    const { stdout } = on(root, 'regenerate', '--json', ...flags);
    expect(JSON.parse(stdout)).toMatchObject({ ok: !flags.includes('--check' as never), files: expect.arrayContaining([expect.objectContaining({ path: 'nginx/shop.conf', action: 'update' })]) as unknown, conflicts: [] });
  });
});

describe('a file was deleted', () => {
  it('it stays away, through every command, until it is asked for by name', () => {
    const root = stackFolder();
    const before = filesOf(root);
    rmSync(join(root, 'gunicorn.conf.py'));
    rmSync(join(root, 'nginx/shop.conf'));
    for (const args of [['regenerate'], ['add', 'redis'], ['remove', 'redis']]) expect(on(root, ...args).code).toBe(0);
    expect(differing(before, filesOf(root))).toEqual(['gunicorn.conf.py', 'nginx/shop.conf']);
    expect(on(root, 'regenerate', 'gunicorn.conf.py', 'nginx/shop.conf').code).toBe(0);
    expect(differing(before, filesOf(root))).toEqual([]);
  });

  it.each(['web/Dockerfile', 'manage.py', 'requirements.txt', 'nginx/shop.d/local.conf'])('%s, a starter file, is not written again unless asked for', (path) => {
    const root = stackFolder();
    rmSync(join(root, path));
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(exists(root, path)).toBe(false);
    expect(on(root, 'regenerate', path).code).toBe(0);
    expect(exists(root, path)).toBe(true);
  });

  it('a starter file that was edited stays, even if asked for', () => {
    const root = stackFolder();
    edit(root, 'manage.py', /^/, '# mine\n');
    const before = fingerprint(root);
    expect(on(root, 'regenerate', 'manage.py').stdout).toContain('manage.py is there, and keeps your edits.');
    expect(fingerprint(root)).toEqual(before);
  });

  it('what is no answer is said with its place by every command', () => {
    const root = stackFolder();
    answer(root, 'db', '18.0');
    for (const args of [['regenerate'], ['add', 'redis'], ['remove', 'redis'], ['show']]) {
      expect(on(root, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^django-stack\.yml:\d+:5: db: "18\.0" is not one of /) as string });
    }
  });

  it('a path that is no file of the stack: exit 2', () => {
    expect(on(stackFolder(), 'regenerate', '../x')).toMatchObject({ code: 2, stderr: '"../x" is no file of this stack.\n' });
  });

  it('a line of .gitignore that its owner deleted stays away, and so does the file', () => {
    const root = stackFolder();
    edit(root, '.gitignore', '.volumes/\n', '');
    answer(root, 'api-port', '9090');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(read(root, '.gitignore')).not.toContain('.volumes');
    rmSync(join(root, '.gitignore'));
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(exists(root, '.gitignore')).toBe(false);
    expect(on(root, 'regenerate', '.gitignore').code).toBe(0);
    expect(read(root, '.gitignore')).toContain('.volumes/');
  });

  it('.env gets the key it lacks, and keeps the others', () => {
    const root = stackFolder();
    edit(root, '.env', /^POSTGRES_PASSWORD=.*\n/m, 'MINE=1\n');
    const before = read(root, '.env');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(read(root, '.env').startsWith(before)).toBe(true);
    expect(read(root, '.env').slice(before.length)).toMatch(/^\n?# .*\nPOSTGRES_PASSWORD=[0-9a-f]{64}\n$/);
  });
});

describe('the record was lost', () => {
  it.each<readonly [title: string, lose: (root: string) => void, note: string]>([
    ['.django-stack is gone', (root) => rmSync(join(root, '.django-stack'), { recursive: true }), '.django-stack/lock.json is lost or damaged'],
    ['lock.json is half a file', (root) => writeFileSync(join(root, '.django-stack/lock.json'), '{"schema": 1,'), '.django-stack/lock.json is lost or damaged'],
    ['lock.json holds git markers', (root) => edit(root, '.django-stack/lock.json', /^/, '<<<<<<< HEAD\n'), '.django-stack/lock.json is lost or damaged'],
    ['lock.json leads out of the folder', (root) => edit(root, '.django-stack/lock.json', '"Dockerfile"', '"../Dockerfile"'), '.django-stack/lock.json is lost or damaged'],
    ['a base was edited', (root) => edit(root, '.django-stack/base/docker-compose.yml', 'init: true', 'init: false'), '.django-stack/base/docker-compose.yml is lost or damaged'],
    ['a base is gone', (root) => rmSync(join(root, '.django-stack/base/docker-compose.yml')), '.django-stack/base/docker-compose.yml is lost or damaged'],
  ])('%s: said aloud, and nothing of a person is changed', (_title, lose, note) => {
    const root = stackFolder();
    editEverything(root);
    const before = filesOf(root);
    lose(root);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(note) as string });
    expect(differing(before, filesOf(root))).toEqual([]);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
  });

  it.each<readonly [title: string, lose: (root: string) => void]>([
    ['a base is gone', (root) => rmSync(join(root, '.django-stack/base/docker-compose.yml'))],
    ['git markers in two bases', (root) => ['docker-compose.yml', 'nginx/shop.conf'].forEach((path) => edit(root, `.django-stack/base/${path}`, /^/, '<<<<<<< HEAD\n'))],
    ['git markers in lock.json', (root) => edit(root, '.django-stack/lock.json', /^/, '<<<<<<< HEAD\n')],
    ['lock.json is gone', (root) => rmSync(join(root, '.django-stack/lock.json'))],
  ])('%s, but it can be proved what was rendered: the change reaches every file, and no edit is lost', (_title, lose) => {
    const [root, whole] = [stackFolder(...MADE), stackFolder(...MADE)];
    for (const folder of [root, whole]) {
      editEverything(folder);
      rmSync(join(folder, 'manage.py'));
      answer(folder, 'api-port', '9090');
    }
    lose(root);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('lost or damaged: it is made again.') as string });
    on(whole, 'regenerate');
    expect(differing(filesOf(whole, { record: true }), filesOf(root, { record: true }))).toEqual([]);
    expect(holding(root, '8080')).toEqual([]);
  });

  it('what would change and cannot be proved to be ours is named, with its line', () => {
    const root = stackFolder(...MADE);
    rmSync(join(root, '.django-stack'), { recursive: true });
    answer(root, 'api-port', '9090');
    const { code, stdout } = on(root, 'regenerate');
    const line = read(root, 'docker-compose.yml').split('\n').findIndex((text) => text.includes('127.0.0.1:8080')) + 1;
    expect([code, stdout]).toEqual([0, expect.stringContaining(`\ndocker-compose.yml: line ${line}, services.api.ports[9090:8000]: your file says something else, which stays. Rendered now: "127.0.0.1:9090:8000"\n`)]);
    expect(stdout).toMatch(/^nginx\/shop\.conf: line \d+, upstream shop_api > server 127\.0\.0\.1:9090: .*Rendered now: server 127\.0\.0\.1:9090 max_fails=0;$/m);
    expect(read(root, 'docker-compose.yml')).toContain('127.0.0.1:8080');
  });

  it('what is missing is added', () => {
    const root = stackFolder();
    rmSync(join(root, '.django-stack'), { recursive: true });
    rmSync(join(root, 'Dockerfile'));
    answer(root, 'with', '[redis]');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(read(root, 'docker-compose.yml')).toContain('  redis:\n');
    expect(exists(root, 'Dockerfile')).toBe(true);
  });
});

describe('a file cannot be read', () => {
  it.each<readonly [path: string, text: string, complaint: RegExp]>([
    ['DEPLOY.md', '\n>>>>>>> theirs\n', /^DEPLOY\.md:\d+: a merge of git is unfinished here \(>>>>>>> theirs\)\. Nothing was written\.\n/],
    ['django-stack.yml', '\n<<<<<<< HEAD\n', /^django-stack\.yml:\d+:1: a merge of git is unfinished here/],
    ['docker-compose.yml', '\n x: [', /^docker-compose\.yml:\d+: .*Nothing was written\.\n/],
    ['docker-compose.yml', '\n<<<<<<< HEAD\n', /^docker-compose\.yml:\d+: .*Nothing was written\.\n/],
    ['nginx/shop.conf', '\n}\n', /^nginx\/shop\.conf:\d+: a brace closes what was never opened\. Nothing was written\.\n/],
    ['nginx/shop.conf', '\nserver {\n', /^nginx\/shop\.conf:\d+: .*Nothing was written\.\n/],
    ['django-stack.yml', '\nweb: [\n', /^django-stack\.yml:\d+:/],
  ])('%s with %j: file, line and reason, and nothing is written', (path, text, complaint) => {
    const root = stackFolder();
    answer(root, 'api-port', '9090');
    edit(root, path, /$/, text);
    const before = fingerprint(root);
    expect(on(root, 'regenerate')).toMatchObject({ code: path === 'django-stack.yml' ? 2 : 1, stdout: '', stderr: expect.stringMatching(complaint) as string });
    expect(fingerprint(root)).toEqual(before);
  });
});

describe('another version has rendered', () => {
  const lock = '.django-stack/lock.json';
  const setVersion = (root: string, version: string) => writeFileSync(join(root, lock), read(root, lock).replace(/"version": ".*"/, `"version": "${version}"`));

  /** As if an older tool had rendered `from` where this one renders `to`: the file, its base and its sum. */
  function older(root: string, path: string, to: string, from: string): void {
    for (const file of [path, `.django-stack/base/${path}`]) edit(root, file, to, from);
    const sum = createHash('sha256').update(read(root, `.django-stack/base/${path}`)).digest('hex');
    edit(root, lock, new RegExp(`"${path}": ".*"`), `"${path}": "${sum}"`);
    setVersion(root, '0.0.9');
  }

  it('older: regenerate brings the new templates, and keeps the edits', () => {
    const root = stackFolder();
    const plain = stackFolder();
    editEverything(root);
    editEverything(plain);
    older(root, 'docker-compose.yml', 'retries: 3', 'retries: 5');
    older(root, 'nginx/shop.conf', 'send_timeout 30s;', 'send_timeout 60s;');
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '' });
    expect(differing(filesOf(plain, { record: true }), filesOf(root, { record: true }))).toEqual([]);
  });

  it('older: add brings only its own change, and says that the templates wait', () => {
    const root = stackFolder();
    older(root, 'docker-compose.yml', 'retries: 3', 'retries: 5');
    expect(on(root, 'add', 'redis')).toMatchObject({ code: 0, stdout: expect.stringMatching(/have more to say than those of 0\.0\.9: npx create-django-stack@.* regenerate/) as string });
    expect(read(root, 'docker-compose.yml')).toContain('retries: 5');
    expect(read(root, 'docker-compose.yml')).toContain('redis:8-alpine');
    expect(read(root, '.django-stack/lock.json')).toContain('"version": "0.0.9"');
    expect(on(root, 'regenerate').code).toBe(0);
    expect(read(root, 'docker-compose.yml')).not.toContain('retries: 5');
  });

  it('a draft of this version: it is no newer one', () => {
    const root = stackFolder();
    const version = /"version": "(.*)"/.exec(read(root, lock))?.[1] ?? '';
    setVersion(root, `${version}-rc.1`);
    expect(on(root, 'regenerate')).toMatchObject({ code: 0, stderr: '' });
    expect(read(root, lock)).toContain(`"version": "${version}"`);
  });

  it.each([['regenerate'], ['regenerate', '--check'], ['add', 'redis'], ['remove', 'redis'], ['resolve', 'all', '--new'], ['adopt', 'x']])('newer: %s %s is refused with the version to use', (...args) => {
    const root = stackFolder();
    setVersion(root, '9.10.0');
    const before = fingerprint(root);
    expect(on(root, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`npx create-django-stack@9.10.0 ${args.filter((word) => !word.startsWith('--')).join(' ')}\n`) as string });
    expect(fingerprint(root)).toEqual(before);
  });
});
