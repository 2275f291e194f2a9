/** Folders that hold something already: nothing in them is lost, and nothing is half done. */
import { readFileSync, statSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprint, pathsIn, PROJECT, run, tempFolder } from '../support/program.ts';

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');

describe('a folder that is there', () => {
  it.each<readonly [title: string, files: Record<string, string>]>([
    ['with .git', { '.git/HEAD': 'ref: refs/heads/main\n' }],
    ['with files of others', { 'notes.txt': 'mine\n', 'src/a.py': '' }],
    ['with a front end of another kind', { 'frontend/package.json': '{}' }],
  ])('%s keeps what it has', (_title, files) => {
    const cwd = tempFolder(files);
    const before = fingerprint(cwd);
    expect(run(['.', '--name', 'shop'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const after = fingerprint(cwd);
    for (const path of Object.keys(files)) expect(after[path]).toBe(before[path]);
    expect(pathsIn(cwd)).toContain('docker-compose.yml');
  });

  it('may be empty', () => {
    const cwd = tempFolder();
    expect(run(['.'], { cwd }).code).toBe(0);
  });
});

describe('a file that says something else', () => {
  it.each(['Dockerfile', 'docker-compose.yml', 'manage.py', 'web/Dockerfile', '.dockerignore', 'stack', '.env.example'])('%s: exit 3, and not a byte is written', (path) => {
    const cwd = tempFolder({ [path]: 'mine\n' });
    const before = fingerprint(cwd);
    const flags = path === 'manage.py' ? ['--django', 'new'] : [];
    const { code, stdout, stderr } = run(['.', '--name', 'shop', ...flags], { cwd });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`${path}: already there, and saying something else. Nothing was written.\n`);
    expect(fingerprint(cwd)).toEqual(before);
  });

  it('is shown by --diff and --dry-run', () => {
    const cwd = tempFolder({ Dockerfile: 'FROM mine\n' });
    expect(run(['.', '--name', 'shop', '--diff'], { cwd }).stdout).toMatch(/^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ .* @@\n-FROM mine\n\+/m);
    expect(run(['.', '--name', 'shop', '--dry-run'], { cwd }).stdout).toContain('! Dockerfile  (says something else)\n');
  });

  it('is no obstacle if it says the same', () => {
    const cwd = tempFolder();
    run(['one', '--name', 'shop'], { cwd });
    const there = tempFolder({ Dockerfile: read(cwd, 'one/Dockerfile') });
    const before = statSync(join(there, 'Dockerfile')).mtimeMs;
    expect(run(['.', '--name', 'shop'], { cwd: there }).code).toBe(0);
    expect(statSync(join(there, 'Dockerfile')).mtimeMs).toBe(before);
  });
});

describe('an existing project', () => {
  it('keeps its Python to the byte, and gets a deployment around it', () => {
    const cwd = tempFolder(PROJECT);
    const before = fingerprint(cwd);
    const { code, stdout } = run(['.', '--name', 'shop'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('Your Python is as it was.');
    for (const path of Object.keys(PROJECT)) expect(fingerprint(cwd)[path]).toBe(before[path]);
    expect(pathsIn(cwd).filter((path) => /\.py$/.test(path) && !path.startsWith('.django-stack'))).toEqual(['bakery/__init__.py', 'bakery/settings.py', 'bakery/wsgi.py', 'gunicorn.conf.py', 'manage.py']);
    expect(read(cwd, 'Dockerfile')).toContain('"bakery.wsgi"');
    expect(read(cwd, 'django-stack.yml')).toMatch(/^web: none /m);
  });

  it('with a front end in web/: that stays, and gets what it lacks', () => {
    const files = { ...PROJECT, 'web/package.json': '{"name":"mine"}\n', 'web/server.js': 'mine\n' };
    const cwd = tempFolder(files);
    expect(run(['.', '--name', 'shop'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(read(cwd, 'web/package.json')).toBe(files['web/package.json']);
    expect(read(cwd, 'web/server.js')).toBe(files['web/server.js']);
    expect(read(cwd, 'django-stack.yml')).toMatch(/^web: node /m);
  });

  it.each([{ start: 'node server.js' }, { build: 'vite build', dev: 'vite' }])('with a front end in a folder of another name, %j: regenerate brings no page of ours into it', (scripts) => {
    const cwd = tempFolder({ ...PROJECT, 'client/package.json': JSON.stringify({ scripts }) });
    expect(run(['.', '--name', 'shop'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const made = fingerprint(cwd);
    expect(run(['regenerate'], { cwd })).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(fingerprint(cwd)).toEqual(made);
  });

  it('with a Celery app: gets a worker for it, and where several are, somebody must choose', () => {
    const app = 'from celery import Celery\napp = Celery("bakery")\n';
    const cwd = tempFolder({ ...PROJECT, 'bakery/tasks_app.py': app });
    const { stdout } = run(['.', '--name', 'shop'], { cwd });
    expect(stdout).toMatch(/^ {2}--with worker +bakery\/tasks_app\.py:2$/m);
    expect(stdout).toContain('redis comes with worker: its tasks wait there.');
    expect(read(cwd, 'docker-compose.yml')).toContain('exec celery --app bakery.tasks_app worker');
    const several = tempFolder({ ...PROJECT, 'bakery/one.py': app, 'bakery/two.py': app });
    expect(run(['.', '--name', 'shop', '--with', 'worker'], { cwd: several })).toMatchObject({ code: 3, stderr: expect.stringMatching(/^--celery is needed: the project names several: bakery\.one \(/) as string });
    expect(run(['.', '--name', 'shop'], { cwd: several })).toMatchObject({ code: 0 });
  });

  it('in folders that no answer can name: exit 3, naming each', () => {
    const manage = PROJECT['manage.py'] ?? '';
    const { code, stderr } = run(['.', '--name', 'shop'], { cwd: tempFolder({ 'My Shop/manage.py': manage, 'Büro/manage.py': manage }) });
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^--module is needed: .* Büro\/manage\.py:\d+: "Büro\/manage\.py" is not a path .* My Shop\/manage\.py:\d+: .*\n$/) as string]);
  });

  it('that does not tell its requirements: exit 3 naming the flag', () => {
    const { 'requirements.txt': _, ...files } = PROJECT;
    const cwd = tempFolder(files);
    expect(run(['.'], { cwd })).toMatchObject({ code: 3, stderr: expect.stringMatching(/^--requirements is needed/) as string });
  });
});

describe('projects below a folder that is not named', () => {
  const below = (folder: string) => Object.fromEntries(Object.entries(PROJECT).map(([path, text]) => [`${folder}/${path}`, text]));

  it('one: the stack is made around it', () => {
    const cwd = tempFolder({ ...below('backend'), 'README.md': 'mine\n' });
    const { code, stdout } = run(['--yes', '--name', 'shop'], { cwd });
    expect([code, stdout]).toEqual([0, expect.stringContaining('--manage backend/manage.py') as string]);
    expect(pathsIn(cwd)).toContain('docker-compose.yml');
    expect(pathsIn(cwd)).not.toContain('shop/docker-compose.yml');
  });

  it('one that is a repository of its own: the stack is made in that', () => {
    const cwd = tempFolder({ ...below('code/shop'), 'code/shop/.git/HEAD': 'ref: refs/heads/main\n' });
    expect(run(['--yes'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^shop: \d+ files written to code\/shop\n/) as string });
  });

  it.each([['a new one', {}], ['one that is below its stack', below('my-site/backend')]])('that has a stack: %s gets no second one around it', (_title, files) => {
    const cwd = tempFolder({ ...files, 'README.md': 'mine\n' });
    expect(run(['my-site', '--yes'], { cwd }).code).toBe(0);
    const before = fingerprint(cwd);
    expect(run(['--yes'], { cwd })).toMatchObject({ code: 0, stdout: 'The stack my-site is in my-site already. Nothing to change.\n' });
    expect(fingerprint(cwd)).toEqual(before);
    expect(run(['--yes', '--name', 'other'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^other: \d+ files written to other\n/) as string });
  });

  it('several: exit 3 naming them, and not a byte is written', () => {
    const cwd = tempFolder({ ...below('blog'), ...below('shop'), 'blog/.git/HEAD': '', 'shop/.git/HEAD': '' });
    const before = fingerprint(cwd);
    const { code, stdout, stderr } = run(['--yes'], { cwd });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^There are Django projects here: blog\/manage\.py, shop\/manage\.py\. Nothing was written\.\n/);
    expect(stderr).toContain('  npm create django-stack blog -- --yes\n');
    expect(fingerprint(cwd)).toEqual(before);
    expect(run(['--yes', '--django', 'new'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('written to my-site') as string });
  });
});

describe('.env and .gitignore', () => {
  it('.env keeps its keys, its mode and its line ends, and gets those it lacks', () => {
    const mine = 'DJANGO_SECRET_KEY=mine-mine-mine\r\nEXTRA=1\r\n';
    const cwd = tempFolder({ '.env': mine });
    chmodSync(join(cwd, '.env'), 0o640);
    const { stdout } = run(['.', '--name', 'shop'], { cwd });
    expect(read(cwd, '.env')).toMatch(new RegExp(`^${mine}\r\n# .*\r\nPOSTGRES_PASSWORD=[0-9a-f]{64}\r\n$`));
    expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o640);
    expect(stdout).not.toContain('mine-mine');
    expect(stdout).toContain("\n.env was here before, and every line of it is production's now: DJANGO_SECRET_KEY, EXTRA.\n");
  });

  it('.env that has all stays as it is', () => {
    const mine = '#DJANGO_SECRET_KEY=\nexport POSTGRES_PASSWORD=x';
    const cwd = tempFolder({ '.env': mine });
    expect(run(['.', '--name', 'shop'], { cwd }).code).toBe(0);
    expect(read(cwd, '.env')).toBe(mine);
  });

  it('.env that is new is spoken of by nobody', () => {
    expect(run(['.', '--name', 'shop'], { cwd: tempFolder() }).stdout).not.toContain('.env was here');
  });

  it('.gitignore gets each line once', () => {
    const cwd = tempFolder({ '.gitignore': '*.log\n.env' });
    expect(run(['.', '--name', 'shop'], { cwd }).code).toBe(0);
    const lines = read(cwd, '.gitignore').split('\n');
    expect(lines.slice(0, 2)).toEqual(['*.log', '.env']);
    expect(lines.filter((line) => line === '.env')).toHaveLength(1);
    expect(lines).toContain('.venv/');
  });
});

it('an answer against what the files say stands in the command that makes the same stack again', () => {
  const files = { ...PROJECT, 'client/package.json': '{"scripts": {"start": "node ."}}', 'bakery/celery.py': 'from celery import Celery\napp = Celery("bakery")\n' };
  const [one, other] = [tempFolder(files), tempFolder(files)];
  const { stdout } = run(['.', '--name', 'shop', '--web', 'none', '--with', 'none'], { cwd: one });
  expect(stdout).toMatch(/ --web none --with none\n$/);
  const [, again = ''] = /^The same stack again: npm create django-stack@\S+ (.*)$/m.exec(stdout) ?? [];
  expect(run(again.split(' '), { cwd: other })).toMatchObject({ code: 0 });
  for (const path of ['django-stack.yml', 'docker-compose.yml', 'nginx/shop.conf']) expect(read(other, path)).toBe(read(one, path));
});

describe('--take-over', () => {
  const compose = '# Since 2019.\nservices:\n  app:\n    build: .\n    depends_on: [db]\n  db:\n    image: postgres:15\n';

  it('keeps docker-compose.yml, and puts the stack into it', () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': compose });
    const { code, stdout, stderr } = run(['.', '--name', 'shop', '--take-over'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('docker-compose.yml keeps every line. Added: api, memcache.\n');
    expect(stdout).toContain('app, db stay yours.');
    expect(read(cwd, 'docker-compose.yml')).toMatch(/^# Since 2019\.\nname: shop\n[^]*^services:\n {2}app:\n {4}build: \.\n {4}depends_on: \[db\]\n {2}db:\n {4}image: postgres:15\n/m);
    expect(run(['regenerate', '--check'], { cwd })).toMatchObject({ code: 0 });
  });

  it('ends with a command that makes the same stack of the same project', () => {
    const files = { ...PROJECT, 'docker-compose.yml': compose };
    const [one, other] = [tempFolder(files), tempFolder(files)];
    const [, again = ''] = /^The same stack again: npm create django-stack@\S+ (.*)$/m.exec(run(['.', '--name', 'shop', '--take-over'], { cwd: one }).stdout) ?? [];
    expect(run(again.split(' ').filter((word) => word !== '--'), { cwd: other })).toMatchObject({ code: 0 });
    expect(read(other, 'docker-compose.yml')).toBe(read(one, 'docker-compose.yml'));
  });

  it('leaves a database of theirs to its owner: no command and no page speaks of another one', () => {
    const environment = '    environment: [POSTGRES_USER=old, POSTGRES_PASSWORD=hidden]\n    networks: [backend]\n';
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': `${compose}${environment}networks:\n  backend: {}\n` });
    const { stdout } = run(['.', '--name', 'shop', '--take-over'], { cwd });
    expect(stdout).toMatch(/^ {2}--db external +docker-compose\.yml:7$/m);
    expect(stdout).toContain('DATABASE_URL=postgres://old:<password>@db:5432/old\nIt is on the network backend: add that to the networks of api in docker-compose.yml.\n');
    expect(stdout).toContain('Next\n  1. docker compose up --detach --wait db\n  2. ./stack up\n');
    expect(stdout).not.toContain('hidden');
    expect(read(cwd, 'docker-compose.yml')).toContain('DATABASE_URL: "${DATABASE_URL:?');
    for (const path of ['stack', 'DEPLOY.md']) expect(read(cwd, path)).not.toMatch(/pg_dump|a second database/);
    expect(read(cwd, '.env')).toMatch(/^DATABASE_URL=$/m);
    expect(run(['regenerate', '--check'], { cwd })).toMatchObject({ code: 0 });
  });

  it('has the database of the stack, where that is asked for', () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': compose.replaceAll(/\bdb\b/g, 'postgres') });
    expect(run(['.', '--name', 'shop', '--take-over', '--db', '18'], { cwd }).stdout).toContain('Added: api, db, memcache.\n');
    const same = tempFolder({ ...PROJECT, 'docker-compose.yml': compose });
    expect(run(['.', '--name', 'shop', '--take-over', '--db', '18'], { cwd: same }).stdout).toContain('db stays as you wrote it, and has a health check now.');
  });

  it('is named where it would help, and changes nothing by --diff', () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': compose });
    const before = fingerprint(cwd);
    expect(run(['.', '--name', 'shop'], { cwd })).toMatchObject({ code: 3, stderr: expect.stringContaining('With --take-over docker-compose.yml stays') as string });
    expect(run(['.', '--name', 'shop', '--take-over', '--diff'], { cwd }).stdout).toContain('+++ b/docker-compose.yml\n');
    expect(fingerprint(cwd)).toEqual(before);
  });

  it('takes nothing else over: another file that differs still stops it', () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': compose, Dockerfile: 'FROM mine\n' });
    const before = fingerprint(cwd);
    expect(run(['.', '--name', 'shop', '--take-over'], { cwd })).toMatchObject({ code: 3, stderr: expect.stringMatching(/^Dockerfile: already there/) as string });
    expect(fingerprint(cwd)).toEqual(before);
  });

  it('refuses a template by one sentence', () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': 'services:\n  old:\n    image: {{ image }}\n' });
    const { code, stderr } = run(['.', '--name', 'shop', '--take-over'], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^docker-compose\.yml: .*is this a template\?.* Nothing was written\.\n$/) as string]);
  });

  it('refuses a file of another name, with its line', () => {
    const cwd = tempFolder({ ...PROJECT, 'docker-compose.yml': `name: old\n${compose}` });
    expect(run(['.', '--name', 'shop', '--take-over'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringMatching(/^docker-compose\.yml:1: its name is old, and the stack's is shop\./) as string });
  });
});
