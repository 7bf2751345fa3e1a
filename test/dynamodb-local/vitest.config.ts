import { defineConfig } from 'vitest/config';

/** The suites that write to the ledger, on Amazon's own DynamoDB Local instead of the embedded one. */
export default defineConfig({
  test: {
    include: ['test/dynamodb-local/*.test.ts', 'test/aws/ledger/*.test.ts', 'test/e2e/*.test.ts'],
    globalSetup: ['test/dynamodb-local/start.ts', 'test/support/remove-package.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
