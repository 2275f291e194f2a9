// npm run bench [-- cli|size|…]: what it costs, as ratios to something run in the same minute. Asserts nothing.
import { availableParallelism, cpus, totalmem } from 'node:os';

/** A benchmark prints its own rows; its name is its file's or folder's. */
const benchmarks = {
  cli: () => import('./cli.js'),
  size: () => import('./size.js'),
  regenerate: () => import('./regenerate.js'),
  engine: () => import('./engine/index.js'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}

const memory = Math.round(totalmem() / 2 ** 30);
console.log(`${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.versions.node}\n`);
for (const [name, load] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { run } = await load();
  await run();
}
