// npm run bench [-- cli|size|…]: what it costs, as ratios to something run in the same minute. Asserts nothing.
import { keep, machine } from './results.js';

/** A benchmark prints its own rows; its name is its file's or folder's. */
const benchmarks = {
  cli: () => import('./cli.js'),
  size: () => import('./size.js'),
  regenerate: () => import('./regenerate.js'),
  engine: () => import('./engine/index.js'),
  deploy: () => import('./engine/deploy.js'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}

console.log(`${machine}\n`);
for (const [name, load] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { run } = await load();
  await run();
  keep(name);
}
console.log('README.md has the table of all that, test/bench/results.svg the chart.');
