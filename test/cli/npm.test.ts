/** As people start it: from a tarball by npm, with flags that npm keeps for itself, and with a Node that is too old. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathsIn, run, tempFolder } from '../support/program.ts';
import { serveRegistry, type Registry } from '../support/registry.ts';
import { ROOT } from '../support/stacks.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const home = mkdtempSync(join(tmpdir(), 'create-django-stack-npm-'));
const environment = { PATH: process.env['PATH'] ?? '', HOME: home, npm_config_cache: join(home, 'cache'), npm_config_update_notifier: 'false', npm_config_audit: 'false', npm_config_fund: 'false' };

async function npm(args: readonly string[], cwd: string, command = 'npm'): Promise<{ code: number; stdout: string; stderr: string }> {
  const ended = promisify(execFile)(command, args, { cwd, env: environment });
  return await ended.then((output) => ({ code: 0, ...output }), (error: { code: number; stdout: string; stderr: string }) => error);
}

describe('the package', () => {
  let packed: Packed;
  let tarball: Buffer;
  let registry: Registry;
  let create: (args: readonly string[], cwd: string) => ReturnType<typeof npm>;

  beforeAll(async () => {
    const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', home], ROOT);
    [packed] = JSON.parse(stdout) as [Packed];
    tarball = readFileSync(join(home, packed.filename));
    registry = await serveRegistry(tarball);
    writeFileSync(join(home, '.npmrc'), `registry=${registry.address}\n`);
    create = (args, cwd) => npm(['create', '--yes', 'django-stack', ...args], cwd);
  }, 60_000);

  afterAll(() => {
    registry.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('holds what it needs and nothing else', () => {
    const isBundle = (path: string) => /^dist\/[a-z-]+(-[A-Z0-9]{8})?\.js$/.test(path);
    expect(packed.files.map(({ path }) => path).filter((path) => !isBundle(path)).sort()).toEqual([
      'LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.txt', 'bin/create-django-stack.js', 'bin/package.json', 'bin/start.js', 'package.json',
    ]);
    expect(packed.files.some(({ path }) => path === 'dist/main.js')).toBe(true);
    expect(packed.size).toBeLessThan(240_000);
    expect((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies?: object }).dependencies).toBeUndefined();
  });

  it('is one that publint has nothing to say about', async () => {
    const { messages } = await publint({ strict: true, pack: { tarball: Uint8Array.from(tarball).buffer } });
    expect(messages).toEqual([]);
  });

  it('names the licence of everything in it', () => {
    const notices = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['yaml', '@clack/prompts', '@clack/core', 'fs-extra', 'valibot', 'diff']) expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(.+\\)$`, 'm'));
    expect(notices).not.toMatch(/^ejs /m);
  });

  it('names its functions, for error reports', () => {
    const text = readdirSync(join(ROOT, 'dist')).map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8')).join('');
    for (const name of ['parseArgv', 'renderStack', 'mergeYaml', 'detect']) expect(text).toMatch(new RegExp(`\\b(function |[,\\s])${name}[(=]`));
  });

  it('makes a stack by npm create, and again says that there is nothing to change', async () => {
    const cwd = tempFolder();
    expect(await create(['shop', '--', '--db', '17'], cwd)).toMatchObject({ code: 0, stdout: expect.stringContaining('written to shop') as string });
    expect(pathsIn(cwd)).toContain('shop/docker-compose.yml');
    expect(await create(['shop', '--', '--db', '17'], cwd)).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to change.') as string });
  }, 60_000);

  it.each<readonly [args: readonly string[], hint: string]>([
    [['shop', '--db', '17'], 'npm create django-stack shop -- --db …'],
    [['shop', '--db=17'], 'npm create django-stack shop -- --db …'],
    [['shop', '--dry-run'], 'npm create django-stack shop -- --dry-run'],
    [['shop', '--cache', 'redis'], 'npm create django-stack shop -- --cache …'],
    [['shop', '--web-port=9000', '--dry-run'], 'npm create django-stack shop -- --web-port … --dry-run'],
    [['regenerate', '--check'], 'npm create django-stack regenerate -- --check'],
  ])('%j without "--": refused before anything is written', async (args, hint) => {
    const cwd = tempFolder();
    const { code, stderr } = await create(args, cwd);
    expect(stderr).toContain('for itself. Put -- before the flags:');
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
    expect(pathsIn(cwd).filter((path) => path.startsWith('shop'))).toEqual([]);
  }, 60_000);

  it('npm exec keeps them as well; behind "--", or by npx, they arrive', async () => {
    const cwd = tempFolder();
    const kept = await npm(['exec', '--yes', 'create-django-stack', 'shop', '--diff'], cwd);
    expect(kept).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('npm exec create-django-stack shop -- --diff') as string });
    for (const [command, ...args] of [['npm', 'exec', '--yes', '--', 'create-django-stack', 'shop', '--dry-run'], ['npm', 'exec', '--yes', 'create-django-stack', 'shop', '--', '--dry-run'], ['npx', '--yes', 'create-django-stack', 'shop', '--dry-run', '--yes']] as const) {
      expect(await npm(args, cwd, command)).toMatchObject({ code: 0, stdout: expect.stringContaining('+ docker-compose.yml') as string });
    }
    expect(pathsIn(cwd)).toEqual([]);
  }, 60_000);
});

describe('a Node that is too old', () => {
  const pretend = (version: string) => ['--import', `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'${version}'}})`];

  it.each(['0.10.48', '16.20.2', '18.20.8', '20.11.1'])('%s is told what to do, and exits 1', (version) => {
    const { code, stdout, stderr } = run(['--version'], { node: pretend(version) });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`create-django-stack needs Node 20.12 or newer, and this is ${version}.`);
    expect(stderr).toContain('docker run --rm -it');
  });

  it.each(['20.12.0', '22.0.0', '24.1.0'])('%s is taken', (version) => {
    expect(run(['--version'], { node: pretend(version) }).code).toBe(0);
  });

  it('can at least read the program: nothing in it is younger than 2009', () => {
    const shim = readFileSync(join(ROOT, 'bin/create-django-stack.js'), 'utf8').replaceAll(/'[^']*'|\/\/.*/g, "''");
    expect(shim.match(/\b(const|let|import|class|async|await)\b|=>|`|\?\.|\*\*/g)).toBeNull();
  });
});
