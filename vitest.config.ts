import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Embedded SQS, DynamoDB and shops listen on real sockets: slow machines get time, waits are on conditions.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Vitest leaves one core to its watcher otherwise: on two cores that would double the time.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/generated/**', 'src/main/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
