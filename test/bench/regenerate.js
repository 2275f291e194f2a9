// Regenerating a compose file of 10, 100 and 1,000 services with as many hand edits, beside one parse of the same file.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parseDocument } from 'yaml';
import { fixed, spread, table } from './measure.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
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

/** Prints milliseconds, the ratio to one parse and to the time a service took in the smallest file. Budget: 6 parses, linear. */
export async function run() {
  const { mergeYaml } = await load();
  const rows = [10, 100, 1000].map((count) => {
    const [base, mine, next] = [compose(count, '128M', false), compose(count, '128M', true), compose(count, '256M', false)];
    const pairs = Array.from({ length: ROUNDS }, () => {
      const parse = timed(() => parseDocument(mine, { keepSourceTokens: true }));
      return { parse, merge: timed(() => mergeYaml(base, mine, next, () => undefined)) };
    }).slice(1);
    const merge = spread(pairs.map((pair) => pair.merge));
    const ratio = spread(pairs.map((pair) => pair.merge / pair.parse));
    return [`${count} services, ${count} edits`, `${merge.median.toFixed(1)} ms`, `${(merge.median / count).toFixed(2)} ms each`, `× ${fixed(ratio.median)} one parse`, `(${fixed(ratio.low)} to ${fixed(ratio.high)})`];
  });
  table('Regenerating docker-compose.yml', rows);
}
