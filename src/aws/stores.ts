import type { Senders, Stores } from '../delivery/stores-port.ts';
import { ConfigError, RejectedError, WaitError } from '../event/errors.ts';
import { CONFIGURED_NAME } from '../event/event.ts';
import { parseSource, parseStore } from '../event/parse-store.ts';
import type { Store, StoreSource } from '../generated/types.ts';
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
}

interface SendersDeps extends ConfigurationDeps {
  /** Reads the parameter of a source, or throws `ConfigError`. @default `parseSource`, which knows the schema only */
  readonly parse?: (
    store: string,
    source: string,
    text: string,
  ) => StoreSource | Promise<StoreSource>;
}

interface StoresDeps extends ConfigurationDeps {
  /** Reads a configuration, or throws `ConfigError`. @default `parseStore`, which knows the schema only */
  readonly parse?: (name: string, text: string) => Store | Promise<Store>;
  /** Hears once of each store whose parameter still holds sources. */
  readonly onOwnSources?: (store: string) => void;
}

/** Shortest time between two reads of a store whose token the platform refuses, in milliseconds. */
const REFRESH_GAP_MS = 1_000;

/** Stores from Parameter Store, with a cache. Parallel calls for one store share one read. */
export function createStores(deps: StoresDeps): Stores {
  const reported = new Set<string>();
  const cache = createCache(deps, async (name: string): Promise<Store> => {
    const store = await readStore(deps, name);
    if (store.sources !== undefined && !reported.has(name)) {
      reported.add(name);
      deps.onOwnSources?.(name);
    }
    return store;
  });
  return {
    get: (name) => cache.get(name),
    async refresh(name, refusedToken) {
      const current = await cache.last(name)?.catch(() => undefined);
      if (current && current.accessToken !== refusedToken) return current;
      // Checked again, because another call may have started a read meanwhile.
      return cache.get(name, REFRESH_GAP_MS);
    },
  };
}

/** Sources from Parameter Store, with a cache as `createStores` has it. Reads no parameter of a shop. */
export function createSenders(deps: SendersDeps): Senders {
  const cache = createCache(deps, (key: string) => readSource(deps, key));
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

interface Entry<T> {
  readonly value: Promise<T>;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  /** How long the entry is valid, in milliseconds. */
  readonly ttlMs: number;
}

/** How long a failure is cached, in milliseconds, so that a flood of unknown names causes few reads. */
const FAILURE_TTL_MS = 5_000;

/** The cache is limited, because senders choose the names. */
const MAX_ENTRIES = 1_000;

interface Cache<T> {
  /** @param maxAgeMs age up to which a read value is good enough; absent means its own. */
  get(key: string, maxAgeMs?: number): Promise<T>;
  /** The newest value, of any age. */
  last(key: string): Promise<T> | undefined;
}

function createCache<T>(
  { ttlMs, now }: Pick<ConfigurationDeps, 'ttlMs' | 'now'>,
  readValue: (key: string) => Promise<T>,
): Cache<T> {
  const entries = new Map<string, Entry<T>>();

  const keep = (key: string, entry: Entry<T>): void => {
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
  };
  const read = async (key: string): Promise<T> => {
    const entry: Entry<T> = { value: readValue(key), readAt: now(), ttlMs };
    keep(key, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (entries.get(key) === entry) {
        keep(key, { ...entry, readAt: now(), ttlMs: Math.min(ttlMs, FAILURE_TTL_MS) });
      }
      throw error;
    }
  };
  return {
    get(key, maxAgeMs) {
      const entry = entries.get(key);
      const isFresh = entry && now() - entry.readAt < (maxAgeMs ?? entry.ttlMs);
      return isFresh ? entry.value : read(key);
    },
    last: (key) => entries.get(key)?.value,
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
  const { parse = parseStore } = deps;
  return waitIfInvalid(() => parse(name, text));
}

/** @param key `<store>/<source>`. @throws RejectedError there is no such source. */
async function readSource(deps: SendersDeps, key: string): Promise<StoreSource> {
  const [store = '', source = ''] = key.split('/');
  const text = await readText(deps, `${deps.path}/${key}`);
  if (text === undefined) throw new RejectedError('unknown_source', 'there is no such source');
  const { parse = parseSource } = deps;
  return waitIfInvalid(() => parse(store, source, text));
}

async function readText(
  { readParameter }: ConfigurationDeps,
  name: string,
): Promise<string | undefined> {
  return readParameter(name).catch((error: unknown) => {
    throw unavailable('Parameter Store', error);
  });
}

/** The configuration can be corrected, so signups wait for it. */
async function waitIfInvalid<T>(parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse();
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
