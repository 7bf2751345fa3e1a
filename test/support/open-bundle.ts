import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ZippedFunction } from './function-zip.ts';
import { sharedBundles } from './package-service.ts';
import { startBootstrap } from './start-bootstrap.ts';

/** The bundles that the zips hold. */
export interface Bundles {
  /** Holds a folder per function, like `dist`. */
  readonly folder: string;
  /** Starts the function in its own process; `close` kills it with SIGKILL. */
  open(env: Readonly<Record<string, string>>): Promise<ZippedFunction>;
  close(): Promise<void>;
}

/** Only the first step of packaging, for tests that need neither the template nor the zip. */
export async function buildBundles(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'signup-relay-bundles-'));
  await cp(await sharedBundles(), folder, { recursive: true });
  return {
    folder,
    open: async (env) => {
      const bootstrap = await startBootstrap(folder, 'consume/consume.handler', env);
      return {
        invoke: (event, { remainingMs = 30_000 } = {}) =>
          bootstrap.call({ id: randomUUID(), event, remainingMs }),
        close: () => bootstrap.end(),
      };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
