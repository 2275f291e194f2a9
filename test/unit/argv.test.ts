/** argv → command, words and flags; and the flags that npm kept for itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answersIn, parseArgv } from '../../src/cli/argv.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { questionFlags } from '../../src/cli/flags.ts';
import { refuseSwallowedFlags } from '../../src/cli/npm.ts';
import { terminalOf, type World } from '../../src/cli/terminal.ts';
import { fields } from '../../src/stack/fields.ts';
import { tempFolder } from '../support/program.ts';

const parsed = (line: string) => {
  const { name, words, flags } = parseArgv(line === '' ? [] : line.split(' '));
  return [name, words, flags] as const;
};

describe('a command line is understood', () => {
  it.each<readonly [line: string, name: string, words: readonly string[], flags: Record<string, string>]>([
    ['', 'create', [], {}],
    ['shop', 'create', ['shop'], {}],
    ['create shop', 'create', ['shop'], {}],
    ['./add', 'create', ['./add'], {}],
    ['shop --db 17', 'create', ['shop'], { db: '17' }],
    ['--db 17 shop', 'create', ['shop'], { db: '17' }],
    ['--db=17 --yes shop', 'create', ['shop'], { db: '17', yes: '' }],
    ['-y -C /tmp', 'create', [], { yes: '', cwd: '/tmp' }],
    ['-yh', 'create', [], { yes: '', help: '' }],
    ['-- shop --yes', 'create', ['shop'], { yes: '' }],
    ['-- --yes', 'create', [], { yes: '' }],
    ['shop -- --yes --db 17', 'create', ['shop'], { yes: '', db: '17' }],
    ['--domain a.org --domain b.org,c.org', 'create', [], { domain: 'a.org,b.org,c.org' }],
    ['--with redis --with valkey', 'create', [], { with: 'redis,valkey' }],
    ['--yes --yes', 'create', [], { yes: '' }],
    ['--web-port -1', 'create', [], { 'web-port': '-1' }],
    ['--name=', 'create', [], { name: '' }],
    ['--name=--yes', 'create', [], { name: '--yes' }],
    ['list', 'list', [], {}],
    ['list --json', 'list', [], { json: '' }],
    ['--json list', 'list', [], { json: '' }],
    ['--cwd show list', 'list', [], { cwd: 'show' }],
    ['--quiet show --svg', 'show', [], { quiet: '', svg: '' }],
    ['add redis valkey', 'add', ['redis', 'valkey'], {}],
    ['--yes add redis', 'add', ['redis'], { yes: '' }],
    ['shop --no-input --no-color --dry-run --diff', 'create', ['shop'], { 'no-input': '', 'no-color': '', 'dry-run': '', diff: '' }],
  ])('%j', (line, name, words, flags) => {
    expect(parsed(line)).toEqual([name, words, flags]);
  });
});

describe('a command line is refused', () => {
  it.each([
    ['shop --bogus', 'There is no flag --bogus.'],
    ['--domian a.org', 'There is no flag --domian; did you mean --domain?'],
    ['--dryrun', 'There is no flag --dryrun; did you mean --dry-run?'],
    ['-x', 'There is no flag -x.'],
    ['--toString', 'There is no flag --toString.'],
    ['--force', 'There is no flag --force.'],
    ['--no-yes', 'There is no flag --no-yes.'],
    ['--yes=1', '--yes takes no value.'],
    ['--db', '--db needs a value: --db 18|17|16|external'],
    ['--db --yes', '--db needs a value: --db 18|17|16|external'],
    ['-C', '--cwd needs a value: --cwd <folder>'],
    ['--db 18 --db 17', '--db is given twice.'],
    ['--db 18 --db 18', '--db is given twice.'],
    ['one two', 'create takes one folder, and "two" is too much.'],
    ['one two three', 'create takes one folder, and "two" "three" are too much.'],
    ['ad redis', 'create takes one folder, and "redis" is too much; did you mean the command add?'],
    ['shop deploy', 'create takes one folder, and "deploy" is too much.'],
    ['help one two', 'help takes one word, and "two" is too much.'],
    ['list all', 'list takes no further words, and "all" is too much.'],
    ['list --db 18', 'There is no flag --db.'],
    ['show --sgv', 'There is no flag --sgv; did you mean --svg?'],
  ])('%j: %s', (line, sentence) => {
    expect(() => parsed(line)).toThrow(expect.objectContaining({ outcome: 'usage', message: sentence }));
  });
});

it('every question has a flag of its name, but for those of later on; and nothing else is an answer', () => {
  expect([...questionFlags.map(({ name }) => name), 'adopted', 'swarm', 'upstreams'].sort()).toEqual(Object.keys(fields).sort());
  expect(answersIn({ db: '17', yes: '', cwd: '/', toString: '' })).toEqual({ db: '17' });
  expect(answersIn({ cache: 'none', with: 'none' })).toEqual({ cache: 'none', with: '' });
});

it('all names of the design are reserved', () => {
  expect(Object.keys(commands).sort()).toEqual(
    ['add', 'adopt', 'create', 'doctor', 'help', 'install', 'list', 'regenerate', 'remove', 'resolve', 'show', 'undo', 'uninstall'],
  );
});

const init = { npm_command: 'init' };
const exec = { npm_command: 'exec' };

describe('a flag that npm kept', () => {
  it.each<readonly [title: string, env: Record<string, string>, argv: readonly string[], hint: string]>([
    ['with its value gone', { npm_config_db: 'true' }, ['shop', '17'], 'npm create django-stack shop -- --db …'],
    ['with its value', { npm_config_db: '17' }, ['shop'], 'npm create django-stack shop -- --db …'],
    ['npm’s own dry-run', { npm_config_dry_run: 'true' }, ['shop'], 'npm create django-stack shop -- --dry-run'],
    ['npm’s own json', { npm_config_json: 'true' }, [], 'npm create django-stack -- --json'],
    ['two of them', { npm_config_web_port: '9000', npm_config_diff: 'true' }, [], 'npm create django-stack -- --web-port … --diff'],
    ['a cache of ours, which npm made a path', { npm_config_cache: '/home/me/redis' }, ['shop'], 'npm create django-stack shop -- --cache …'],
    ['a list', { npm_config_domain: 'a.org,b.org' }, ['shop'], 'npm create django-stack shop -- --domain …'],
    ['a flag twice, its values gone', { npm_config_domain: 'true\n\ntrue' }, ['shop', 'a.org', 'b.org'], 'npm create django-stack shop -- --domain …'],
    ['a flag twice', { npm_config_with: 'redis\n\nmailpit' }, ['shop'], 'npm create django-stack shop -- --with …'],
    ['a value that is none', { npm_config_db: 'postgres' }, ['shop'], 'npm create django-stack shop -- --db …'],
    ['a flag of another command', { npm_config_check: 'true' }, ['regenerate', 'nginx'], 'npm create django-stack regenerate nginx -- --check'],
    ['a flag with a value of another command', { npm_config_port: 'true' }, ['adopt', 'search', '8100'], 'npm create django-stack adopt search -- --port …'],
    ['--no-input, which npm reads as an input that is off', { npm_config_input: '' }, ['shop'], 'npm create django-stack shop -- --no-input'],
    ['one beside another that came through', { npm_config_dry_run: 'true' }, ['shop', '--db', '17'], 'npm create django-stack shop -- --db 17 --dry-run'],
    ['by npm exec', { ...exec, npm_config_dry_run: 'true' }, ['shop'], 'npm exec create-django-stack shop -- --dry-run'],
    ['by npm exec, of another command', { ...exec, npm_config_mine: 'true' }, ['resolve', 'all'], 'npm exec create-django-stack resolve all -- --mine'],
  ])('%s is refused', (_title, env, argv, hint) => {
    expect(() => { refuseSwallowedFlags({ ...init, ...env }, argv); }).toThrow(expect.objectContaining({ outcome: 'usage', hints: [hint] }));
  });

  it.each<readonly [title: string, env: Record<string, string>]>([
    ['npm’s own cache', { ...init, npm_config_cache: '/home/me/.npm' }],
    ['npm’s own python', { ...init, npm_config_python: '/usr/bin/python3' }],
    ['npm’s own registry', { ...init, npm_config_registry: 'http://127.0.0.1:4873/' }],
    ['npm’s own name, of a token', { ...init, npm_config_name: 'Jane’s laptop' }],
    ['--yes, which people mean for npm', { ...init, npm_config_yes: 'true' }],
    ['what is off', { ...init, npm_config_json: 'false', npm_config_dry_run: '' }],
    ['npm run', { npm_command: 'run-script', npm_config_db: '17' }],
    ['npx, with settings of npm’s own', { ...exec, npm_config_cache: '/home/me/.npm', npm_config_python: '/usr/bin/python3', npm_config_yes: 'true', npm_config_color: '', npm_config_loglevel: 'warn' }],
    ['no npm at all', { npm_config_db: '17' }],
  ])('but not %s', (_title, env) => {
    expect(() => { refuseSwallowedFlags(env, ['shop']); }).not.toThrow();
  });

  it.each(['init', 'exec'])('but not what came through: %s', (npm_command) => {
    expect(() => { refuseSwallowedFlags({ npm_command, npm_config_json: 'true', npm_config_db: '17' }, ['shop', '--json', '--db=17']); }).not.toThrow();
  });

  it('a cache of ours beside one that a file of npm’s own sets is refused', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, '.npmrc'), 'cache=/var/cache/npm\n');
    const env = { ...init, npm_config_userconfig: join(folder, '.npmrc') };
    expect(() => { refuseSwallowedFlags({ ...env, npm_config_cache: '/home/me/redis' }, ['shop']); }).toThrow(expect.objectContaining({ outcome: 'usage' }));
    expect(() => { refuseSwallowedFlags({ ...env, npm_config_cache: '/var/cache/npm' }, ['shop']); }).not.toThrow();
  });

  it('but not what a file of npm’s own sets, for each call', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, '.npmrc'), '# mine\njson = true\ndry-run\n');
    for (const files of [{ npm_config_local_prefix: folder }, { npm_config_userconfig: join(folder, '.npmrc') }, { npm_config_globalconfig: join(folder, '.npmrc') }]) {
      const env = { ...exec, npm_config_json: 'true', npm_config_dry_run: 'true', ...files };
      expect(() => { refuseSwallowedFlags(env, ['shop']); }).not.toThrow();
      expect(() => { refuseSwallowedFlags({ ...env, npm_config_db: '17' }, ['shop']); }).toThrow(expect.objectContaining({ hints: ['npm exec create-django-stack shop -- --db …'] }));
    }
  });
});

describe('a question may be asked', () => {
  const world = (env: Record<string, string>, isTTY = true): World =>
    ({ argv: [], env, cwd: '/', stdin: () => ({ isTTY }), stdout: { isTTY: true, columns: 40 }, stderr: {}, drained: Promise.resolve() }) as unknown as World;

  it.each<readonly [title: string, world: World, flags: Record<string, string>, interactive: boolean]>([
    ['at a terminal', world({}), {}, true],
    ['with CI=0', world({ CI: '0' }), {}, true],
    ['with CI=false', world({ CI: 'false' }), {}, true],
    ['not with CI=1', world({ CI: '1' }), {}, false],
    ['not with CI=true', world({ CI: 'true' }), {}, false],
    ['not with TERM=dumb', world({ TERM: 'dumb' }), {}, false],
    ['in plain lines with TERM=dumb', world({ TERM: 'dumb', ACCESSIBLE: '1' }), {}, true],
    ['not without stdin', world({}, false), {}, false],
    ['not with --yes', world({}), { yes: '' }, false],
    ['not with --no-input', world({}), { 'no-input': '' }, false],
    ['not with --json', world({}), { json: '' }, false],
    ['not with --quiet', world({}), { quiet: '' }, false],
  ])('%s', (_title, there, flags, interactive) => {
    expect(terminalOf(there, flags)).toMatchObject({ interactive, width: 40 });
  });
});
