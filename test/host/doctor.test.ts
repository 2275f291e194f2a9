/** doctor on real hosts: what it sees of nginx, ports, certificates and folders is what is there, and it changes nothing. */
import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { stackFolder } from '../support/made.ts';
import { describeWith } from '../support/need.ts';
import { BIN, fingerprint, run, tempFolder } from '../support/program.ts';
import { makeHost, NEIGHBOURS, type Host } from './host.ts';

interface Finding {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly fix?: string;
  readonly unseen?: boolean;
}

const stack = () => stackFolder('--yes', '--domain', 'shop.example.org');

const checksOf = (text: string) => (JSON.parse(text) as { checks: Finding[] }).checks;
const finding = (host: Host, id: string) => checksOf(host.tool('doctor', '--json').stdout).find((one) => one.id === id);

const listen = (port: number) => `nohup ${process.execPath} -e 'require("net").createServer().listen(${port}, "127.0.0.1")' > /dev/null 2>&1 & sleep 0.5`;

describeWith(['namespaces', 'nginx'], 'doctor', () => {
  it('says what is there, and changes nothing: neither here nor in the project', async () => {
    const folder = stack();
    const host = await makeHost(folder);
    host.sh('nginx');
    const [state, project] = [host.state(), fingerprint(folder)];
    const { stdout } = host.tool('doctor');
    expect(stdout).toMatch(/^shop on this host\n\n {2}\w+ +docker /);
    expect(stdout).toMatch(/ {2}ok {4}nginx {8}nginx 1\.22\.\d runs, and reads \/etc\/nginx\/conf\.d\/\*\.conf and\n {21}\/etc\/nginx\/sites-enabled\/\*\n {2}ok {4}nginx -t {5}the configuration is sound\n {2}ok {4}front door {3}nginx has 80\n {2}ok {4}collisions /);
    expect(stdout).toMatch(/ {2}warn {2}site {9}nginx has no copy of nginx\/shop\.conf yet\n {21}→ sudo env/);
    expect([host.state(), fingerprint(folder)]).toEqual([state, project]);
  });

  it('knows the site after install, when the project changes, and when the host does', async () => {
    const folder = stack();
    const host = await makeHost(folder);
    host.sh('nginx');
    host.tool('install');
    expect(finding(host, 'site')).toEqual({ id: 'site', status: 'ok', reason: 'nginx has what nginx/ says' });
    appendFileSync(join(folder, 'nginx/shop.conf'), '# mine\n');
    expect(finding(host, 'site')).toMatchObject({ status: 'warn', reason: '/etc/nginx/conf.d/shop.conf is not what nginx/ says' });
  });

  it.each([
    ['nginx -t', 'fail', /^red already: \[emerg\] .*\/etc\/nginx\/conf\.d\/broken\.conf:1$/, 'echo "bogus on;" > /etc/nginx/conf.d/broken.conf'],
    ['collisions', 'fail', /^\/etc\/nginx\/conf\.d\/old\.conf:1 has the name shop\.example\.org already$/, 'echo "server { listen 80; server_name shop.example.org; }" > /etc/nginx/conf.d/old.conf'],
    ['ports', 'fail', /^port 8081 belongs to node \(process \d+\)$/, listen(8081)],
    ['.env', 'warn', /^others on this host may read it: mode 644$/, 'chmod 644 .env'],
    ['nginx', 'warn', /^nginx 1\.\d+\.\d+ does not run$/, 'nginx -s quit; sleep 0.5'],
  ])('%s: %s: %s', async (id, status, reason, prepare) => {
    const host = await makeHost(stack());
    host.sh('nginx');
    expect(finding(host, id)?.status).not.toBe('fail');
    host.sh(prepare);
    expect(finding(host, id)).toMatchObject({ status, reason: expect.stringMatching(reason) as string, fix: expect.any(String) as string });
  });

  it('sees that a site has an address for itself, where this one then never answers', async () => {
    const host = await makeHost(stack(), { ...NEIGHBOURS, 'conf.d/own.conf': 'server { listen 203.0.113.5:80; server_name own.example.net; return 200 "its own\\n"; }\n' });
    host.sh('ip address add 203.0.113.5/32 dev lo; nginx');
    expect(finding(host, 'collisions')).toMatchObject({ status: 'warn', reason: expect.stringMatching(/^\/etc\/nginx\/conf\.d\/own\.conf:1 has 203\.0\.113\.5:80 for itself/) as string });
    host.tool('install');
    expect([host.get('shop.example.org', 'http://203.0.113.5/'), host.get('shop.example.org')]).toEqual(['its own\n200', expect.stringContaining('502')]);
  });

  it('looks at the way to the data, and at what it lies on', async () => {
    const folder = stack();
    const host = await makeHost(folder);
    expect(finding(host, 'directories')).toMatchObject({ status: 'fail', reason: '/srv/shop is in memory, and empty after a reboot' });
    host.sh(`mkdir -m 700 ${folder}/../disk && mount --bind ${folder}/../disk /srv`);
    expect(finding(host, 'directories')).toMatchObject({ status: 'fail', reason: 'nginx may not enter /srv, on the way to /srv/shop', fix: 'sudo chmod o+x /srv, or another volumes-root' });
    host.sh('chmod 755 /srv');
    expect(finding(host, 'directories')).toMatchObject({ status: 'warn', reason: '/srv/shop is not there yet' });
    host.sh('install -d -m 755 /srv/shop && install -d -o 0 -g 0 /srv/shop/media');
    expect(finding(host, 'directories')).toMatchObject({ status: 'fail', reason: '/srv/shop/media belongs to user 0, and its container is user 10001' });
  });

  it('ends with 1 where something is in the way, and names it in JSON too', async () => {
    const host = await makeHost(stack(), { ...NEIGHBOURS, 'conf.d/old.conf': 'server { listen 80; server_name shop.example.org; }\n' });
    const { code, stdout } = host.tool('doctor', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ ok: false, server: true })]);
  });

  it('without root it says what it could not see, and how to see it', async () => {
    const folder = stack();
    const host = await makeHost(folder);
    host.sh(`nginx; chmod 755 ${folder} ${dirname(folder)}`);
    const { stdout } = host.attempt(`setpriv --reuid 1000 --inh-caps +dac_override --ambient-caps +dac_override ${process.execPath} ${BIN} doctor`);
    expect(stdout).toContain('warn  nginx -t     not seen: that takes root');
    expect(stdout).toMatch(/could not be seen: with sudo more can\.\n/);
  });

  it('off the server it leaves out what only a server has', async () => {
    const folder = stack();
    appendFileSync(join(folder, '.env'), `VOLUMES_ROOT=${folder}/.volumes\n`);
    const host = await makeHost(folder);
    const { stdout } = host.tool('doctor', '--json');
    expect(checksOf(stdout).map(({ id }) => id)).toEqual(['docker', 'compose', '.env', 'ports', 'firewall', 'directories', 'disk', 'memory', 'clock']);
    expect(JSON.parse(stdout)).toMatchObject({ server: false });
  });
});

it('doctor, install and uninstall without a stack: exit code 2', () => {
  for (const command of ['doctor', 'install', 'uninstall']) {
    expect(run([command], { cwd: tempFolder() })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('There is no django-stack.yml here.') as string });
  }
});
