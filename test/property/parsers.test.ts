/**
 * Stacks of answers at the border of what is allowed, through the parsers that will read them: all beside each other in
 * one nginx, each through docker compose, their scripts and programs through sh and Python.
 */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { borderAnswers } from '../support/arbitraries.ts';
import { readValues, SET } from '../support/compose-values.ts';
import { describeWith, tools, type ToolName } from '../support/need.ts';
import { tempFolder } from '../support/program.ts';
import { fileOf, type Made } from '../support/stacks.ts';
import { inTwos } from '../support/twos.ts';
import { attempt } from './reading.ts';

const SEED = 20261123;
const CASES = 300;

/** The same name with a number at its end, no longer than names may be. */
const numbered = (name: string, number: number): string => `${name.slice(0, 27)}${number}`;

/** The same hosts, each of this stack alone. */
const ofOne = (domains: string, number: number): string =>
  domains.split(',').map((domain) => `${String(number).padStart(3, '0')}${domain.trim().slice(domain.length > 43 ? 3 : 0)}`).join(',');

/** Stacks of as many different kinds, each with a name and host names of its own. */
function generated(): readonly Made[] {
  const made: Made[] = [];
  for (const raw of fc.sample(borderAnswers, { seed: SEED, numRuns: 3 * CASES })) {
    const { name = 'shop', domain = 'shop.example.org', ...others }: RawAnswers = raw;
    const taken = made.some(({ stack }) => stack.name === name);
    const end = attempt({ ...others, name: taken ? numbered(name, made.length) : name, domain: ofOne(domain, made.length) });
    if (!(end instanceof StackError)) made.push(end);
    if (made.length === CASES) break;
  }
  return made;
}

const stacks = generated();

it(`${CASES} of them are there`, () => {
  expect(stacks).toHaveLength(CASES);
});

/** A whole nginx around the sites; only what concerns the number of sites differs from a distribution's. */
function writeNginx(folder: string): string {
  const path = join(folder, 'nginx.conf');
  const hashes = ['server_names', 'map', 'variables'].map((name) => `${name}_hash_max_size 65536; ${name}_hash_bucket_size 256;`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  writeFileSync(path, `pid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${[...hashes, ...paths].join('\n')}\naccess_log off;\ninclude ${folder}/sites/*.conf;\n}\n`);
  mkdirSync(join(folder, 'sites'));
  mkdirSync(join(folder, 'log'));
  return path;
}

/** Both files of a site; all have one certificate. */
function writeSite(folder: string, made: Made): void {
  const { name, tls } = made.stack;
  const site = fileOf(made, `nginx/${name}.conf`).replaceAll('/var/log/nginx/', `${folder}/log/`);
  writeFileSync(join(folder, 'sites', `${name}.conf`), site);
  if (tls === 'none') return;
  writeFileSync(join(folder, `${name}.tls.conf`), fileOf(made, `nginx/${name}.tls.conf`).replaceAll(/ \/etc\/(ssl|letsencrypt)\/\S+\/(?=\w+\.pem;)/g, ` ${folder}/`));
}

const NGINX: readonly ToolName[] = ['nginx', 'nginx-1.18', 'nginx-1.26', 'nginx-1.30'];
const there = NGINX.filter((name) => tools[name].find() !== undefined);
const CERTIFICATE = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=a -keyout privkey.pem -out fullchain.pem';

/** The form of `listen` that every nginx understands: `install` writes the other one where it can be. */
const IN_THE_WAY = /"listen \.\.\. http2" directive is deprecated/;

describeWith(['nginx', 'nginx-1.26', 'openssl'], `${CASES} generated sites beside each other`, ({ path }) => {
  it.each(there)('%s takes them, without a warning', (name) => {
    const folder = tempFolder();
    const main = writeNginx(folder);
    execFileSync(path('openssl'), CERTIFICATE.split(' '), { cwd: folder, stdio: 'ignore' });
    for (const made of stacks) writeSite(folder, made);
    const { status, stderr } = spawnSync(path(name), ['-t', '-p', folder, '-c', main], { encoding: 'utf8' });
    expect(stderr.split('\n').filter((line) => /\[(warn|emerg|error)\]/.test(line) && !IN_THE_WAY.test(line)).slice(0, 5)).toEqual([]);
    expect(status).toBe(0);
  });
});

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
}

interface Service {
  readonly image?: string;
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly (string | { readonly host_ip: string; readonly published: string; readonly target: number })[];
  readonly volumes?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** What answers reach in a service, in one form for both readers. Compose makes absolute paths of volumes in a word. */
const essence = ({ image, command, ports = [], volumes = [], healthcheck }: Service) => ({
  image,
  command: command ?? undefined,
  ports: ports.map((port) => (typeof port === 'string' ? port : `${port.host_ip}:${port.published}:${port.target}`)),
  volumes: volumes.map((volume) => (typeof volume === 'string' ? expect.any(String) as string : `${volume.source} ${volume.target}`)),
  test: healthcheck?.test,
});

/** A compose file beside an .env which has a value for all that compose insists on. */
function writeProject(made: Made, file: string): string {
  const env = `${fileOf(made, '.env').replaceAll(/^(\w+)=.*$/gm, '$1=in .env')}DEV_USER=in .env\n`;
  return join(tempFolder({ [file]: fileOf(made, file), '.env': env }), file);
}

/** What docker compose makes of a project; in what it writes each dollar is two. */
async function composed(program: string, made: Made, file: string): Promise<Compose> {
  const { PATH = '', HOME = '' } = process.env;
  const args = ['-f', writeProject(made, file), 'config', '--format', 'json'];
  const { stdout, stderr } = await promisify(execFile)(program, args, { env: { PATH, HOME, ...SET } });
  expect(stderr).toBe('');
  return JSON.parse(stdout.replaceAll('$$', '$')) as Compose;
}

describeWith(['compose-2.26'], `${CASES} generated compose files`, ({ path }) => {
  // 40 ms each: all of them can be asked about, and every fifth of what is for developers.
  it.each([['docker-compose.yml', 1], ['docker-compose.dev.yml', 5]])('%s means to docker compose what it means to us', async (file, step) => {
    await inTwos(stacks.filter((_, index) => index % step === 0), async (made) => {
      const [ours, theirs] = [readValues<Compose>(made, file), await composed(path('compose-2.26'), made, file)];
      const of = ({ name, services }: Compose) => ({ name, services: Object.fromEntries(Object.entries(services).map(([id, service]) => [id, essence(service)])) });
      expect(of(theirs)).toEqual(of(ours));
      // Theirs has what stands in .env besides.
      for (const [id, { environment = {} }] of Object.entries(ours.services)) expect(theirs.services[id]?.environment ?? {}).toMatchObject(environment);
    });
  }, 120_000);
});

/** Every file of a kind, of every stack, for one process to read. */
function written(pattern: RegExp): readonly string[] {
  const folder = tempFolder();
  return stacks.flatMap(({ stack, files }) => files.filter(({ path }) => pattern.test(path)).map(({ path, content }) => {
    const target = join(folder, stack.name, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    return target;
  }));
}

/** Said once for each file that cannot be read. */
const complaints = (program: string, args: readonly string[], files: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, [...args, ...files], { encoding: 'utf8' });
  return `${stdout}${stderr}`.slice(0, 2000);
};

it('sh reads every script', () => {
  expect(complaints('sh', ['-c', 'for script; do sh -n "$script"; done', 'sh'], written(/^stack$|\.sh$/))).toBe('');
});

describeWith(['python3'], 'Python', ({ path }) => {
  it('reads every program', () => {
    expect(complaints(path('python3'), ['-W', 'error', '-c', 'import ast, pathlib, sys\nfor path in sys.argv[1:]: ast.parse(pathlib.Path(path).read_text(), path)'], written(/\.py$/))).toBe('');
  });
});
