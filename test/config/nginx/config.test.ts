/** What nginx says of rendered files before it runs with them: P69, P72, P73, P75. Every version. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith } from '../../support/need.ts';
import { fileOf, make, type Made } from '../../support/stacks.ts';
import { sites, stackOf, stacks } from '../answers.ts';
import { installSite, makeHost, removeHost, testConfiguration, versions, type Host } from './host.ts';

const WELL = { code: 0, said: [] };

/** The form that 1.18 and 1.22 understand gives one warning from 1.25.1 on, for each server that includes it. */
const HTTP2 = /\[warn\] .*the "listen \.\.\. http2" directive is deprecated/;

/** Many stacks have many variables; nginx then gives more memory to its table of them, and goes on. */
const MANY = /\[warn\] could not build optimal variables_hash/;

describe.each(versions)('%s', (version) => {
  describeWith([version], 'nginx -t', ({ path }) => {
    let host: Host;
    beforeEach(async () => {
      host = await makeHost();
    });
    afterEach(() => removeHost(host));

    const check = () => testConfiguration(path(version), host);

    it.each(sites)('P75: %s: well, without a certificate', (_, made) => {
      installSite(host, made);
      expect(check()).toEqual(WELL);
    });

    it.each(sites.filter(([, { stack }]) => stack.tls !== 'none'))('P74: %s: well, with a certificate', (_, made) => {
      installSite(host, made, { tls: true });
      const { code, said } = check();
      expect(code).toBe(0);
      expect(said.filter((line) => !HTTP2.test(line))).toEqual([]);
    });

    it.each([
      [4, [HTTP2]],
      [stacks.length, [HTTP2, MANY]],
    ])('P73: %d stacks on one host', (count, expected) => {
      stacks.slice(-count).forEach(([, made], index) => installSite(host, named(made, `site-${index}`), { tls: made.stack.tls !== 'none' }));
      const { code, said } = check();
      expect(code).toBe(0);
      expect(said.filter((line) => !expected.some((pattern) => pattern.test(line)))).toEqual([]);
      expect(readdirSync(join(host.folder, 'etc/nginx/conf.d'))).toHaveLength(count);
    });

    it("P75: without the user's own folder", () => {
      installSite(host, stackOf('default'));
      rmSync(join(host.folder, 'etc/nginx/shop.d'), { recursive: true });
      expect(check()).toEqual(WELL);
    });

    it("P73: the longest name there can be, with a host name as long as nginx's tables hold", () => {
      const name = 'n'.repeat(30);
      installSite(host, make({ name, domain: `${'d'.repeat(34)}.example.org` }));
      expect(check()).toEqual(WELL);
    });

    it('P74: files for TLS without their certificate would stop the host, and so are a second step', () => {
      const made = stackOf('own certificate');
      installSite(host, made, { tls: true });
      const tls = join(host.folder, 'etc/nginx/shop.tls.conf');
      writeFileSync(tls, readFileSync(tls, 'utf8').replaceAll('.pem', '.gone'));
      expect(check().code).not.toBe(0);
    });
  });
});

/** The same answers under another name and hosts, so that all fit on one host. */
function named(made: Made, name: string): Made {
  const { tls, web, apiPrefixes, uploadLimit, volumesRoot } = made.stack;
  return make({
    name, tls, domain: `${name}.example.org,www.${name}.example.org`, 'volumes-root': volumesRoot, 'upload-limit': uploadLimit,
    web: web.kind === 'image' ? `image:${web.image}` : web.kind,
    ...(web.kind !== 'none' && { 'api-prefix': apiPrefixes.join(',') }),
  });
}

describe.each(stacks)('nginx/*.conf, %s', (_, made) => {
  const { name, ident, ports } = made.stack;
  const text = fileOf(made, `nginx/${name}.conf`);

  it('P69: is never the default server', () => {
    expect(text).not.toContain('default_server');
  });

  it("P72: names upstreams by an address and the stack's ports, nothing by a name of compose", () => {
    const servers = [...text.matchAll(/^ +server ([^ ;]+)/gm)].map((match) => match[1]);
    const pairs = [...(made.stack.web.kind === 'none' ? [] : [[ports.web, ports.webSpare]]), [ports.api, ports.apiSpare]];
    const nodes = made.stack.swarm && made.stack.upstreams.length > 0;
    const here = nodes ? [] : pairs.flat().map((port) => `127.0.0.1:${port}`);
    const there = made.stack.upstreams.flatMap((host) => pairs.map(([port]) => `${host}:${port}`));
    expect(new Set(servers)).toEqual(new Set([...here, ...there]));
    expect([...text.matchAll(/proxy_pass (.*);/g)].map((match) => match[1])).toSatisfy((targets: string[]) =>
      targets.every((target) => [`${ident}_web`, `${ident}_api`, ...(nodes ? [] : [`${ident}_again`])].map((name) => `http://${nodes ? '' : '$'}${name}`).includes(target)));
  });

  it('P73: whatever nginx shares between sites begins with the name of the stack', () => {
    const shared = [...text.matchAll(/^(?:upstream|log_format) (\S+)|^map \S+ \$(\S+)|zone=([^: ]+)|^ +set \$(\S+)/gm)];
    const names = shared.map((match) => match.slice(1).find((group) => group !== undefined) ?? '');
    expect(names.length).toBeGreaterThan(7);
    expect(names.filter((one) => one !== ident && !one.startsWith(`${ident}_`))).toEqual([]);
  });

  it('P75: what may be missing is included by a pattern', () => {
    const includes = [...text.matchAll(/include (.*);/g)].map((match) => match[1] ?? '');
    expect(includes.filter((include) => !include.includes('*'))).toEqual([]);
  });
});
