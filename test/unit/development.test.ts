/** What files say of how a project is developed: the settings of manage.py, the script of package.json. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { detect } from '../../src/project/detect.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { developingCommand } from '../../src/project/find/front-end.ts';
import { tempFolder } from '../support/program.ts';
import { fileOf, found, make, proposing, ROOT } from '../support/stacks.ts';

describe('./stack dev runs the front end', () => {
  it.each([
    [{ dev: 'vite' }, 'npm run dev -- --host 0.0.0.0 --port 8000'],
    [{ dev: 'cross-env X=1 vite dev', start: 'node build' }, 'npm run dev -- --host 0.0.0.0 --port 8000'],
    [{ dev: 'next dev', start: 'next start' }, 'npm run dev'],
    [{ dev: 'node --watch server.js' }, 'npm run dev'],
    [{ start: 'react-scripts start' }, 'npm start'],
    [{ start: 'ng serve' }, 'npm start -- --host 0.0.0.0 --port 8000'],
    [{ start: 'node server.js', build: 'vite build' }, ''],
    [{}, ''],
  ])('by what %j says: %s', (scripts, command) => {
    expect(developingCommand(JSON.stringify({ scripts }))).toBe(command);
  });

  it.each([[''], ['{'], ['[]'], ['{"scripts": null}'], ['{"scripts": {"dev": 1}}']])('not at all where package.json is %j', (text) => {
    expect(developingCommand(text)).toBe('');
  });
});

describe('settings of development', () => {
  it.each([
    ['channels', { settings: 'chat.settings' }],
    ['classes', { settings: 'library.settings', configuration: 'Dev' }],
    ['split-settings', { settings: 'config.settings.local', packages: '--requirement=requirements/local.txt' }],
    ['plain', { settings: 'bakery.settings', packages: '--requirement=requirements-dev.txt' }],
    ['flag', { packages: '--group=dev' }],
    ['no-manage', undefined],
  ])('%s', (name, developed) => {
    expect(detect(join(ROOT, 'test/fixtures/projects', name)).developed).toEqual(developed);
  });

  it('that could break out of the compose file are none', () => {
    const manage = (settings: string, configuration: string) => `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\nos.environ.setdefault("DJANGO_CONFIGURATION", "${configuration}")\nexecute_from_command_line(sys.argv)\n`;
    const developed = (settings: string, configuration: string) => detect(tempFolder({ 'manage.py': manage(settings, configuration), 'site$x.py': '', 'shop.py': '' })).developed;
    expect(developed('site$x', 'Dev')).toBeUndefined();
    expect(developed('shop', 'D$ev')).toEqual({ settings: 'shop' });
  });

  it('a front end beside the project', () => {
    expect(detect(join(ROOT, 'test/fixtures/projects/monorepo')).developed?.frontEnd).toBe('npm run dev');
  });
});

describe('what developers need besides', () => {
  const uv = (text: string) => ({ 'pyproject.toml': text, 'uv.lock': '[[package]]\nname = "django"\nversion = "5.2.8"\n' });
  const poetry = (text: string) => ({ 'pyproject.toml': text, 'poetry.lock': '[[package]]\nname = "django"\nversion = "5.2.8"\n' });
  const pdm = (text: string) => ({ 'pyproject.toml': text, 'pdm.lock': '[[package]]\nname = "django"\nversion = "5.2.8"\n' });
  const pipenv = (text: string) => ({ Pipfile: text, 'Pipfile.lock': '{"default": {"django": {"version": "==5.2.8"}}}' });
  const plain = (text: string) => ({ 'pyproject.toml': `[project]\nname = "shop"\nversion = "1"\ndependencies = ["django"]\n${text}` });

  it.each<[string | undefined, Readonly<Record<string, string>>]>([
    ['--group=dev', uv('[dependency-groups]\nlint = ["ruff"]\ndev = ["pytest"]\n')],
    ['--group=development', uv('[dependency-groups]\ndevelopment = ["pytest"]\n')],
    ['--group=dev', uv('[tool.uv]\ndev-dependencies = ["pytest"]\n')],
    ['--extra=dev', uv('[project.optional-dependencies]\ndev = ["pytest"]\n')],
    [undefined, uv('[dependency-groups]\nlint = ["ruff"]\n')],
    [undefined, uv('dependency-groups = 3\n')],
    ['--with=dev', poetry('[tool.poetry.group.dev.dependencies]\npytest = "*"\n')],
    ['--with=dev', poetry('[tool.poetry.dev-dependencies]\npytest = "*"\n')],
    ['--with=dev', poetry('[dependency-groups]\ndev = ["pytest"]\n')],
    [undefined, poetry('[tool.poetry]\npackage-mode = false\n')],
    ['--dev', pdm('[tool.pdm.dev-dependencies]\ntest = ["pytest"]\n')],
    ['--dev', pdm('[dependency-groups]\ntest = ["pytest"]\n')],
    [undefined, pdm('[tool.pdm]\ndistribution = false\n')],
    ['--dev', pipenv('[dev-packages]\npytest = "*"\n')],
    [undefined, pipenv('[dev-packages]\n')],
    ['--extra=dev', plain('[project.optional-dependencies]\ndev = ["pytest"]\n')],
    ['--group=dev', plain('[dependency-groups]\ndev = ["pytest"]\n')],
  ])('%s', (packages, files) => {
    const folder = tempFolder({ 'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop")\n', 'shop.py': '', ...files });
    expect(detect(folder).developed?.packages).toBe(packages);
  });
});

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
}

describe('docker-compose.dev.yml', () => {
  const project = proposing({ module: 'library', settings: 'library.settings.live', requirements: 'requirements.txt', web: 'static', 'front-end': 'client' });
  const servicesOf = (made: ReturnType<typeof make>) => (parse(fileOf(made, 'docker-compose.dev.yml')) as { services: Readonly<Record<string, Service>> }).services;

  it('has the settings and the class that manage.py names, and says what they need', () => {
    const made = make({ with: 'worker' }, found({ ...project, developed: { settings: 'library.settings.dev', configuration: 'Dev' } }));
    for (const id of ['api', 'worker']) expect(servicesOf(made)[id]?.environment).toMatchObject({ DJANGO_SETTINGS_MODULE: 'library.settings.dev', DJANGO_CONFIGURATION: 'Dev' });
    expect(fileOf(made, 'docker-compose.dev.yml')).toContain('# The settings that manage.py names.\n    # The image has what requirements.txt lists, and nothing else for them.\n');
  });

  it.each([
    ['requirements.txt', '--requirement=requirements-dev.txt', 'ARG DEVELOPMENT\n', 'install --no-compile -r requirements.txt $DEVELOPMENT\n', '-r requirements.txt\n'],
    ['uv.lock', '--group=dev', 'ARG DEVELOPMENT=--no-dev\n', 'uv sync --locked --no-install-project $DEVELOPMENT\n', ' --no-install-project --no-dev\n'],
    ['pyproject.toml', '--extra=dev', 'ARG DEVELOPMENT\n', '-r pyproject.toml $DEVELOPMENT\n', '-r pyproject.toml\n'],
    ['poetry.lock', '--with=dev', 'ARG DEVELOPMENT=--only=main\n', '--output requirements.txt $DEVELOPMENT && ', '--output requirements.txt --only=main && '],
    ['pdm.lock', '--dev', 'ARG DEVELOPMENT=--prod\n', '--output requirements.txt $DEVELOPMENT && ', '--output requirements.txt --prod && '],
    ['Pipfile.lock', '--dev', 'ARG DEVELOPMENT\n', 'requirements $DEVELOPMENT --hash > ', 'requirements --hash > '],
  ])('builds an image that has what developers need besides, which that of production has not: %s', (requirements, packages, argument, installed, otherwise) => {
    const source = { ...project, proposals: { ...project.proposals, requirements: { value: requirements, from: requirements } } };
    const made = make({}, found({ ...source, developed: { packages } }));
    expect(servicesOf(made)['api']?.build).toEqual({ context: './', args: { DEVELOPMENT: packages } });
    expect(fileOf(made, 'Dockerfile')).toContain(`# What developers need besides: ./stack dev sets it to ${packages}.\n${argument}`);
    expect(fileOf(made, 'Dockerfile')).toContain(installed);
    expect(fileOf(make({}, found(source)), 'Dockerfile')).not.toContain('DEVELOPMENT');
    expect(fileOf(make({}, found(source)), 'Dockerfile')).toContain(otherwise);
  });

  it('has those of production where manage.py names none', () => {
    expect(servicesOf(make({}, found(project)))['api']?.environment).toMatchObject({ DJANGO_SETTINGS_MODULE: 'library.settings.live' });
  });

  it('mounts a front end and runs its command, where it has one', () => {
    const developed = { frontEnd: 'npm run dev -- --host 0.0.0.0 --port 8000' };
    const { web } = servicesOf(make({}, found({ ...project, frontEnd: true, developed })));
    expect(web).toMatchObject({ command: ['sh', '-c', `npm install --no-save && exec ${developed.frontEnd}`], volumes: ['./client:/app', 'node_modules:/app/node_modules'] });
    expect(servicesOf(make({}, found({ ...project, frontEnd: true })))['web']).toMatchObject({ build: './client' });
  });

  it('of a new Node front end is the same before it is written and after', () => {
    const written = found({ frontEnd: true, developed: { frontEnd: 'npm run dev' } });
    expect(fileOf(make({ web: 'node' }, written), 'docker-compose.dev.yml')).toBe(fileOf(make({ web: 'node' }), 'docker-compose.dev.yml'));
  });
});

describe('the ports of development', () => {
  it.each<readonly [title: string, answers: RawAnswers]>([
    ['as usual', {}],
    ['at both ends of what there is', { 'web-port': '65534', 'api-port': '1024' }],
    ['at both ends, and Mailpit between them', { 'web-port': '1024', 'api-port': '65534', with: 'mailpit', 'mailpit-port': '64534' }],
    ['in the way of each other', { 'web-port': '2024', 'api-port': '3024', with: 'mailpit', 'mailpit-port': '4024' }],
    ["with Mailpit's in use for something else", { 'web-port': '8025' }],
  ])('exist, are different ones, and not those of production, %s', (_, answers) => {
    const made = make(answers);
    const published = [...fileOf(made, 'docker-compose.dev.yml').matchAll(/"127\.0\.0\.1:(\d+):\d+"/g)].map(([, port]) => Number(port));
    const { mailpit, ...production } = made.stack.ports;
    expect(published).toHaveLength(3);
    expect(new Set([...published, ...Object.values(production)]).size).toBe(7);
    expect(published.every((port) => port > 1023 && port < 65_536)).toBe(true);
    expect(made.stack.with.includes('mailpit') && published.includes(mailpit)).toBe(false);
  });
});
