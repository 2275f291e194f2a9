/** What files say of how a project is developed: the settings of manage.py, the script of package.json. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { detect } from '../../src/project/detect.ts';
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
    ['split-settings', { settings: 'config.settings.local', requirements: 'requirements/local.txt' }],
    ['plain', { settings: 'bakery.settings', requirements: 'requirements-dev.txt' }],
    ['flag', undefined],
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

  it('builds an image that has the further list, which that of production has not', () => {
    const made = make({}, found({ ...project, developed: { requirements: 'requirements-dev.txt' } }));
    expect(servicesOf(made)['api']?.build).toEqual({ context: './', args: { DEVELOPMENT: 'requirements-dev.txt' } });
    expect(fileOf(made, 'Dockerfile')).toContain('ARG DEVELOPMENT\n');
    expect(fileOf(made, 'Dockerfile')).toContain('install --no-compile -r requirements.txt ${DEVELOPMENT:+-r "$DEVELOPMENT"}\n');
    expect(fileOf(make({}, found(project)), 'Dockerfile')).not.toContain('DEVELOPMENT');
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
