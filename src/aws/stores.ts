import type { Senders, Stores } from '../delivery/stores-port.ts';
import { ConfigError, RejectedError, WaitError } from '../event/errors.ts';
import { CONFIGURED_NAME } from '../event/text.ts';
import type { Store, StoreSource } from '../generated/types.ts';
import { createConfigurationCache } from './configuration-cache.ts';
import type { ReadParameter } from './parameters.ts';
import { kindOfError, unavailable } from './unavailable.ts';

/** Reads configurations of one kind. */
interface ConfigurationDeps {
  readonly readParameter: ReadParameter;
  /** Prefix of the SecureStrings: `<path>/<store>`, or `<path>/<store>/<source>`. */
  readonly path: string;
  /** How long a configuration is cached, in milliseconds. */
  readonly ttlMs: number;
  readonly now: () => number;
  /** In [0, 1): spreads the ages of the cache. */
  readonly random?: () => number;
  /** Told each time when an old configuration is used because it cannot be read now. */
  readonly onStale?: (name: string) => void;
}

interface SendersDeps extends ConfigurationDeps {
  /** Reads the parameter of a source, or throws `ConfigError`. */
  readonly parse: (
    store: string,
    source: string,
    text: string,
  ) => StoreSource | Promise<StoreSource>;
}

interface StoresDeps extends ConfigurationDeps {
  /** Reads a configuration, or throws `ConfigError`. */
  readonly parse: (name: string, text: string) => Store | Promise<Store>;
  /** Hears once of each store whose parameter still holds sources. */
  readonly onOwnSources?: (store: string) => void;
}

/** Stores from Parameter Store, with a cache. */
export function createStores(deps: StoresDeps): Stores {
  const reported = new Set<string>();
  const cache = createConfigurationCache({
    ...deps,
    read: async (name: string): Promise<Store> => {
      const store = await readStore(deps, name);
      if (store.sources !== undefined && !reported.has(name)) {
        reported.add(name);
        deps.onOwnSources?.(name);
      }
      return store;
    },
  });
  return {
    get: (name) => cache.get(name),
    refresh: (name, refusedToken) =>
      cache.refresh(name, ({ accessToken }) => accessToken === refusedToken),
  };
}

/** Sources from Parameter Store, with a cache as `createStores` has it. Reads no parameter of a shop. */
export function createSenders(deps: SendersDeps): Senders {
  const cache = createConfigurationCache({ ...deps, read: (key) => readSource(deps, key) });
  return {
    async find(store, source) {
      if (!CONFIGURED_NAME.test(store) || !CONFIGURED_NAME.test(source)) return undefined;
      try {
        return await cache.get(`${store}/${source}`);
      } catch (error) {
        if (error instanceof RejectedError) return undefined;
        throw error;
      }
    },
  };
}

async function readStore(deps: StoresDeps, name: string): Promise<Store> {
  const parameter = `${deps.path}/${name}`;
  const text = await readText(deps, parameter);
  if (text === undefined)
    throw new RejectedError(
      'unknown_store',
      `no store "${name}" is configured; put its configuration to the parameter ${parameter} or correct data.store, then replay`,
    );
  return waitIfInvalid(() => deps.parse(name, text));
}

/** @param key `<store>/<source>`. @throws RejectedError there is no such source. */
async function readSource(deps: SendersDeps, key: string): Promise<StoreSource> {
  const [store = '', source = ''] = key.split('/');
  const text = await readText(deps, `${deps.path}/${key}`);
  if (text === undefined) throw new RejectedError('unknown_source', 'there is no such source');
  return waitIfInvalid(() => deps.parse(store, source, text));
}

async function readText(
  { readParameter, path }: ConfigurationDeps,
  name: string,
): Promise<string | undefined> {
  return readParameter(name).catch((error: unknown) => {
    // The name comes from a sender and stays out of the text.
    throw unavailable('Parameter Store', error, rightOn(`the parameters below ${path}`));
  });
}

/** The configuration can be corrected, so signups wait for it. */
async function waitIfInvalid<T>(parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof ConfigError) {
      throw new WaitError(error.message, { cause: error, isMisconfigured: true });
    }
    throw error;
  }
}

const rightOn = (of: string) => ({ right: 'ssm:GetParameter', of });

/**
 * Reads the key of the ledger's hashes.
 *
 * @throws WaitError it cannot be read, does not exist or is empty: every message waits.
 */
export async function readLedgerKey(readParameter: ReadParameter, name: string): Promise<string> {
  const key = await readParameter(name).catch((error: unknown) => {
    throw unavailable('Parameter Store', error, rightOn(`the parameter ${name}`));
  });
  if (key) return key;
  throw new WaitError(
    `the ledger key is missing: the parameter ${name} ${key === undefined ? 'does not exist' : 'is empty'}; put the same key there again, or a new one for a new ledger`,
    { isMisconfigured: true },
  );
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
