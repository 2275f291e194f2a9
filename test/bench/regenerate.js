// Regenerating a file of 10, 100 and 1,000 services with as many hand edits, beside one parse of the same file.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import { less, spread } from './measure.js';
import { root } from './peers.js';
import { table } from './results.js';

const ROUNDS = 9;
const SIZES = [10, 100, 1000];

/** The merges and the reader of nginx files, as the program has them. */
async function load() {
  const outfile = join(root, '.tools', 'bench', 'merge.mjs');
  const contents = `export { mergeYaml } from './src/regenerate/yaml/merge.ts';
    export { mergeNginx } from './src/regenerate/nginx/merge.ts';
    export { readFile } from './src/regenerate/nginx/blocks.ts';`;
  await build({ stdin: { contents, resolveDir: root }, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error', alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') } });
  return await import(pathToFileURL(outfile).href);
}

const many = (count, of) => Array.from({ length: count }, (_, index) => of(index)).join('\n');

const service = (memory, edited) => (index) => `  service-${index}:
    image: "registry.example.com/service-${index}:1.0"
    networks: [default]${edited ? '   # mine' : ''}
    environment:
      NUMBER: "${index}"
${edited ? `      OWN_${index}: "yes"\n` : ''}    deploy:
      resources:
        limits: {memory: ${memory}, pids: 64}
`;

const compose = (count, memory, edited) => `name: bench\n\nservices:\n${many(count, service(memory, edited))}\nnetworks:\n  default: {}\n`;

const location = (timeout, edited) => (index) => `    # What service ${index} answers.
    location /service-${index}/ {
        proxy_pass http://service_${index};
        proxy_read_timeout ${timeout};
${edited ? `        add_header X-Own-${index} "yes"; # mine\n` : ''}    }
`;

const site = (count, timeout, edited) => `server {\n    listen 80;\n    server_name bench.example;\n\n${many(count, location(timeout, edited))}}\n`;

/** Milliseconds of the processor, so that what else runs here counts for little; small work is done many times. */
function timed(work, times) {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time++) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}

const shown = (times) => `${spread(times).median.toFixed(1)} ms`;

/** A row: a merge beside one parse of the same file in the same round; what grows faster than the file shows in the ratio. */
function measured(count, what, parse, merge) {
  const times = Math.max(...SIZES) / count;
  const pairs = Array.from({ length: ROUNDS }, () => ({ parse: timed(parse, times), merge: timed(merge, times) })).slice(2);
  const [merges, parses] = [pairs.map((pair) => pair.merge), pairs.map((pair) => pair.parse)];
  return [`${count} services, as many ${what}`, shown(merges), `one parse: ${shown(parses)}`, less(merges, parses), 'at most 6'];
}

/** Prints one table a kind of file: edits that are kept, and edits that are all in conflict. */
export async function run() {
  const { mergeYaml, mergeNginx, readFile } = await load();
  const undecided = () => undefined;
  const kinds = [
    ['docker-compose.yml', compose, ['128M', '192M', '256M'], mergeYaml, (text) => parseDocument(text, { keepSourceTokens: true })],
    ['the nginx site', site, ['60s', '75s', '90s'], mergeNginx, readFile],
  ];
  for (const [title, text, [old, own, fresh], merge, parse] of kinds) {
    const rows = [['edits', old], ['conflicts', own]].flatMap(([what, here]) => SIZES.map((count) => {
      const [base, mine, next] = [text(count, old, false), text(count, here, true), text(count, fresh, false)];
      return measured(count, what, () => parse(mine), () => merge(base, mine, next, undecided));
    }));
    table(`Regenerating ${title}`, rows);
  }
}
