// A stack to measure: created and started as a person does it, with the tests' app and the post's Dockerfile beside ours.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const PROGRAM = join(root, 'bin', 'create-django-stack.js');
export const NAME = 'trybench';
export const BASE = 'python:3.14-slim-trixie';
export const WEB_PORT = 8880;
export const POST_PORT = 8891;
const POST_API = 8091;

/** What a command prints; an error with its complaint if it fails. */
export function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8, ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stderr}`);
  return stdout.trim();
}

export const docker = (...args) => run('docker', args);

/** The post's Dockerfile for our base and project: what apk installs by the names that apt has for it. */
function postDockerfile() {
  const text = readFileSync(join(root, 'test', 'fixtures', 'post', 'Dockerfile'), 'utf8');
  const apt = (packages) => `RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`;
  return text
    .replaceAll('python:3.8-alpine', BASE)
    .replace('RUN apk add --no-cache postgresql-dev gcc python3-dev musl-dev libffi-dev', apt('libpq-dev gcc python3-dev libc6-dev libffi-dev'))
    .replace('RUN apk add --no-cache libpq postgresql-client', apt('libpq5 postgresql-client'))
    .replaceAll('dblood', NAME);
}

/** As the post compares: the same steps, and what was needed to build stays in the image. */
const inOneStage = (text) => text.replace(/\n\nFROM .*\n/, '\n').replace(' as builder', '').replace(/COPY --from=builder (\S+)\/ /, 'RUN cp -r $1 ');

/** Settings as the post leaves them: a connection to the database for each request. */
const POST_SETTINGS = 'from .production import *\n\nDATABASES["default"]["CONN_MAX_AGE"] = 0\n';

/** The generated project with the app of test/real in it. */
export function createStack() {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  chmodSync(home, 0o755);
  const [folder, data] = [join(home, NAME), join(home, 'data')];
  run(process.execPath, [PROGRAM, folder, '--yes', '--name', NAME, '--volumes-root', data]);
  cpSync(join(root, 'test', 'real', 'fixture', 'notes'), join(folder, 'notes'), { recursive: true });
  appendFileSync(join(folder, NAME, 'settings', 'base.py'), '\nINSTALLED_APPS += ["notes"]\n');
  appendFileSync(join(folder, NAME, 'urls.py'), '\nfrom django.urls import include\n\nurlpatterns += [path("api/notes/", include("notes.urls"))]\n');
  writeFileSync(join(folder, NAME, 'settings', 'post.py'), POST_SETTINGS);
  writeFileSync(join(folder, 'Dockerfile.post'), postDockerfile());
  writeFileSync(join(folder, 'Dockerfile.single'), inOneStage(postDockerfile()));
  return { home, folder, data, stack: (...args) => run('./stack', args, { cwd: folder }) };
}

/** The post's gunicorn command, in our image and beside our containers. */
export function startPost({ folder }) {
  const command = ['gunicorn', `${NAME}.wsgi`, '--bind', '0.0.0.0:8000', '--config', '/dev/null', '--no-control-socket'];
  const args = ['compose', 'run', '--detach', '--no-deps', '--name', `${NAME}-post`, '--publish', `127.0.0.1:${POST_API}:8000`];
  run('docker', [...args, '--env', `DJANGO_SETTINGS_MODULE=${NAME}.settings.post`, 'api', ...command], { cwd: folder });
}

/** The host's nginx with our site, and a plain proxy_pass for the post's. */
export function startNginx({ home, folder }) {
  const prefix = join(home, 'nginx');
  mkdirSync(join(prefix, 'conf.d'), { recursive: true });
  cpSync(join(folder, 'nginx', `${NAME}.d`), join(prefix, `${NAME}.d`), { recursive: true });
  const site = readFileSync(join(folder, 'nginx', `${NAME}.conf`), 'utf8').replace(/listen (\[::\]:)?80;/g, `listen $1${WEB_PORT};`);
  writeFileSync(join(prefix, 'conf.d', `${NAME}.conf`), site);
  const plain = `server { listen ${POST_PORT}; location / { proxy_pass http://127.0.0.1:${POST_API}; proxy_set_header Host $host; } }`;
  writeFileSync(join(prefix, 'conf.d', 'post.conf'), plain);
  const main = 'user www-data; worker_processes auto; pid nginx.pid; error_log error.log; events { worker_connections 768; }';
  writeFileSync(join(prefix, 'nginx.conf'), `${main} http { sendfile on; tcp_nopush on; include /etc/nginx/mime.types; access_log access.log; include conf.d/*.conf; }`);
  run('nginx', ['-p', prefix, '-c', 'nginx.conf']);
  return () => run('nginx', ['-p', prefix, '-c', 'nginx.conf', '-s', 'quit']);
}

/** Takes everything away again. */
export function remove({ home }) {
  const ignore = { stdio: 'ignore' };
  const label = `label=com.docker.compose.project=${NAME}`;
  for (const id of docker('ps', '--all', '--quiet', '--filter', label).split('\n').filter(Boolean)) spawnSync('docker', ['rm', '--force', '--volumes', id], ignore);
  for (const id of docker('network', 'ls', '--quiet', '--filter', label).split('\n').filter(Boolean)) spawnSync('docker', ['network', 'rm', id], ignore);
  for (const image of docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter', `reference=${NAME}-*`).split('\n').filter(Boolean)) spawnSync('docker', ['image', 'rm', '--force', image], ignore);
  for (const log of ['access', 'error']) rmSync(`/var/log/nginx/${NAME}.${log}.log`, { force: true });
  rmSync(home, { recursive: true, force: true });
}

/** What the benchmarks of this folder cannot do without. */
export const NEEDED =
  'needs root, wrk, nginx, an engine and its base images: sudo apt-get install wrk && sudo sh test/machine/install.sh && sudo sh test/machine/engine.sh start && sudo bash test/machine/images.sh';

/** True where there is an engine that holds the base image, and what asks as many visitors do. */
export function possible() {
  try {
    execFileSync('docker', ['image', 'inspect', BASE], { stdio: 'ignore' });
    execFileSync('sh', ['-c', 'command -v wrk nginx']);
    return process.getuid() === 0;
  } catch {
    return false;
  }
}
