import type { Stores } from '../delivery/stores-port.ts';
import { ConfigError, RejectedError, WaitError } from '../event/errors.ts';
import { parseStore } from '../event/parse-store.ts';
import type { Store } from '../generated/types.ts';
import { createConfigurationCache } from './configuration-cache.ts';
import type { ReadParameter } from './parameters.ts';
import { kindOfError, unavailable } from './unavailable.ts';

interface StoresDeps {
  readonly readParameter: ReadParameter;
  /** Prefix of the SecureStrings `<path>/<name>`. */
  readonly path: string;
  /** How long a store is cached, in milliseconds. */
  readonly ttlMs: number;
  readonly now: () => number;
  /** In [0, 1): spreads the ages of the cache. */
  readonly random?: () => number;
  /** Told each time when an old configuration is used because it cannot be read now. */
  readonly onStale?: (name: string) => void;
  /** Reads a configuration, or throws `ConfigError`. @default `parseStore`, which knows the schema only */
  readonly parse?: (name: string, text: string) => Store | Promise<Store>;
}

/** Stores from Parameter Store, with a cache. */
export function createStores(deps: StoresDeps): Stores {
  const cache = createConfigurationCache({
    read: (name) => readStore(deps, name),
    ttlMs: deps.ttlMs,
    now: deps.now,
    random: deps.random,
    onStale: deps.onStale,
  });
  return {
    get: (name) => cache.get(name),
    refresh: (name, refusedToken) =>
      cache.refresh(name, ({ accessToken }) => accessToken === refusedToken),
  };
}

async function readStore(
  { readParameter, path, parse = parseStore }: Pick<StoresDeps, 'readParameter' | 'path' | 'parse'>,
  name: string,
): Promise<Store> {
  const text = await readParameter(`${path}/${name}`).catch((error: unknown) => {
    throw unavailable('Parameter Store', error);
  });
  if (text === undefined)
    throw new RejectedError(
      'unknown_store',
      `no store "${name}" is configured; put its configuration to the parameter ${path}/${name} or correct data.store, then replay`,
    );
  try {
    return await parse(name, text);
  } catch (error) {
    if (error instanceof ConfigError) throw new WaitError(error.message, { cause: error });
    throw error;
  }
}

/** @throws ConfigError the parameter does not exist or is empty. Never shows its value. */
export async function readSecret(readParameter: ReadParameter, name: string): Promise<string> {
  const unreadable = (why: string): ConfigError =>
    new ConfigError(`parameter ${name}`, [
      `it cannot be read (${why}); create it as a SecureString with at least 32 random characters`,
    ]);
  const value = await readParameter(name).catch((error: unknown) => {
    throw unreadable(kindOfError(error));
  });
  if (value === undefined) throw unreadable('ParameterNotFound');
  if (value === '') throw new ConfigError(`parameter ${name}`, ['it is empty']);
  return value;
}
