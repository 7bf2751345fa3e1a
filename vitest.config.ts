import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The tests start many processes: they find the compiled code of the first one. Coverage would be less exact with it.
if (!process.argv.includes('--coverage')) {
  // oxlint-disable-next-line node/no-process-env -- the workers and what they start inherit it
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node');
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Folders with packages of their own: `npm run test:witnesses`, `test:dynamodb-local`, `mutation`, `coverage`.
    exclude: ['test/{witnesses,quality,dynamodb-local}/**'],
    // Test files share a worker, which loads the packages once. What a file leaves in the environment is taken back.
    isolate: false,
    setupFiles: ['test/support/own-environment.ts', 'test/support/fixed-seed.ts'],
    // Vitest leaves one core to its watcher otherwise. Two workers more than cores: many wait for sockets and processes.
    maxWorkers: availableParallelism() + 2,
    globalSetup: ['test/support/remove-package.ts'],
    // Embedded SQS, DynamoDB and shops listen on real sockets: slow machines get time, waits are on conditions.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    coverage: {
      provider: 'custom',
      customProviderModule: 'test/quality/node_modules/@vitest/coverage-v8/dist/index.js',
      include: ['src/**/*.ts'],
      exclude: ['src/generated/**', 'src/main/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
