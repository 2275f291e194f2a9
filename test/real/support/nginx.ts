/**
 * The host's nginx: a process of our own beside whatever runs here, with a main file as short as Debian's is long. Like
 * there, it runs as www-data and includes conf.d/*.conf; relative includes start at the folder of nginx.conf.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, listens } from './http.ts';
import { blocksOf, temporaryFolder } from './lane.ts';
import { until } from './wait.ts';

const MAIN = `user www-data;
worker_processes auto;
pid nginx.pid;
error_log error.log;
events { worker_connections 768; }
http {
    sendfile on;
    tcp_nopush on;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log access.log;
    # Its own, because another nginx that starts on this host takes the common ones over.
    client_body_temp_path body;
    proxy_temp_path proxy;
    gzip on;
    include conf.d/*.conf;
}
`;

export interface Nginx {
  readonly port: number;
  /** The folder of all sites. */
  readonly sites: string;
  /** Copies the generated site to where DEPLOY.md says, tests it and reloads. */
  add(name: string, folder: string): Promise<void>;
  stop(): Promise<void>;
}

/** 80, so that the generated file is used unedited; another one where somebody has that port. */
async function choosePort(): Promise<number> {
  return (await listens(80)) ? 8880 : 80;
}

/** By DEPLOY.md's own commands, except that /etc/nginx is ours. */
function copySite(name: string, folder: string, home: string, port: number): void {
  const commands = blocksOf(folder).find((block) => block.includes('/etc/nginx/conf.d/'))?.match(/^ *sudo (mkdir|cp) .*$/gm) ?? [];
  execFileSync('sh', ['-ec', commands.join('\n').replace(/sudo /g, '').replaceAll('/etc/nginx', home)], { cwd: folder, stdio: 'pipe' });
  const site = join(home, 'conf.d', `${name}.conf`);
  writeFileSync(site, readFileSync(site, 'utf8').replace(/listen (\[::\]:)?80;/g, `listen $1${port};`));
}

/** @param wanted a port, where it need not be the one of the generated file */
export async function startNginx(program: string, wanted?: number): Promise<Nginx> {
  const home = temporaryFolder();
  const port = wanted ?? (await choosePort());
  const added: string[] = [];
  mkdirSync(join(home, 'conf.d'));
  writeFileSync(join(home, 'nginx.conf'), MAIN);
  const args = ['-p', home, '-c', 'nginx.conf'];
  const child = spawn(program, [...args, '-g', 'daemon off;'], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await until('nginx runs', () => existsSync(join(home, 'nginx.pid')));
  return {
    port,
    sites: join(home, 'conf.d'),
    async add(name, folder) {
      added.push(name);
      copySite(name, folder, home, port);
      // A site may come again under its name, and the one of before answers until the reload is over.
      const now = `reload-${added.length}.localhost`;
      writeFileSync(join(home, 'conf.d', 'zz-reload.conf'), `server { listen ${port}; server_name ${now}; return 204; }\n`);
      execFileSync(program, [...args, '-t'], { stdio: 'pipe' });
      execFileSync(program, [...args, '-s', 'reload'], { stdio: 'pipe' });
      await until(`${name} is a site of nginx`, async () => (await ask(port, now, '/')).status === 204);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true });
      for (const name of added) for (const log of ['access', 'error']) rmSync(`/var/log/nginx/${name}.${log}.log`, { force: true });
    },
  };
}
