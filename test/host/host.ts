/**
 * A host of its own for each test, by namespaces of the kernel: its own /etc, /srv, network and processes, and the nginx of whichever
 * version. Ports 80 and 443 are free there, and nothing that a test does can reach the machine that it runs on.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tools, type ToolName } from '../support/need.ts';
import { BIN, type Ended } from '../support/program.ts';

export interface Host {
  /** Runs a script of the shell there, as root; an exit code other than 0 is an error. */
  sh(script: string): string;
  /** The same, whatever it ends with. */
  attempt(script: string): Ended;
  /** The words that take a command of another terminal there. */
  readonly enter: string;
  /** Our program, in the folder of the stack. */
  tool(...words: readonly string[]): Ended;
  /** Everything that install may touch: each path with its mode, owner and content. */
  state(): string;
  /** Status and body of what the host answers under a name. */
  get(name: string, url?: string): string;
}

/** nginx.conf as Debian has it, in what matters here. */
export const DEBIAN = `user www-data;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events { worker_connections 64; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    access_log /var/log/nginx/access.log;
    gzip on;
    include /etc/nginx/conf.d/*.conf;
    include /etc/nginx/sites-enabled/*;
}
`;

/** Two sites of other people, and the one that answers for names which none has. */
export const NEIGHBOURS: Readonly<Record<string, string>> = {
  'sites-enabled/default': 'server { listen 80 default_server; listen [::]:80 default_server; server_name _; return 200 "the default\\n"; }\n',
  'conf.d/blog.conf': 'server { listen 80; listen [::]:80; server_name blog.example.net; return 200 "the blog\\n"; }\n',
  'sites-enabled/wiki': 'server { listen 80; server_name wiki.example.net; root /srv/wiki; }\n',
};

const begin = (nginx: string) => `
set -e
ip link set lo up
mount -t tmpfs none /mnt
mkdir -p /mnt/etc /mnt/srv/wiki /mnt/state /mnt/run /mnt/log /mnt/bin /mnt/certbot /mnt/certbot-log
cp -a /etc/. /mnt/etc
rm -rf /mnt/etc/letsencrypt /mnt/etc/nginx/conf.d/* /mnt/etc/nginx/sites-enabled/* /mnt/etc/nginx/modules-enabled/*
printf '#!/bin/sh\\nexec ${nginx} "$@"\\n' > /mnt/bin/nginx && chmod 755 /mnt/bin/nginx
echo 'the wiki' > /mnt/srv/wiki/index.html
mkdir -p /var/lib/create-django-stack /var/lib/letsencrypt /var/log/letsencrypt
for pair in etc:/etc srv:/srv state:/var/lib/create-django-stack run:/run log:/var/log/nginx certbot:/var/lib/letsencrypt certbot-log:/var/log/letsencrypt; do
  mount --bind "/mnt/\${pair%%:*}" "\${pair#*:}"
done
echo ready
exec sleep infinity
`;

/** Starts a host with these files below /etc/nginx; it is gone when the test is over. nginx is there, and does not run yet. */
export async function makeHost(folder: string, files: Readonly<Record<string, string>> = NEIGHBOURS, version: ToolName = 'nginx'): Promise<Host> {
  const nginx = tools[version].find() ?? 'nginx';
  const child = spawn('unshare', ['-m', '-n', '-p', '--fork', '--mount-proc', 'sh', '-c', begin(nginx)], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  onTestFinished(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await new Promise<void>((done, fail) => {
    child.stdout.once('data', () => done());
    child.once('exit', () => fail(new Error(said)));
  });
  const inside = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  const host = hostIn(inside, folder);
  for (const [path, text] of Object.entries({ 'nginx.conf': DEBIAN, ...files })) write(host, path, text);
  return host;
}

function write({ sh }: Host, path: string, text: string): void {
  sh(`mkdir -p "$(dirname /etc/nginx/${path})" && cat > /etc/nginx/${path} <<'END'\n${text}END`);
}

const STATE = String.raw`cd / && find etc/nginx etc/letsencrypt srv var/lib/create-django-stack -printf '%p %y %m %U:%G %l\n' 2>/dev/null | sort
find etc/nginx srv -type f -exec md5sum {} + | sort -k 2`;

function hostIn(pid: string, folder: string): Host {
  const attempt = (script: string): Ended => {
    const env = { PATH: `/mnt/bin:${process.env.PATH}`, HOME: '/root', LANG: 'C.UTF-8' };
    const { status, stdout, stderr, error } = spawnSync('nsenter', ['-t', pid, '-m', '-n', '-p', 'sh', '-c', `cd ${folder}\n${script}`], { env, encoding: 'utf8', timeout: 50_000 });
    if (error) throw error;
    return { code: status, stdout, stderr };
  };
  const sh = (script: string): string => {
    const { code, stdout, stderr } = attempt(script);
    if (code !== 0) throw new Error(`${script}\n${code} ${stdout}${stderr}`);
    return stdout;
  };
  return {
    sh,
    attempt,
    enter: `nsenter -t ${pid} -m -n -p env PATH=/mnt/bin:$PATH`,
    tool: (...words) => attempt(`${process.execPath} ${BIN} ${words.map((word) => `'${word}'`).join(' ')}`),
    state: () => sh(STATE),
    get: (name, url = 'http://127.0.0.1/') => sh(`curl -sk -m 5 -w '%{http_code}' -H 'Host: ${name}' ${url}`),
  };
}

/** The block of DEPLOY.md that holds this text, run as a person would: sudo and systemctl are as such a host has them. */
export function byHand(host: Host, folder: string, part: string): Ended {
  host.sh(`printf '#!/bin/sh\\nexec "$@"\\n' > /mnt/bin/sudo; printf '#!/bin/sh\\nexec nginx -s reload\\n' > /mnt/bin/systemctl; chmod 755 /mnt/bin/*`);
  const blocks = [...readFileSync(join(folder, 'DEPLOY.md'), 'utf8').matchAll(/^ *```sh\n([^]*?)```/gm)].map(([, block = '']) => block);
  return host.attempt(blocks.find((block) => block.includes(part)) ?? 'exit 9');
}

/** The numbers of nginx's workers: other ones after a reload. */
export const workersOf = ({ sh }: Host): string => sh('cat /proc/$(cat /run/nginx.pid)/task/$(cat /run/nginx.pid)/children');
