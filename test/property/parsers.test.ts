/** Generated stacks through the parsers that will read them: nginx takes all of them at once, compose some. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RawAnswers } from '../../src/stack/fields.ts';
import { someAnswers } from '../support/arbitraries.ts';
import { describeWith, tools, type ToolName } from '../support/need.ts';
import { tempFolder } from '../support/program.ts';
import { fileOf, found, make, proposing, writeTree, type Made } from '../support/stacks.ts';

const SEED = 20261123;
const CASES = 300;

/** Stacks of as many different kinds, each with a name and host names of its own. */
function generated(): readonly Made[] {
  const project = found(proposing({ module: 'bakery', settings: 'bakery.settings', requirements: 'requirements.txt' }));
  const made: Made[] = [];
  for (const raw of fc.sample(someAnswers, { seed: SEED, numRuns: 10 * CASES })) {
    const name = `s${made.length}`;
    const { module: _, ...others }: RawAnswers = raw;
    try {
      made.push(make({ ...others, name, domain: `${name}.example.org,www.${name}.example.org`, tls: 'none' }, project));
    } catch {
      continue;
    }
    if (made.length === CASES) break;
  }
  return made;
}

const stacks = generated();

it(`${CASES} of them are there`, () => {
  expect(stacks).toHaveLength(CASES);
});

/** A whole nginx around the sites; only what concerns the number of sites differs from a distribution's. */
function writeNginx(folder: string): string {
  const path = join(folder, 'nginx.conf');
  const hashes = ['server_names', 'map', 'variables'].map((name) => `${name}_hash_max_size 65536; ${name}_hash_bucket_size 256;`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  writeFileSync(path, `pid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${[...hashes, ...paths].join('\n')}\naccess_log off;\ninclude ${folder}/sites/*.conf;\n}\n`);
  mkdirSync(join(folder, 'sites'));
  mkdirSync(join(folder, 'log'));
  return path;
}

const NGINX: readonly ToolName[] = ['nginx', 'nginx-1.18', 'nginx-1.26', 'nginx-1.30'];
const there = NGINX.filter((name) => tools[name].find() !== undefined);

describeWith(['nginx', 'nginx-1.26'], `${CASES} generated sites beside each other`, ({ path }) => {
  it.each(there)('%s takes them, without a warning', (name) => {
    const folder = tempFolder();
    const main = writeNginx(folder);
    for (const made of stacks) {
      const site = fileOf(made, `nginx/${made.stack.name}.conf`).replaceAll('/var/log/nginx/', `${folder}/log/`);
      writeFileSync(join(folder, 'sites', `${made.stack.name}.conf`), site);
    }
    const { status, stderr } = spawnSync(path(name), ['-t', '-p', folder, '-c', main], { encoding: 'utf8' });
    expect(stderr.split('\n').filter((line) => /\[(warn|emerg|error)\]/.test(line)).slice(0, 5)).toEqual([]);
    expect(status).toBe(0);
  });
});

describeWith(['compose-2.26'], 'generated compose files', ({ path }) => {
  it('mean to docker compose what they mean to us', () => {
    for (const made of stacks.filter((_, index) => index % 12 === 0)) {
      const folder = tempFolder();
      writeTree(made, folder);
      appendFileSync(join(folder, '.env'), 'DATABASE_URL=postgres://x\n');
      const { status, stdout, stderr } = spawnSync(path('compose-2.26'), ['-f', join(folder, 'docker-compose.yml'), 'config', '--format', 'json'], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const { name, services } = JSON.parse(stdout) as { name: string; services: Record<string, { volumes?: { source: string }[] }> };
      expect([name, Object.keys(services).sort()]).toEqual([made.stack.name, made.services.filter(({ container }) => container).map(({ id }) => id).sort()]);
      const sources = Object.values(services).flatMap(({ volumes = [] }) => volumes.map(({ source }) => source));
      expect(sources.filter((source) => !source.startsWith(`${made.stack.volumesRoot}/`))).toEqual([]);
    }
  }, 120_000);
});
