import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    restoreMocks: true,
    expect: { requireAssertions: true },
    testTimeout: 30_000,
  },
});
