// src/ → dist/: one bundle, split where a command is loaded only when it is run. Node runs this; nothing is downloaded.
import { rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';
import { forEsbuild as templates } from './templates.js';

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.12',
  // Without keepNames: the names of functions would take 9 kB of the 150 that the package may have (design.md §8).
  minify: true,
  metafile: true,
  logLevel: 'warning',
  plugins: [templates],
  alias: {
    // The same library as ES modules, of which only what we use is taken.
    yaml: './node_modules/yaml/browser/dist/index.js',
    // It retries when too many files are open at once; we write one after the other.
    'graceful-fs': 'node:fs',
    'fs-extra/esm': './node_modules/fs-extra/lib/output-file/index.js',
  },
  // What is still CommonJS asks for Node's own modules this way.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});
mkdirSync('.tools', { recursive: true });
writeFileSync('.tools/bundle.json', JSON.stringify(metafile));
