import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: those of the mutated floors, without the slow end-to-end ones. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    include: ['test/{relay,handlers,platforms}/**/*.test.ts'],
    pool: 'threads',
  },
});
