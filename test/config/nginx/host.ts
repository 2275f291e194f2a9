/**
 * A host's nginx in a folder of its own: /etc/nginx as Debian lays it out, high ports, its own logs. Rendered
 * files go where DEPLOY.md puts them. They are changed in three things only: the port of `listen`, and the folders of the
 * logs and of the certificates, which do not exist here.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolName } from '../../support/need.ts';
import { writeTree, type Made } from '../../support/stacks.ts';
import { freePorts, whenListening } from './ports.ts';

/** Every version a stack is made for. */
export const versions = ['nginx-1.18', 'nginx', 'nginx-1.26', 'nginx-1.30'] as const satisfies readonly ToolName[];

export interface Host {
  readonly folder: string;
  readonly http: number;
  readonly https: number;
}

/** The last line but one is what `ssl_protocols` is on Debian's older releases, so that a site must set its own. */
const main = (folder: string) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/log/error.log;
events { worker_connections 256; }
http {
    client_body_temp_path ${folder}/tmp/body;
    proxy_temp_path ${folder}/tmp/proxy;
    fastcgi_temp_path ${folder}/tmp/fastcgi;
    uwsgi_temp_path ${folder}/tmp/uwsgi;
    scgi_temp_path ${folder}/tmp/scgi;
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include mime.types;
    default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers on;
    access_log ${folder}/log/access.log;
    gzip on;
    include ${folder}/etc/nginx/conf.d/*.conf;
    include ${folder}/etc/nginx/sites-enabled/*;
}
`;

const TYPES = `types {
    text/html html htm;
    text/css css;
    text/plain txt;
    text/xml xml;
    application/javascript js;
    application/json json;
    application/pdf pdf;
    image/png png;
    image/svg+xml svg svgz;
    video/mp4 mp4;
}
`;

/** The site that Debian brings along and that answers for names nobody has. */
const stranger = (port: number) => `server { listen 127.0.0.1:${port} default_server; server_name _; return 444; }\n`;

/** An empty host. */
export async function makeHost(): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  for (const path of ['log', 'tmp', 'etc/ssl', 'etc/letsencrypt', 'etc/nginx/conf.d', 'etc/nginx/sites-enabled']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  const http = await freePorts(2);
  writeFileSync(join(folder, 'etc/nginx/nginx.conf'), main(folder));
  writeFileSync(join(folder, 'etc/nginx/mime.types'), TYPES);
  writeFileSync(join(folder, 'etc/nginx/sites-enabled/default'), stranger(http));
  return { folder, http, https: http + 1 };
}

export function removeHost({ folder }: Host): void {
  rmSync(folder, { recursive: true });
}

const HAS_IPV6 = existsSync('/proc/net/if_inet6');

function adapt(text: string, { folder, http, https }: Host): string {
  return text
    .replace(/^( *)listen \[::\]:(80|443)/gm, (_, indent: string, port) => `${indent}${HAS_IPV6 ? '' : '#'}listen [::1]:${port === '80' ? http : https}`)
    .replace(/^( *)listen (80|443)/gm, (_, indent: string, port) => `${indent}listen 127.0.0.1:${port === '80' ? http : https}`)
    .replaceAll('/var/log/nginx/', `${folder}/log/`)
    .replaceAll(/ \/etc\/(ssl|letsencrypt)\//g, ` ${folder}/etc/$1/`);
}

/** Copies a stack's nginx files to where they belong; the one for TLS only if asked to. */
export function installSite(host: Host, made: Made, { tls = false } = {}): void {
  const project = join(host.folder, 'projects', made.stack.name);
  const etc = join(host.folder, 'etc/nginx');
  writeTree(made, project);
  for (const file of readdirSync(join(project, 'nginx'))) {
    const from = join(project, 'nginx', file);
    if (file.endsWith('.d')) cpSync(from, join(etc, file), { recursive: true });
    else if (!file.endsWith('.tls.conf')) writeFileSync(join(etc, 'conf.d', file), adapt(readFileSync(from, 'utf8'), host));
    else if (tls) writeFileSync(join(etc, file), adapt(readFileSync(from, 'utf8'), host));
  }
  if (tls) makeCertificate(host, made);
}

/** A certificate where the site looks for it. */
function makeCertificate({ folder }: Host, { stack }: Made): void {
  selfSigned(join(folder, 'etc', stack.tls === 'files' ? `ssl/${stack.name}` : `letsencrypt/live/${stack.domains[0]}`), stack.domains);
}

/** A self-signed certificate for these names, as fullchain.pem and privkey.pem in a new folder. */
export function selfSigned(folder: string, names: readonly [string, ...string[]]): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
    '-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem'),
  ], { stdio: 'ignore' });
}

/** From 1.19.5 on nginx can be told where its very first log is; before, it says when it cannot write there. */
function args(program: string, { folder }: Host): string[] {
  const { stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' });
  const old = stderr.includes('nginx/1.18');
  return ['-p', folder, '-c', join(folder, 'etc/nginx/nginx.conf'), ...(old ? [] : ['-e', join(folder, 'log/error.log')])];
}

const EXPECTED = /syntax is ok$|test is successful$|could not open error log file/;

/** `nginx -t`: the exit code, and what it said beyond that all is well. */
export function testConfiguration(program: string, host: Host): { code: number | null; said: string[] } {
  const { status, stderr } = spawnSync(program, ['-t', ...args(program, host)], { encoding: 'utf8' });
  return { code: status, said: stderr.split('\n').filter((line) => line !== '' && !EXPECTED.test(line)) };
}

/** Starts nginx; resolves when it answers, with the function that stops it. */
export async function startNginx(program: string, host: Host): Promise<() => Promise<void>> {
  const child = spawn(program, [...args(program, host), '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  await Promise.race([
    whenListening(host.http),
    gone.then(() => Promise.reject(new Error(`nginx ended: ${said}${readFileSync(join(host.folder, 'log/error.log'), 'utf8')}`))),
  ]);
  return async () => {
    child.kill('SIGTERM');
    await gone;
  };
}
