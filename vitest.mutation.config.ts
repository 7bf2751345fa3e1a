import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: those of the mutated floors, without the fuzzing, whole crowds and the end-to-end ones. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    include: ['test/{delivery,rate-limit,message,consume,receive,platforms}/**/*.test.ts'],
    exclude: ['**/{fuzz,convergence,order,crowd}.test.ts'],
    setupFiles: ['test/support/few-runs.ts'],
    pool: 'threads',
  },
});
