/** install and uninstall on hosts as they are met: whatever happens, the other sites answer the same bytes before and after. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edit, stackFolder } from '../support/made.ts';
import { describeWith, tools } from '../support/need.ts';
import { BIN, pathsIn } from '../support/program.ts';
import { KEYS, openShell } from '../support/terminal.ts';
import { byHand, DEBIAN, makeHost, NEIGHBOURS, workersOf, type Host } from './host.ts';

const stack = () => stackFolder('--yes', '--domain', 'shop.example.org,www.shop.example.org');

const NAMES = ['blog.example.net', 'wiki.example.net', 'nobody.example.net', '127.0.0.1'];
const others = ({ get }: Host) => NAMES.map((name) => `${name}: ${get(name)}`);

/** A host whose nginx runs, and what its sites answer. */
async function running(files: Readonly<Record<string, string>> = NEIGHBOURS, folder = stack()) {
  const host = await makeHost(folder, files);
  host.sh('nginx');
  return { host, folder, answers: others(host), state: host.state() };
}

/** What a refusal leaves: one sentence, the host as it was, the others as they were. */
async function refused(files: Readonly<Record<string, string>>, code: number, sentence: string, prepare = (_: Host): unknown => undefined) {
  const { host, answers } = await running({ ...NEIGHBOURS, ...files });
  await prepare(host);
  const [state, workers] = [host.state(), workersOf(host)];
  const ended = host.tool('install');
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toContain(sentence);
  expect([host.state(), workersOf(host), others(host)]).toEqual([state, workers, answers]);
}

const SITE = '/etc/nginx/conf.d/shop.conf';

describeWith(['namespaces', 'nginx'], 'install', () => {
  it('puts the site beside two others and a default server, and takes it off again byte for byte', async () => {
    const { host, answers, state } = await running();
    expect(host.tool('install')).toMatchObject({ code: 0, stderr: '' });
    expect(host.get('shop.example.org')).toContain('502');
    expect(others(host)).toEqual(answers);
    expect(host.tool('uninstall')).toMatchObject({ code: 0, stderr: '' });
    expect(host.state()).toBe(state);
    expect(others(host)).toEqual(answers);
    expect(host.get('shop.example.org')).toBe('the default\n200');
  });

  it('a second time there is nothing to change, and nothing to reload', async () => {
    const { host } = await running();
    host.tool('install');
    const [state, workers] = [host.state(), workersOf(host)];
    expect(host.tool('install')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect([host.state(), workersOf(host)]).toEqual([state, workers]);
    host.tool('uninstall');
    expect(host.tool('uninstall')).toMatchObject({ code: 0, stdout: 'shop is not installed here. Nothing to change.\n' });
  });

  it.each(['--dry-run', '--diff'])('%s shows every change, and makes none', async (flag) => {
    const { host, state } = await running();
    const { code, stdout } = host.tool('install', flag);
    expect(code).toBe(0);
    for (const path of [SITE, '/etc/nginx/shop.d/local.conf']) expect(stdout).toContain(path);
    expect(host.state()).toBe(state);
  });

  it.each([['Yes', KEYS.enter, 0], ['Esc', KEYS.escape, 130]])('in a terminal it shows the plan and asks first: %s', async (_, key, code) => {
    const { host, folder, state } = await running();
    const shell = openShell(folder);
    shell.press(`${host.enter} ${process.execPath} ${BIN} install --cwd ${folder}; echo ended with $?\r`);
    expect(await shell.until(/Do this, and reload nginx\?/)).toContain(`+ ${SITE}`);
    expect(host.attempt(`ls ${SITE}`).code).toBe(2);
    shell.press(key);
    await shell.until(new RegExp(`ended with ${code}`));
    if (code === 0) expect(host.get('shop.example.org')).toContain('502');
    else expect(host.state()).toBe(state);
    shell.press('exit\r');
  });

  it('makes the directories as the containers need them, and keeps those that hold something', async () => {
    const { host } = await running();
    host.tool('install');
    const list = () => host.sh("cd /srv/shop && find . -printf '%p %u %m\\n' | sort | sed -E 's/^\\.[ /]//'");
    expect(list()).toBe('root 755\nbackups root 700\ndeploy root 755\nmedia 10001 755\npostgresql 999 700\nstatic root 755\n');
    host.sh('echo upload > /srv/shop/media/a.txt');
    const { stdout } = host.tool('uninstall');
    expect(stdout).toContain('Its data stays in /srv/shop.');
    expect(host.sh('cd /srv/shop && find . -type f')).toBe('./media/a.txt\n');
  });

  describe('where sites live', () => {
    it.each([
      ['conf.d alone', { 'nginx.conf': DEBIAN.replace(/.*sites-enabled.*\n/, ''), 'conf.d/blog.conf': NEIGHBOURS['conf.d/blog.conf'] ?? '', 'conf.d/a.conf': NEIGHBOURS['sites-enabled/default'] ?? '' }, SITE],
      ['sites-enabled alone', { 'nginx.conf': DEBIAN.replace(/.*conf\.d.*\n/, ''), 'sites-enabled/default': NEIGHBOURS['sites-enabled/default'] ?? '' }, '/etc/nginx/sites-enabled/shop.conf'],
      ['both, and the others in sites-enabled', { 'sites-enabled/default': NEIGHBOURS['sites-enabled/default'] ?? '', 'sites-enabled/wiki': NEIGHBOURS['sites-enabled/wiki'] ?? '' }, '/etc/nginx/sites-enabled/shop.conf'],
      ['one that answers for unknown names because it comes first', { 'conf.d/zeta.conf': 'server { listen 80; listen [::]:80; server_name zeta.example.net; return 200 "zeta\\n"; }\n' }, '/etc/nginx/conf.d/zz-shop.conf'],
    ])('%s', async (_, files, path) => {
      const { host, answers, state } = await running(files);
      expect(host.tool('install')).toMatchObject({ code: 0, stderr: '' });
      expect(host.sh(`readlink -f ${path}`).trim()).toBe(path.replace('sites-enabled', 'sites-available'));
      expect([host.get('shop.example.org'), others(host)]).toEqual([expect.stringContaining('502'), answers]);
      expect(host.tool('uninstall').code).toBe(0);
      expect(host.state()).toBe(state);
    });
  });

  describe('refuses, and leaves everything as it was', () => {
    it.each([
      ['a server name that another site has', { 'sites-enabled/old': 'server {\n  listen 80;\n  server_name www.shop.example.org;\n}\n' }, '/etc/nginx/sites-enabled/old:1 has the name www.shop.example.org already'],
      ['an upstream that another site has', { 'conf.d/up.conf': 'upstream shop_api { server 127.0.0.1:1; }\n' }, '/etc/nginx/conf.d/up.conf:1 defines upstream shop_api already'],
      ['a variable that another site has', { 'conf.d/var.conf': 'map $uri $shop_login { default x; }\n' }, '/etc/nginx/conf.d/var.conf:1 defines variable $shop_login already'],
    ])('%s', async (_, files, sentence) => await refused(files, 1, sentence));

    it('an nginx that is broken already', async () => {
      await refused({}, 1, 'nginx -t: red already: [emerg] unknown directive "bogus" in /etc/nginx/conf.d/broken.conf:1', ({ sh }) => sh('echo "bogus on;" > /etc/nginx/conf.d/broken.conf'));
    });

    it('an nginx.conf that reads no folder of sites', async () => {
      await refused({ 'nginx.conf': `${DEBIAN.replace(/^ +include .*(conf\.d|sites-enabled).*\n/gm, '').trimEnd().slice(0, -1)}    server { listen 80; return 200 "alone\\n"; }\n}\n` }, 1, 'includes neither conf.d/*.conf nor sites-enabled/*');
    });

    it("a mistake in the owner's own directives, found beside what nginx uses", async () => {
      const folder = stack();
      writeFileSync(join(folder, 'nginx/shop.d/mine.conf'), 'bogus on;\n');
      const { host, answers, state } = await running(NEIGHBOURS, folder);
      const { code, stderr } = host.tool('install');
      expect([code, stderr]).toEqual([1, expect.stringContaining('unknown directive "bogus" in /etc/nginx/shop.next/shop.d/mine.conf:1')]);
      expect([host.state(), others(host)]).toEqual([state, answers]);
    });

    it('a warning of nginx about this site', async () => {
      const folder = stack();
      writeFileSync(join(folder, 'nginx/shop.d/mine.conf'), 'server_name shop.example.org;\n');
      const { host, state } = await running(NEIGHBOURS, folder);
      const { code, stderr } = host.tool('install');
      expect([code, stderr]).toEqual([1, expect.stringContaining('[warn] conflicting server name "shop.example.org"')]);
      expect(host.state()).toBe(state);
    });

    it.each([[8080, 'port 8080 belongs to node'], [8001, 'port 8001 belongs to node']])('the port %d in the hands of another program', async (port, sentence) => {
      await refused({}, 1, sentence, ({ sh }) => sh(`nohup ${process.execPath} -e 'require("net").createServer().listen(${port}, "127.0.0.1")' > /dev/null 2>&1 & sleep 0.5`));
    });

    it('port 80 in the hands of another program', async () => {
      const host = await makeHost(stack());
      host.sh(`nohup ${process.execPath} -e 'require("net").createServer().listen(80)' > /dev/null 2>&1 & sleep 0.5`);
      const state = host.state();
      expect(host.tool('install')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^front door: port 80 belongs to node \(process \d+\), not to this host's nginx/) as string });
      expect(host.state()).toBe(state);
    });

    it('a host without nginx', async () => {
      const host = await makeHost(stack());
      host.sh('rm /mnt/bin/nginx && touch /mnt/empty && mount --bind /mnt/empty "$(command -v nginx)"');
      const state = host.state();
      expect(host.tool('install')).toMatchObject({ code: 1, stderr: 'nginx is not installed. Nothing was changed.\n  sudo apt install nginx\n' });
      expect(host.state()).toBe(state);
    });

    it('a read-only /etc', async () => {
      await refused({}, 1, 'The file system is read-only: /etc/nginx', ({ sh }) => sh('mount -o remount,ro,bind /etc'));
    });

    it('a change that another site would notice: it is taken back', async () => {
      // A site that shows another one, as a cache or a monitor might.
      const portal = 'server { listen 80; server_name blog.example.net; location / { proxy_pass http://127.0.0.1:80; proxy_set_header Host shop.example.org; } }\n';
      const { host, answers, state } = await running({ ...NEIGHBOURS, 'conf.d/blog.conf': portal });
      const { code, stderr } = host.tool('install');
      expect([code, stderr]).toEqual([1, expect.stringContaining('With this site another one would change: http://blog.example.net at 127.0.0.1:80 answered 200, and then 502')]);
      expect([host.state(), others(host)]).toEqual([state, answers]);
    });
  });

  it('without the right to, it says so and does nothing', async () => {
    const { host, folder, state } = await running();
    host.sh(`chmod 755 ${folder} ${dirname(folder)}`);
    const { code, stderr } = host.attempt(`setpriv --reuid 1000 --inh-caps +dac_override --ambient-caps +dac_override ${process.execPath} ${BIN} install`);
    expect([code, stderr]).toEqual([1, expect.stringContaining('This takes root')]);
    expect(host.state()).toBe(state);
  });

  it('two at once: one does it, and the other waits for its turn or finds nothing to change', async () => {
    const { host, answers } = await running();
    const ended = host.sh(`for turn in 1 2; do (${process.execPath} ${BIN} install > /mnt/$turn 2>&1; echo $? >> /mnt/$turn) & done; wait; cat /mnt/1 /mnt/2`);
    expect(ended).toContain('shop is installed');
    expect(host.tool('install').code).toBe(0);
    expect(host.tool('install').stdout).toBe('Nothing to change.\n');
    expect([host.get('shop.example.org'), others(host), host.attempt('nginx -t').code]).toEqual([expect.stringContaining('502'), answers, 0]);
    expect(host.tool('uninstall').code).toBe(0);
  });

  it('nginx that does not run is not started, and the site is there when it is', async () => {
    const host = await makeHost(stack());
    expect(host.tool('install')).toMatchObject({ code: 0, stdout: expect.stringContaining('1. sudo systemctl start nginx') as string });
    host.sh('nginx');
    expect(host.get('shop.example.org')).toContain('502');
  });

  it('a site that changed is put there again, and only that', async () => {
    const { host, folder, answers, state } = await running();
    host.tool('install');
    edit(folder, 'nginx/shop.conf', 'server_tokens off;', 'server_tokens off;\n    add_header X-Mine yes always;');
    expect(host.tool('install')).toMatchObject({ code: 0, stdout: `shop is installed\n~ ${SITE}\n` });
    expect(host.sh("curl -si -H 'Host: www.shop.example.org' http://127.0.0.1/")).toContain('X-Mine: yes');
    expect(others(host)).toEqual(answers);
    host.tool('uninstall');
    expect(host.state()).toBe(state);
  });

  it("an edit made on the host is its owner's: exit code 3, until told otherwise", async () => {
    const { host, folder } = await running();
    host.tool('install');
    host.sh(`echo '# mine' >> ${SITE}`);
    edit(folder, 'nginx/shop.conf', 'server_tokens off;', 'server_tokens off; # new');
    const state = host.state();
    for (const command of ['install', 'uninstall']) {
      expect(host.tool(command)).toMatchObject({ code: 3, stderr: expect.stringContaining(`Edited on this host, or not put there by this tool: ${SITE}`) as string });
      expect(host.state()).toBe(state);
    }
    expect(host.tool('install', '--diff').stdout).toContain('-# mine');
    expect(host.tool('install', '--replace').code).toBe(0);
    expect(host.sh(`cat ${SITE}`)).toBe(readFileSync(join(folder, 'nginx/shop.conf'), 'utf8'));
  });

  it('a copy by hand, as DEPLOY.md says, is nobody\'s edit; uninstall brings it back', async () => {
    const { host, folder } = await running();
    host.sh('mkdir /etc/nginx/shop.d && cp nginx/shop.d/*.conf /etc/nginx/shop.d/ && cp nginx/shop.conf /etc/nginx/conf.d/ && nginx -s reload');
    const etc = host.sh('cat /etc/nginx/conf.d/shop.conf');
    expect(host.tool('uninstall')).toMatchObject({ code: 1, stderr: expect.stringContaining('was put there by hand') as string });
    edit(folder, 'nginx/shop.conf', 'server_tokens off;', 'server_tokens off; # new');
    expect(host.tool('install').code).toBe(3);
    expect(host.tool('install', '--replace').code).toBe(0);
    expect(host.tool('uninstall').code).toBe(0);
    expect(host.sh('cat /etc/nginx/conf.d/shop.conf')).toBe(etc);
  });

  it('a copy by hand of which only the own directives changed comes back too', async () => {
    const { host, folder } = await running();
    host.sh('mkdir /etc/nginx/shop.d && cp nginx/shop.d/*.conf /etc/nginx/shop.d/ && cp nginx/shop.conf /etc/nginx/conf.d/ && nginx -s reload');
    const etc = () => host.sh('cd /etc/nginx && md5sum conf.d/* shop.d/*');
    const before = etc();
    edit(folder, 'nginx/shop.d/local.conf', '#', '# mine:');
    expect(host.tool('install', '--replace')).toMatchObject({ code: 0, stdout: expect.stringContaining('~ /etc/nginx/shop.d/local.conf') as string });
    expect(host.tool('uninstall')).toMatchObject({ code: 0, stdout: expect.stringContaining('~ /etc/nginx/shop.d/local.conf') as string });
    expect(etc()).toBe(before);
  });

  describe("DEPLOY.md's commands by hand", () => {
    it('put the same site there', async () => {
      const { host, folder, answers } = await running();
      expect(byHand(host, folder, 'cp nginx/shop.conf').code).toBe(0);
      // nginx says yes to the signal before it has new workers.
      await expect.poll(() => host.get('shop.example.org')).toContain('502 Bad Gateway');
      expect(host.sh(`cat ${SITE}`)).toBe(readFileSync(join(folder, 'nginx/shop.conf'), 'utf8'));
      expect(others(host)).toEqual(answers);
      expect(JSON.parse(host.tool('doctor', '--json').stdout).checks).toContainEqual({ id: 'site', status: 'ok', reason: 'nginx has what nginx/ says' });
    });

    it('take a faulty one away again, and say who else has its names', async () => {
      const folder = stack();
      edit(folder, 'nginx/shop.conf', 'server_tokens off;', 'bogus on;');
      const { host, answers } = await running({ ...NEIGHBOURS, 'conf.d/up.conf': 'upstream shop_other { server 127.0.0.1:1; }\n' }, folder);
      expect(byHand(host, folder, 'cp nginx/shop.conf').stdout).toMatch(/^\d+:upstream shop_other/);
      expect([host.attempt(`ls ${SITE}`).code, host.attempt('nginx -t').code, others(host)]).toEqual([2, 0, answers]);
    });
  });

  describe('a host that has no IPv6 at all', () => {
    /** nginx cannot open such a socket, as where the kernel has none: a filter of system calls answers EAFNOSUPPORT. */
    const NO_IPV6 = [
      'import ctypes, os, struct, sys',
      'rule = lambda code, jt, jf, k: struct.pack("HBBI", code, jt, jf, k)',
      '# socket() is 41 on x86-64 and 198 on arm64; its first argument is the family, and AF_INET6 is 10',
      'number = {"x86_64": 41, "aarch64": 198}[os.uname().machine]',
      'rules = [rule(0x20, 0, 0, 0), rule(0x15, 0, 3, number), rule(0x20, 0, 0, 16), rule(0x15, 0, 1, 10), rule(0x06, 0, 0, 0x00050000 | 97), rule(0x06, 0, 0, 0x7FFF0000)]',
      'code = ctypes.create_string_buffer(b"".join(rules))',
      'class Program(ctypes.Structure): _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]',
      'libc = ctypes.CDLL(None, use_errno=True)',
      'assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(Program(len(rules), ctypes.addressof(code))), 0, 0) == 0, ctypes.get_errno()',
      'os.execv(sys.argv[1], sys.argv[1:])',
    ].join('\n');

    it('gets a site that does not listen there, and everything else stays', async () => {
      const neighbours = { 'sites-enabled/default': 'server { listen 80 default_server; return 200 "the default\\n"; }\n', 'sites-enabled/wiki': NEIGHBOURS['sites-enabled/wiki'] ?? '' };
      const host = await makeHost(stack(), neighbours);
      host.sh(`echo 1 | tee /proc/sys/net/ipv6/conf/all/disable_ipv6 > /proc/sys/net/ipv6/conf/lo/disable_ipv6
cat > /mnt/bin/no-ipv6.py <<'END'\n${NO_IPV6}\nEND
printf '#!/bin/sh\\nexec python3 /mnt/bin/no-ipv6.py ${tools.nginx.find()} "$@"\\n' > /mnt/bin/nginx\nnginx`);
      const answers = others(host);
      host.sh('cp nginx/shop.conf /etc/nginx/conf.d/');
      expect(host.attempt('nginx -t 2>&1').stdout).toContain('[::]:80 failed (97: Address family not supported by protocol)');
      host.sh(`rm ${SITE}`);
      expect(host.tool('install')).toMatchObject({ code: 0, stderr: '', stdout: expect.not.stringContaining('Without IPv6') as string });
      expect([host.get('shop.example.org'), others(host)]).toEqual([expect.stringContaining('502'), answers]);
    });
  });

  describeWith(['sudo'], 'by sudo', () => {
    it('the directories belong to who called it, and no file of the project changes its owner', async () => {
      const { host, folder } = await running();
      const owned = () => pathsIn(folder).map((path) => `${path} ${statSync(join(folder, path)).uid} ${statSync(join(folder, path)).mtimeMs}`);
      host.sh(`useradd -M -u 4242 dev; echo 'dev ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/dev; chown -R 4242:4242 ${folder}`);
      const before = owned();
      const ended = host.attempt(`setpriv --reuid 4242 --regid 4242 --clear-groups sudo env "PATH=$PATH" ${process.execPath} ${BIN} install`);
      expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('shop is installed') as string });
      expect(owned()).toEqual(before);
      expect(host.sh('stat -c %u:%g /srv/shop /srv/shop/static /srv/shop/media /etc/nginx/conf.d/shop.conf')).toBe('4242:4242\n4242:4242\n10001:10001\n0:0\n');
    });
  });

  it('over IPv6 only where it would not answer for sites that listen over IPv4 alone', async () => {
    const { host, answers } = await running({ 'sites-enabled/wiki': 'server { listen 80 default_server; server_name wiki.example.net; root /srv/wiki; }\n' });
    expect(host.tool('install').stdout).toContain('Without IPv6: /etc/nginx/sites-enabled/wiki:1 listens on port 80 over IPv4 alone');
    expect(host.sh('cat /etc/nginx/sites-available/shop.conf')).not.toContain('[::]');
    expect(others(host)).toEqual(answers);
    expect(host.attempt("curl -s -H 'Host: wiki.example.net' 'http://[::1]/'").code).toBe(7);
  });
});
