import { defineConfig } from 'vitest/config';
import { forVitest } from '../.ci/templates.js';

/** They bind ports of the host and kill the engine: one file after the other, and after all others. */
const ALONE = ['test/real/**/*.test.ts', 'test/page/images.test.ts'];

export default defineConfig({
  plugins: [forVitest],
  test: {
    root: new URL('..', import.meta.url).pathname,
    // Each waits much for programs that it has started: the default leaves one processor of two to do nothing.
    maxWorkers: '100%',
    restoreMocks: true,
    expect: { requireAssertions: true },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: ALONE, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'real', include: ALONE, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
