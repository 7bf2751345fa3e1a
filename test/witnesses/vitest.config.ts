import { defineConfig } from 'vitest/config';

/** What libraries of others say about the relay's work; their packages are those of this folder. */
export default defineConfig({
  test: {
    include: ['test/witnesses/*.test.ts'],
    testTimeout: 30_000,
    pool: 'forks',
  },
});
