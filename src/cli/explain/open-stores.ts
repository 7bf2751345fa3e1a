import { readFileSync } from 'node:fs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { sdkParameters } from '../../aws/sdk-parameters.ts';
import { createStores } from '../../aws/stores.ts';
import { parseStore } from '../../event/parse-store.ts';
import type { Stores } from '../../delivery/stores-port.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The store of a configuration file under whatever name it is asked for, or the stores of Parameter Store.
 *
 * @throws UsageError there is neither a file nor `STORES_PATH`. @throws ConfigError the file is no configuration.
 */
export function openStores(
  { config, store = 'of the file' }: { readonly config?: string; readonly store?: string },
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): Stores {
  if (config !== undefined) {
    const parsed = parseStore(store, textOf(config));
    return { get: async () => parsed, refresh: async () => parsed };
  }
  const path = env['STORES_PATH']?.trim().replace(/\/+$/, '');
  if (!path) {
    throw new UsageError("Name the store's configuration: --config <file>, or set STORES_PATH.");
  }
  const readParameter = sdkParameters(new SSMClient({}));
  return createStores({ readParameter, path, ttlMs: 60_000, now });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  }
}
