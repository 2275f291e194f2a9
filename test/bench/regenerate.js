// Regenerating a compose file of 10, 100 and 1,000 services with as many hand edits, beside one parse of the same file.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import { less, spread } from './measure.js';
import { root } from './peers.js';
import { table } from './results.js';

const ROUNDS = 7;

/** The merge itself, as the program has it. */
async function load() {
  const outfile = join(root, '.tools', 'bench', 'merge.mjs');
  await build({ entryPoints: [join(root, 'src/regenerate/yaml/merge.ts')], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error', alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') } });
  return await import(pathToFileURL(outfile).href);
}

const service = (index, memory, edited) => `  service-${index}:
    image: "registry.example.com/service-${index}:1.0"
    networks: [default]${edited ? '   # mine' : ''}
    environment:
      NUMBER: "${index}"
${edited ? `      OWN_${index}: "yes"\n` : ''}    deploy:
      resources:
        limits: {memory: ${memory}, pids: 64}
`;

const compose = (count, memory, edited) =>
  `name: bench\n\nservices:\n${Array.from({ length: count }, (_, index) => service(index, memory, edited)).join('\n')}\nnetworks:\n  default: {}\n`;

function timed(work) {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const shown = (times) => `${spread(times).median.toFixed(1)} ms`;

/** Prints the time of a merge beside one parse of the same file; what grows faster than the file shows in the ratio. */
export async function run() {
  const { mergeYaml } = await load();
  const rows = [10, 100, 1000].map((count) => {
    const [base, mine, next] = [compose(count, '128M', false), compose(count, '128M', true), compose(count, '256M', false)];
    const pairs = Array.from({ length: ROUNDS }, () => ({
      parse: timed(() => parseDocument(mine, { keepSourceTokens: true })),
      merge: timed(() => mergeYaml(base, mine, next, () => undefined)),
    })).slice(1);
    const [merges, parses] = [pairs.map(({ merge }) => merge), pairs.map(({ parse }) => parse)];
    return [`regenerate: ${count} services, as many edits`, shown(merges), `one parse: ${shown(parses)}`, less(merges, parses), 'at most 6'];
  });
  table('Regenerating docker-compose.yml', rows);
}
