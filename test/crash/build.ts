/** child.ts as one file that a plain node runs: as small as can be, because it is started hundreds of times. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../support/stacks.ts';

/** Whatever is imported but not used is left out. */
const pure: Plugin = {
  name: 'pure',
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /.*/ }, async ({ pluginData, path, ...more }) => {
      if (pluginData === 'resolved' || more.kind === 'entry-point') return undefined;
      const found = await resolve(path, { ...more, pluginData: 'resolved' });
      return { ...found, sideEffects: false };
    }),
};

export async function buildChild(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'crash-')), 'child.mjs');
  const banner = { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" };
  const entryPoints = [join(ROOT, 'test/crash/child.ts')];
  await build({ entryPoints, outfile, bundle: true, minify: true, format: 'esm', platform: 'node', banner, plugins: [pure], logLevel: 'warning' });
  return outfile;
}
