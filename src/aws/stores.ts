import type { Stores } from '../delivery/stores-port.ts';
import { ConfigError, RejectedError, WaitError } from '../event/errors.ts';
import { parseStore } from '../event/parse-store.ts';
import type { Store } from '../generated/types.ts';
import type { ReadParameter } from './parameters.ts';
import { kindOfError, unavailable } from './unavailable.ts';

interface StoresDeps {
  readonly readParameter: ReadParameter;
  /** Prefix of the SecureStrings `<path>/<name>`. */
  readonly path: string;
  /** How long a store is cached, in milliseconds. */
  readonly ttlMs: number;
  readonly now: () => number;
  /** Reads a configuration, or throws `ConfigError`. @default `parseStore`, which knows the schema only */
  readonly parse?: (name: string, text: string) => Store | Promise<Store>;
}

interface Entry {
  readonly store: Promise<Store>;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
  /** How long the entry is valid, in milliseconds. */
  readonly ttlMs: number;
}

/** How long a failure is cached, in milliseconds, so that a flood of unknown stores causes few reads. */
const FAILURE_TTL_MS = 5_000;

/** Shortest time between two reads of a store whose token the platform refuses, in milliseconds. */
const REFRESH_GAP_MS = 1_000;

/** The cache is limited, because senders choose the names of stores. */
const MAX_ENTRIES = 1_000;

/** Stores from Parameter Store, with a cache. Parallel calls for one store share one read. */
export function createStores(deps: StoresDeps): Stores {
  const { ttlMs, now } = deps;
  const entries = new Map<string, Entry>();

  const keep = (name: string, entry: Entry): void => {
    entries.delete(name);
    entries.set(name, entry);
    const [oldest] = entries.keys();
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
  };
  const read = async (name: string): Promise<Store> => {
    const entry: Entry = { store: readStore(deps, name), readAt: now(), ttlMs };
    keep(name, entry);
    try {
      return await entry.store;
    } catch (error) {
      if (entries.get(name) === entry) {
        keep(name, { ...entry, readAt: now(), ttlMs: Math.min(ttlMs, FAILURE_TTL_MS) });
      }
      throw error;
    }
  };
  const fresh = (name: string, ageMs?: number): Promise<Store> | undefined => {
    const entry = entries.get(name);
    return entry && now() - entry.readAt < (ageMs ?? entry.ttlMs) ? entry.store : undefined;
  };

  return {
    get: (name) => fresh(name) ?? read(name),
    async refresh(name, refusedToken) {
      const current = await entries.get(name)?.store.catch(() => undefined);
      if (current && current.accessToken !== refusedToken) return current;
      // Checked again, because another call may have started a read meanwhile.
      return fresh(name, REFRESH_GAP_MS) ?? read(name);
    },
  };
}

async function readStore(
  { readParameter, path, parse = parseStore }: Pick<StoresDeps, 'readParameter' | 'path' | 'parse'>,
  name: string,
): Promise<Store> {
  const text = await readParameter(`${path}/${name}`).catch((error: unknown) => {
    // The name comes from a sender and stays out of the text.
    throw unavailable('Parameter Store', error, rightOn(`the parameters below ${path}`));
  });
  if (text === undefined)
    throw new RejectedError(
      'unknown_store',
      `no store "${name}" is configured; put its configuration to the parameter ${path}/${name} or correct data.store, then replay`,
    );
  try {
    return await parse(name, text);
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
