import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Pure code, in memory: these files leave nothing behind and can share a process, which saves most of their time. */
const IN_MEMORY = [
  'test/{event,http,util,config,telemetry,message}/**/*.test.ts',
  'test/{delivery,rate-limit,sources,platforms,consume,producer,receive,dead-letters}/**/*.test.ts',
  'test/{schemas,bench}/**/*.test.ts',
  'test/cli/trace/*.test.ts',
  'test/*.test.ts',
];
/** They change the environment of their process. */
const CHANGE_ENVIRONMENT = ['test/dead-letters/archive/function.test.ts'];
/** They start processes, servers or browsers. */
const ON_THEIR_OWN = ['test/**/*.test.ts'];
/** Folders with packages of their own: `npm run test:witnesses`, `test:dynamodb-local`, `mutation`, `coverage`. */
const WITH_PACKAGES = ['test/{witnesses,quality,dynamodb-local}/**'];
const inMemory = {
  name: 'in memory',
  include: IN_MEMORY,
  exclude: CHANGE_ENVIRONMENT,
  isolate: false,
};
const onTheirOwn = {
  name: 'on their own',
  include: ON_THEIR_OWN,
  exclude: [...IN_MEMORY, ...WITH_PACKAGES],
};

// The tests start many processes: they find the compiled code of the first one. Coverage would be less exact with it.
if (!process.argv.includes('--coverage')) {
  // oxlint-disable-next-line node/no-process-env -- the workers and what they start inherit it
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node');
}

export default defineConfig({
  test: {
    // Vitest leaves one core to its watcher otherwise. One worker more than cores: many wait for sockets and processes.
    maxWorkers: availableParallelism() + 1,
    globalSetup: ['test/support/remove-package.ts'],
    projects: [
      { extends: true, test: inMemory },
      { extends: true, test: onTheirOwn },
      { extends: true, test: { name: 'environment', include: CHANGE_ENVIRONMENT } },
    ],
    // Embedded SQS, DynamoDB and shops listen on real sockets: slow machines get time, waits are on conditions.
    testTimeout: 30_000,
    hookTimeout: 30_000,
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
