/** The images of web/, built from the starters and from front ends that were there before, run with nothing to spare. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../support/need.ts';
import { found, make, writeTree } from '../support/stacks.ts';

type Tree = Readonly<Record<string, string>>;

const script = (name: string, command: string) => JSON.stringify({ name: 'front', private: true, scripts: { [name]: command } });

/** A project of Vite's kind: sources in, `dist` out. */
const vite: Tree = {
  'web/package.json': script('build', 'mkdir dist && cp page.html dist/index.html'),
  'web/page.html': '<!doctype html><title>built</title>',
};

/** A server of its own kind, which knows nothing of ours. */
const express: Tree = {
  'web/package.json': script('start', 'node index.cjs'),
  'web/index.cjs': `require('http').createServer((_, answer) => answer.end('<!doctype html><title>mine</title>')).listen(8000);`,
};

/** Title, kind, what stands in web/ before, user, what `/` shows, and the exit code after SIGTERM; 143 is nobody's handler. */
const cases: readonly (readonly [title: string, kind: string, there: Tree, user: string, page: string, code: string])[] = [
  ['the static starter', 'static', {}, '101:101', '<title>shop</title>', '0'],
  ['the Node starter', 'node', {}, '10002:10002', '<title>shop</title>', '0'],
  ['a front end that is built, as static pages', 'static', vite, '101:101', '<title>built</title>', '0'],
  ['a server that was there before', 'node', express, '10002:10002', '<title>mine</title>', '143'],
];

const hardened = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true', '--init'];

describeWith(['docker'], 'the image of web', (t) => {
  const docker = (...args: string[]) => execFileSync(t.path('docker'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  let folder: string;
  let name: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'web-'));
    name = `page-test-${randomBytes(4).toString('hex')}`;
  });
  afterEach(() => {
    spawnSync(t.path('docker'), ['rm', '-f', name], { stdio: 'ignore' });
    spawnSync(t.path('docker'), ['rmi', '-f', name], { stdio: 'ignore' });
    rmSync(folder, { recursive: true });
  });

  /** Builds it from a checkout with a strict umask, and starts it with a folder of uploads. */
  async function start(kind: string, there: Tree): Promise<string> {
    for (const [path, content] of Object.entries(there)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    writeTree(make({ web: kind }, found({ frontEnd: Object.keys(there).length > 0 })), folder);
    execFileSync('chmod', ['-R', 'go=', join(folder, 'web')]);
    mkdirSync(join(folder, 'media'));
    writeFileSync(join(folder, 'media/note.txt'), 'uploaded');
    chmodSync(folder, 0o755);
    docker('build', '--quiet', '--tag', name, join(folder, 'web'));
    docker('run', '--detach', '--name', name, ...hardened, '--volume', `${folder}/media:/media:ro`, '--publish', '127.0.0.1::8000', name);
    return untilItAnswers(`http://${docker('port', name, '8000/tcp')}`);
  }

  async function untilItAnswers(url: string): Promise<string> {
    for (let tries = 0; tries < 200; tries += 1, await pause(50)) {
      // A connection made before the server listens may never be answered.
      if (await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)) return url;
    }
    throw new Error(`${url} does not answer: ${docker('logs', name)}`);
  }

  it.each(cases)('of %s serves it without root, capabilities or a disk, and stops in time', async (_, kind, there, user, page, code) => {
    const url = await start(kind, there);
    expect(await (await fetch(url)).text()).toContain(page);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(docker('inspect', '--format', '{{.Config.User}}', name)).toBe(user);
    expect(docker('exec', name, 'cat', '/media/note.txt')).toBe('uploaded');
    // Killed for want of an end of its own it would have 137.
    docker('stop', '--time', '20', name);
    expect(docker('inspect', '--format', '{{.State.ExitCode}}', name)).toBe(code);
  }, 120_000);
});
