/** What is read out of `nginx -T`, and what follows from it for one more site. */
import { describe, expect, it } from 'vitest';
import { adapt, knowsHttp2 } from '../../src/host/nginx/adapt.ts';
import { collisions } from '../../src/host/nginx/collisions.ts';
import { placesOn } from '../../src/host/nginx/place.ts';
import { directivesOf, filesOf, included } from '../../src/host/nginx/read.ts';
import { rehearsalOf } from '../../src/host/nginx/rehearse.ts';
import { defaultsOf, serversOf } from '../../src/host/nginx/servers.ts';

const MAIN = { path: '/etc/nginx/nginx.conf', text: 'http {\n  include conf.d/*.conf;\n  include /etc/nginx/sites-enabled/*;\n}\n' };
const file = (path: string, text: string) => ({ path: `/etc/nginx/${path}`, text });
const serversIn = (...files: readonly { path: string; text: string }[]) => serversOf(directivesOf([MAIN, ...files]));

describe('nginx -T', () => {
  it('is split into its files, byte for byte', () => {
    const dump = '# configuration file /etc/nginx/nginx.conf:\nhttp {}\n\n# configuration file /etc/nginx/a b.conf:\n# configuration file x\nno line end\n';
    expect(filesOf(dump)).toEqual([
      { path: '/etc/nginx/nginx.conf', text: 'http {}\n' },
      { path: '/etc/nginx/a b.conf', text: '# configuration file x\nno line end' },
    ]);
  });

  it('opens includes where they stand, relative ones from the folder of nginx.conf, in the order of their names', () => {
    const servers = serversIn(file('sites-enabled/z', 'server { server_name z; }'), file('conf.d/b.conf', 'server { include snippets/l; server_name b; }'), file('conf.d/a.conf', '\nserver { server_name a; }'), file('snippets/l', 'listen 81;'));
    expect(servers.map(({ names, line }) => [...names, line])).toEqual([['a', 2], ['b', 1], ['z', 1]]);
    expect(servers[1]?.listens).toEqual([{ address: '0.0.0.0:81', port: 81, flags: [] }]);
  });

  it.each([
    ['conf.d/*.conf', ['/etc/nginx/conf.d/a.conf']],
    ['/etc/nginx/sites-enabled/*', ['/etc/nginx/sites-enabled/a+b']],
    ['conf.d/?.conf', ['/etc/nginx/conf.d/a.conf']],
    ['conf.d/a.conf', ['/etc/nginx/conf.d/a.conf']],
    ['conf*', []],
  ])('the pattern %s names what glob(3) would', (pattern, expected) => {
    expect(included(pattern, '/etc/nginx', ['/etc/nginx/conf.d/a.conf', '/etc/nginx/conf.d/.b.conf', '/etc/nginx/conf.d/sub/c.conf', '/etc/nginx/sites-enabled/a+b', '/etc/nginx/sites-enabled/.hidden'])).toEqual(expected);
  });

  it.each([
    ['80', '0.0.0.0:80'], ['*:8080', '0.0.0.0:8080'], ['[::]:443 ssl', '[::]:443'], ['10.0.0.5', '10.0.0.5:80'], ['10.0.0.5:81', '10.0.0.5:81'],
    ['[::1]', '[::1]:80'], ['localhost:82', 'localhost:82'], ['unix:/run/a.sock', 'unix:/run/a.sock'],
  ])('listen %s is %s', (words, address) => {
    expect(serversIn(file('conf.d/a.conf', `server { listen ${words}; }`))[0]?.listens[0]?.address).toBe(address);
  });

  it('the first server of an address answers for unknown names, unless another says it does', () => {
    const named = (...servers: readonly string[]) => [...defaultsOf(serversIn(file('conf.d/a.conf', servers.join('\n'))))].map(([address, { names }]) => [address, ...names]);
    expect(named('server { server_name a; }', 'server { listen 80; server_name b; }')).toEqual([['0.0.0.0:80', 'a']]);
    expect(named('server { server_name a; }', 'server { listen 80 default_server; server_name b; }')).toEqual([['0.0.0.0:80', 'b']]);
  });
});

describe('collisions', () => {
  const ours = file('conf.d/shop.conf', 'upstream shop_api { server 127.0.0.1:1; }\nmap $a $shop_x { default 1; }\nlimit_req_zone $a zone=shop_login:1m rate=1r/s;\nserver { listen 80; server_name shop.example.org; }\n');
  const with_ = (name: string, text: string) => {
    const theirs = [MAIN, file(name, text)];
    return collisions(directivesOf(theirs), directivesOf([...theirs, ours]), (path) => path === ours.path);
  };

  it.each([
    ['a.example.org', 'server { listen 80 default_server; server_name a.example.org; }', undefined],
    ['the same name on a port that is not ours', 'server { listen 80 default_server; } server { listen 8443; server_name shop.example.org; }', undefined],
    ['the same name', 'server { listen 80 default_server; }\nserver { listen 80; server_name www.example.org SHOP.example.org; }', '/etc/nginx/conf.d/a.conf:2 has the name shop.example.org already'],
    ['the same upstream', 'upstream shop_api { server 127.0.0.1:2; }', '/etc/nginx/conf.d/a.conf:1 defines upstream shop_api already'],
    ['the same zone', 'limit_req_zone $b zone=shop_login:1m rate=1r/s;', '/etc/nginx/conf.d/a.conf:1 defines zone shop_login already'],
    ['the same variable, of which nginx says nothing', 'geo $a $shop_x { default 1; }', '/etc/nginx/conf.d/a.conf:1 defines variable $shop_x already'],
  ])('%s', (_, text, expected) => {
    expect(with_('conf.d/a.conf', text)).toEqual(expected === undefined ? [] : [expected]);
  });

  it('nobody who answers for unknown names today may lose that by coming second', () => {
    expect(with_('conf.d/zeta.conf', 'server { listen 80; server_name zeta.example.org; }')).toEqual([expect.stringContaining('/etc/nginx/conf.d/zeta.conf:1 answers for unknown names on 0.0.0.0:80')]);
    expect(with_('conf.d/zeta.conf', 'server { listen 80 default_server; server_name zeta.example.org; }')).toEqual([]);
    expect(with_('conf.d/alpha.conf', 'server { listen 80; server_name alpha.example.org; }')).toEqual([]);
  });
});

describe('the place of a site', () => {
  const place = (text: string, present: readonly string[] = [], others = serversIn()) => placesOn({ ...MAIN, text }, 'shop', present, others)[0];

  it.each([
    ['http { include conf.d/*.conf; include sites-enabled/*; }', [], 'conf.d/shop.conf'],
    ['http { include sites-enabled/*; }', [], 'sites-available/shop.conf'],
    ['http { include conf.d/*.conf; include sites-enabled/*; }', ['sites-enabled/shop.conf'], 'sites-available/shop.conf'],
  ])('%s with %j: %s', (text, present, expected) => {
    expect(place(text, present)?.file).toBe(expected);
  });

  it('is where the other sites are, of which the one that Debian brings is none', () => {
    expect(place(MAIN.text, [], serversIn(file('sites-enabled/wiki', 'server { }')))?.file).toBe('sites-available/shop.conf');
    expect(place(MAIN.text, [], serversIn(file('sites-enabled/default', 'server { }')))?.file).toBe('conf.d/shop.conf');
  });

  it('is nowhere if nginx.conf reads no such folder', () => {
    expect(() => place('http { server { } }')).toThrow('/etc/nginx/nginx.conf includes neither conf.d/*.conf nor sites-enabled/*');
  });
});

describe('the copy for one host', () => {
  const text = '    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n    server_name a;\n';
  const everywhere = () => true;

  it.each([['1.18.0', false], ['1.25.0', false], ['1.25.1', true], ['1.30.2', true], ['2.0.0', true]])('nginx %s knows http2 as a directive: %s', (version, expected) => {
    expect(knowsHttp2(version)).toBe(expected);
  });

  it('has the form of http2 that this nginx understands', () => {
    expect(adapt(text, { http2: false, ipv6: everywhere })).toBe(text);
    expect(adapt(text, { http2: true, ipv6: everywhere })).toBe('    listen 443 ssl;\n    listen [::]:443 ssl;\n    http2 on;\n    server_name a;\n');
  });

  it('listens over IPv6 only where it may', () => {
    expect(adapt(text, { http2: false, ipv6: (port) => port !== 443 })).toBe('    listen 443 ssl http2;\n    server_name a;\n');
    expect(adapt(text, { http2: true, ipv6: () => false })).toBe('    listen 443 ssl;\n    http2 on;\n    server_name a;\n');
  });
});

it('a rehearsal reads every other file as nginx does, and the site from beside', () => {
  const site = { base: '/etc/nginx', place: { file: 'conf.d/shop.conf' }, files: new Map([['/etc/nginx/conf.d/shop.conf', 'include shop.tls*.conf;\ninclude shop.d/*.conf;\n'], ['/etc/nginx/shop.d/local.conf', '']]) };
  const conf = [MAIN, file('conf.d/a.conf', ''), file('conf.d/shop.conf', 'old'), file('sites-enabled/z', '')];
  const { files } = rehearsalOf(site, 'shop', conf);
  expect(Object.fromEntries(files)).toEqual({
    '/etc/nginx/shop.next/shop.conf': 'include shop.next/shop.tls*.conf;\ninclude shop.next/shop.d/*.conf;\n',
    '/etc/nginx/shop.next/shop.d/local.conf': '',
    '/etc/nginx/shop.next.conf': MAIN.text.replace('include conf.d/*.conf;', 'include "/etc/nginx/conf.d/a.conf"; include "/etc/nginx/shop.next/shop.conf";'),
  });
});
