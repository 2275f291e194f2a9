// src/ → dist/: one bundle, split where a command is loaded only when it is run. Node runs this; nothing is downloaded.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { minifySync } from 'oxc-minify';
import { forEsbuild as templates } from './templates.js';

/**
 * YAML's core schema with merge keys, and the failsafe one by which files are merged: to take 3.10 for a number is to lose its
 * zero. No stack and no compose file has the dates, sets and base-60 numbers of YAML 1.1.
 */
const yamlTags = {
  name: 'yaml-tags',
  setup: ({ onLoad }) => onLoad({ filter: /yaml\/browser\/dist\/schema\/tags\.js$/ }, () => ({
    contents: `
      import { map } from './common/map.js';
      import { seq } from './common/seq.js';
      import { string } from './common/string.js';
      import { schema } from './core/schema.js';
      import { merge } from './yaml-1.1/merge.js';
      const schemas = { core: schema, failsafe: [map, seq, string] };
      export const coreKnownTags = { 'tag:yaml.org,2002:merge': merge };
      export const getTags = (customTags, name, addMergeTag) => [...schemas[name], ...(addMergeTag ? [merge] : [])];`,
  })),
};

/** Rendering only writes YAML: `create` then does not load a parser. esbuild splits by files, and the library's index names them all. */
const yamlWriter = {
  name: 'yaml-writer',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^yaml$/ }, ({ importer }) => (importer.includes('/src/render/') ? { path: 'yaml', namespace: 'yaml-writer' } : undefined));
    onLoad({ filter: /./, namespace: 'yaml-writer' }, () => ({
      resolveDir: resolve('node_modules/yaml/browser/dist'),
      contents: `
        export { Document } from './doc/Document.js';
        export { isMap, isScalar, isSeq } from './nodes/identity.js';
        export { Pair } from './nodes/Pair.js';
        export { Scalar } from './nodes/Scalar.js';
        export { visit } from './visit.js';`,
    }));
  },
};

/** What nobody asks for and no bundler can drop: promises around Node's functions and fs-extra's own, and the dates of TOML files. */
const unasked = {
  name: 'unasked',
  setup({ onLoad }) {
    onLoad({ filter: /fs-extra\/lib\/fs\/index\.js$/ }, () => ({ contents: "module.exports = require('node:fs');" }));
    onLoad({ filter: /universalify\/index\.js$/ }, () => ({ contents: 'exports.fromCallback = exports.fromPromise = (work) => work;' }));
    onLoad({ filter: /smol-toml\/dist\/date\.js$/ }, () => ({ contents: 'export class TomlDate { isValid() { return true; } }' }));
  },
};

/** The names of functions stay, for error reports. esbuild would add a call to each instead, which takes three times as much. */
function minified(path, code) {
  const keepNames = { function: true, class: true };
  const result = minifySync(path, code, { module: true, compress: { target: 'es2023', keepNames }, mangle: { toplevel: true, keepNames } });
  if (result.errors.length > 0) throw new Error(`${path}: ${result.errors[0].message}`);
  return result.code;
}

const { metafile, outputFiles } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20.12',
  minifySyntax: true,
  metafile: true,
  logLevel: 'warning',
  plugins: [templates, yamlWriter, yamlTags, unasked],
  alias: {
    // The same library as ES modules, of which only what we use is taken.
    yaml: './node_modules/yaml/browser/dist/index.js',
    'fs-extra/esm': './node_modules/fs-extra/lib/output-file/index.js',
  },
  // What is still CommonJS asks for Node's own modules this way.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const { path, text } of outputFiles) writeFileSync(path, minified(path, text));
mkdirSync('.tools', { recursive: true });
writeFileSync('.tools/bundle.json', JSON.stringify(metafile));
