// Node 22 and newer keep what they compiled, which makes the next start quicker.
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

if (enableCompileCache) enableCompileCache();

const bundle = join(__dirname, '..', 'dist', 'main.js');
if (existsSync(bundle)) {
  import('../dist/main.js').then(({ start }) => start());
} else {
  console.error('This is a clone that was not built yet: npm ci && npm run build');
  process.exit(1);
}
