/** gixy over rendered sites, as they lie on a host: P68, P77, P79 and whatever else it knows. What is defended stands in a table. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../../support/need.ts';
import type { Made } from '../../support/stacks.ts';
import { sites, stackOf } from '../answers.ts';
import { installSite, makeHost, removeHost } from './host.ts';

interface Finding {
  readonly plugin: string;
  readonly reason: string;
  readonly file: string;
}

/** Findings about the files of one stack; those about the host's own nginx.conf are not ours. */
async function findings(program: string, made: Made, change?: (site: string) => void): Promise<string[]> {
  const host = await makeHost();
  try {
    installSite(host, made, { tls: made.stack.tls !== 'none' });
    const etc = join(host.folder, 'etc/nginx');
    change?.(join(etc, 'conf.d', `${made.stack.name}.conf`));
    const { stdout } = spawnSync(program, ['--format', 'json', join(etc, 'nginx.conf')], { encoding: 'utf8', timeout: 60_000 });
    const all = JSON.parse(stdout) as Finding[];
    const foreign = [join(etc, 'nginx.conf'), join(etc, 'sites-enabled/default')];
    return all.filter(({ file, plugin }) => !foreign.includes(file) && !(plugin in DEFENDED)).map(({ plugin, reason }) => `${plugin}: ${reason}`);
  } finally {
    removeHost(host);
  }
}

/** What gixy says of us and we keep, with the reason. */
const DEFENDED: Readonly<Record<string, string>> = {
  default_server_flag: 'P69: a default server belongs to the host; two stacks that both claimed to be it would stop nginx',
  missing_resolver: 'the map for @again gives nothing but names of upstreams in the same file: no DNS is asked',
  try_files_is_evil_too: 'the ACME folder is asked a few times in 60 days, and a cache of open files would delay the turn of a deploy',
};

describeWith(['gixy'], 'gixy', ({ path }) => {
  it.each(sites)('P68, P77, P79: finds nothing in %s', async (_, made) => {
    expect(await findings(path('gixy'), made)).toEqual([]);
  });

  it.each<[plugin: string, from: string | RegExp, to: string]>([
    ['host_spoofing', 'Host              $host;', 'Host $http_host;'],
    ['alias_traversal', 'location ^~ /media/ {', 'location ^~ /media {'],
    ['add_header_redefinition', /add_header Strict-Transport.*;/, ''],
  ])('negative control: %s', async (plugin, from, to) => {
    const spoil = (site: string) => writeFileSync(site, readFileSync(site, 'utf8').replace(from, to));
    expect((await findings(path('gixy'), stackOf('own certificate'), spoil)).join()).toContain(plugin);
  });
});
