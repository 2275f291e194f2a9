/** The certificate: certbot against an ACME server of Let's Encrypt's own making, the renewal, files of one's own; and what is served then. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stackFolder } from '../support/made.ts';
import { describeWith, tools, type ToolName } from '../support/need.ts';
import { byHand, makeHost, NEIGHBOURS, workersOf, type Host } from './host.ts';

const DOMAINS = ['shop.example.org', 'www.shop.example.org'];
const stack = (tls: string) => stackFolder('--yes', '--domain', DOMAINS.join(','), '--tls', tls);

const selfSigned = (folder: string, names: readonly string[]) =>
  `mkdir -p ${folder} && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=${names[0]} -addext subjectAltName=${names.map((name) => `DNS:${name}`).join(',')} -keyout ${folder}/privkey.pem -out ${folder}/fullchain.pem 2>/dev/null`;

const PEBBLE = JSON.stringify({
  pebble: {
    listenAddress: '127.0.0.1:14000', managementListenAddress: '127.0.0.1:15000', certificate: '/mnt/acme/fullchain.pem', privateKey: '/mnt/acme/privkey.pem',
    httpPort: 80, tlsPort: 443, retryAfter: { authz: 1, order: 1 }, profiles: { default: { description: 'ninety days', validityPeriod: 7_776_000 } },
  },
});

/** An ACME server on this host, for which the names lead here. */
async function hostWithAcme(): Promise<Host> {
  const host = await makeHost(stack('letsencrypt'), NEIGHBOURS);
  host.sh(`${selfSigned('/mnt/acme', ['localhost'])}
echo '127.0.0.1 localhost ${DOMAINS.join(' ')}' > /etc/hosts
mkdir /etc/letsencrypt && printf 'server = https://localhost:14000/dir\\nno-verify-ssl = true\\n' > /etc/letsencrypt/cli.ini
echo '${PEBBLE}' > /mnt/acme/pebble.json
PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 nohup ${tools.pebble.find()} -config /mnt/acme/pebble.json > /mnt/acme/log 2>&1 &
for turn in $(seq 100); do curl -sk https://localhost:14000/dir > /dev/null && break; sleep 0.1; done
nginx`);
  return host;
}

const serial = ({ sh }: Host) => sh('echo | openssl s_client -connect 127.0.0.1:443 -servername shop.example.org 2>/dev/null | openssl x509 -noout -serial');
const headers = ({ sh }: Host, url: string) => sh(`curl -sik --resolve '*:443:127.0.0.1' --resolve '*:80:127.0.0.1' ${url}`).split('\r\n\r\n')[0]?.toLowerCase() ?? '';

describeWith(['namespaces', 'nginx', 'certbot', 'pebble', 'sslscan'], 'letsencrypt', () => {
  it('http first, then the command that is printed, then TLS', async () => {
    const host = await hostWithAcme();
    const { stdout } = host.tool('install');
    expect(host.get('shop.example.org')).toContain('502');
    const command = /1\. sudo (certbot .*)/.exec(stdout)?.[1] ?? '';
    expect(host.sh(`${command} --non-interactive --agree-tos --email me@example.org`)).toContain('Successfully received certificate');
    expect(host.tool('install')).toMatchObject({ code: 0, stdout: 'shop is installed\n+ /etc/nginx/shop.tls.conf\n' });
    expect(headers(host, 'https://shop.example.org/')).toMatch(/^http\/2 502/);
    expect(headers(host, 'http://shop.example.org/x')).toContain('location: https://shop.example.org/x');
  });

  it('in one go; the renewal reloads nginx, and the new certificate is served', async () => {
    const host = await hostWithAcme();
    expect(host.tool('install', '--certbot', 'me@example.org')).toMatchObject({ code: 0, stderr: '' });
    const certificate = () => JSON.parse(host.tool('doctor', '--json').stdout).checks.find(({ id }: { id: string }) => id === 'certificate') as object;
    expect(certificate()).toEqual({ id: 'certificate', status: 'ok', reason: 'good for 89 days' });
    const [before, workers] = [serial(host), workersOf(host)];
    host.sh('certbot renew --force-renewal --no-random-sleep-on-renew');
    await expect.poll(() => serial(host), { timeout: 10_000 }).not.toBe(before);
    expect(workersOf(host)).not.toBe(workers);
    expect(host.tool('install').stdout).toBe('Nothing to change.\n');
    expect(host.tool('uninstall').stdout).toContain('certbot goes on renewing its certificate. To end that: sudo certbot delete --cert-name shop.example.org');
    expect(host.attempt('nginx -t').code).toBe(0);
  });

  it('where the names lead elsewhere, the trial fails, nothing was asked for in earnest, and the site is there over http', async () => {
    const host = await hostWithAcme();
    host.sh("sed -i '1s/.*/127.0.0.1 localhost/' /etc/hosts");
    const { code, stderr } = host.tool('install', '--certbot', 'me@example.org');
    expect([code, stderr]).toEqual([1, expect.stringContaining('The trial at the staging server failed. The site is there, over http.')]);
    expect(host.attempt('ls /etc/letsencrypt/live/shop.example.org').code).not.toBe(0);
    expect(host.get('shop.example.org')).toContain('502');
    expect(host.attempt('nginx -t').code).toBe(0);
  });
});

const versions = ['nginx-1.18', 'nginx', 'nginx-1.26', 'nginx-1.30'] as const satisfies readonly ToolName[];

describe.each(versions)('%s', (version) => {
  describeWith(['namespaces', 'sslscan', version], 'files of one\'s own', () => {
    it('the site waits for them, and then speaks TLS as nginx of this version wants it written', async () => {
      const host = await makeHost(stack('files'), NEIGHBOURS, version);
      host.sh('nginx');
      expect(host.tool('install').stdout).toContain('1. fullchain.pem and privkey.pem into /etc/ssl/shop');
      host.sh(selfSigned('/etc/ssl/shop', DOMAINS));
      expect(host.tool('install')).toMatchObject({ code: 0, stderr: '', stdout: 'shop is installed\n+ /etc/nginx/shop.tls.conf\n' });
      expect(host.attempt('nginx -t 2>&1').stdout).not.toContain('[warn]');
      expect(headers(host, 'https://shop.example.org/')).toMatch(/^http\/2 502/);
      expect(host.get('blog.example.net')).toBe('the blog\n200');
      expect(host.tool('install').stdout).toBe('Nothing to change.\n');
    });

    it("by DEPLOY.md's commands, with the one for newer versions where nginx warns", async () => {
      const folder = stack('files');
      const host = await makeHost(folder, NEIGHBOURS, version);
      host.sh(`${selfSigned('/etc/ssl/shop', DOMAINS)}; nginx`);
      expect([byHand(host, folder, 'cp nginx/shop.conf').code, byHand(host, folder, 'cp nginx/shop.tls.conf').code]).toEqual([0, 0]);
      const newer = /`sudo (sed -i 's\/ http2[^`]+)`/.exec(readFileSync(join(folder, 'DEPLOY.md'), 'utf8'))?.[1] ?? 'exit 9';
      const warns = () => host.attempt('nginx -t 2>&1').stdout.includes('"listen ... http2" directive is deprecated');
      expect(warns()).toBe(['nginx-1.26', 'nginx-1.30'].includes(version));
      if (warns()) host.sh(`${newer} && nginx -s reload`);
      expect(warns()).toBe(false);
      await expect.poll(() => headers(host, 'https://shop.example.org/')).toMatch(/^http\/2 502/);
    });

    it('P74: refuses TLS 1.1 also where another site answers first, and speaks it', async () => {
      // Up to nginx 1.26 that site's ssl_protocols count for every name: what keeps TLS 1.1 out then is the list of ciphers.
      const old = 'ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0;';
      const host = await makeHost(stack('files'), { ...NEIGHBOURS, 'conf.d/a.conf': `server { listen 443 ssl; server_name a.example.net; ssl_certificate /etc/ssl/shop/fullchain.pem; ssl_certificate_key /etc/ssl/shop/privkey.pem; ${old} }\n` }, version);
      host.sh(`${selfSigned('/etc/ssl/shop', DOMAINS)}; nginx`);
      expect(host.tool('install')).toMatchObject({ code: 0, stderr: '' });
      const scan = (name: string) => /TLSv1\.1 +(enabled|disabled)/.exec(host.sh(`sslscan --no-colour --sni-name=${name} 127.0.0.1:443`))?.[1];
      expect([scan('a.example.net'), scan('shop.example.org')]).toEqual(['enabled', 'disabled']);
    });

    it('P74, P76, P77: old protocols and ciphers are refused; HSTS once, and only over TLS', async () => {
      const host = await makeHost(stack('files'), { ...NEIGHBOURS, 'conf.d/control.conf': 'server { listen 127.0.0.1:8443 ssl; ssl_certificate /etc/ssl/shop/fullchain.pem; ssl_certificate_key /etc/ssl/shop/privkey.pem; ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0; }\n' }, version);
      host.sh(`${selfSigned('/etc/ssl/shop', DOMAINS)}; nginx`);
      expect(host.tool('install').code).toBe(0);
      const scan = (port: number) => host.sh(`sslscan --no-colour --sni-name=shop.example.org 127.0.0.1:${port}`);
      const ours = scan(443);
      expect(ours.match(/^(SSLv|TLSv)\S+ +(enabled|disabled)/gm)?.map((line) => line.replace(/ +/, ' '))).toEqual(['SSLv2 disabled', 'SSLv3 disabled', 'TLSv1.0 disabled', 'TLSv1.1 disabled', 'TLSv1.2 enabled', 'TLSv1.3 enabled']);
      const ciphers = [...ours.matchAll(/^(?:Preferred|Accepted) +TLSv1\.2 .* bits +(\S+)/gm)].map((match) => match[1]);
      expect(ciphers.length).toBeGreaterThan(2);
      expect(ciphers.filter((cipher) => !/^ECDHE-.*(GCM|CHACHA20)/.test(cipher ?? ''))).toEqual([]);
      // The same scanner does see what is open.
      expect(scan(8443)).toMatch(/TLSv1\.1 +enabled/);
      for (const path of ['/', '/api/x', '/static/none.css', '/media/none']) {
        const [secure, plain] = [headers(host, `https://shop.example.org${path}`), headers(host, `http://shop.example.org${path}`)];
        expect([secure.match(/strict-transport-security/g)?.length, plain.includes('strict-transport-security')]).toEqual([1, false]);
        const names = secure.split('\r\n').slice(1).map((line) => line.split(':')[0]);
        expect(new Set(names).size).toBe(names.length);
      }
    });
  });
});
