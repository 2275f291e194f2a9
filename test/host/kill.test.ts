/**
 * install and uninstall killed before calls that make, move or take away something: at each of these moments nginx would start and
 * the other sites answer, and the same command again brings the host where it was going.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { forEsbuild as templates } from '../../.ci/templates.js';
import { edit, stackFolder } from '../support/made.ts';
import { describeWith } from '../support/need.ts';
import { ROOT } from '../support/stacks.ts';
import { makeHost, type Host } from './host.ts';

/** One folder below package.json, where the program looks for its version. */
const CHILD = join(ROOT, '.tools/host-child.mjs');

const buildChild = () =>
  build({
    entryPoints: [join(ROOT, 'test/host/child.ts')], outfile: CHILD, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning', plugins: [templates],
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  });

/** Bytes that go into a file without its name yet are nobody's. */
const SEEN = ['rename', 'unlink', 'mkdir', 'rmdir', 'chown'];

/** RUNS=10 goes through nearly all of them. */
const ROUNDS = Number(process.env.RUNS ?? 3);

const child = ({ attempt }: Host, at: number, command: string) => attempt(`${process.execPath} ${CHILD} ${at} ${command}`);

/** Lets the command run to its end, and spreads the rounds over the calls that it made. */
function momentsOf(host: Host, command: string): readonly number[] {
  const calls = (JSON.parse(child(host, 0, command).stderr) as { index: number; name: string }[]).filter(({ name }) => SEEN.includes(name));
  return Array.from({ length: ROUNDS }, (_, round) => calls[Math.floor((round * (calls.length - 1)) / (ROUNDS - 1))]?.index ?? 0);
}

const sites = ({ get }: Host) => [get('blog.example.net'), get('wiki.example.net'), get('nobody.example.net')];

describeWith(['namespaces', 'nginx'], 'killed', () => {
  it.each([['conf.d/*.conf', 'conf.d'], ['sites-enabled/*', 'sites-enabled']])('at any moment, with the sites in %s', async (_, home) => {
    await buildChild();
    const folder = stackFolder('--yes', '--domain', 'shop.example.org');
    const site = (name: string, text: string) => [`${home}/${name}.conf`, `server { listen 80; listen [::]:80; ${text} }\n`] as const;
    const host = await makeHost(folder, Object.fromEntries([site('a', 'server_name _; return 200 "default\\n";'), site('blog', 'server_name blog.example.net; return 200 "blog\\n";'), site('wiki', 'server_name wiki.example.net; root /srv/wiki;')]));
    host.sh('nginx');
    const turn = (from: string, to: string) => ['nginx/shop.conf', 'nginx/shop.d/local.conf'].forEach((path) => edit(folder, path, from, to));
    const [without, answers] = [host.state(), sites(host)];
    const first = momentsOf(host, 'install');
    const old = host.state();
    turn('#', '# new:');
    const second = momentsOf(host, 'install');
    const next = host.state();
    const last = momentsOf(host, 'uninstall');
    expect([host.state(), new Set([without, old, next]).size]).toEqual([without, 3]);

    const killed = (at: number, command: string, goal: string) => {
      expect(child(host, at, command).code).toBe(137);
      expect([host.attempt('nginx -t').code, sites(host)]).toEqual([0, answers]);
      expect(host.tool(command)).toMatchObject({ code: 0, stderr: '' });
      expect([host.state(), sites(host)]).toEqual([goal, answers]);
    };
    for (let round = 0; round < ROUNDS; round++) {
      turn('# new:', '#');
      killed(first[round] ?? 0, 'install', old);
      turn('#', '# new:');
      killed(second[round] ?? 0, 'install', next);
      killed(last[round] ?? 0, 'uninstall', without);
    }
  }, 600_000);
});
