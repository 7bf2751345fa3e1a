import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { ConfigError, RejectedError, WaitError } from '../errors.ts';
import type { Store } from '../generated/types.ts';
import { parseStore } from '../parse-store.ts';
import type { Stores } from '../relay/stores-port.ts';
import { unavailable } from './unavailable.ts';

interface StoresDeps {
  readonly client: SSMClient;
  /** Every store is the SecureString `<path>/<name>`. */
  readonly path: string;
  /** How long an answer is used, in milliseconds. */
  readonly ttlMs: number;
  readonly now: () => number;
}

interface Entry {
  readonly store: Promise<Store>;
  readonly readAt: number;
}

/** How long an answer that is no store is used, in milliseconds: a flood of unknown stores must not become a flood of reads. */
const FAILURE_TTL_MS = 5_000;
/** The least time between two reads of one store that platforms ask for by refusing its token, in milliseconds. */
const REFRESH_GAP_MS = 1_000;

/** Stores from Parameter Store; each is read once for all who ask at the same time. */
export function createStores(deps: StoresDeps): Stores {
  const { ttlMs, now } = deps;
  const entries = new Map<string, Entry>();

  const read = (name: string): Promise<Store> => {
    const entry: Entry = { store: readStore(deps, name), readAt: now() };
    entries.set(name, entry);
    entry.store.catch(() => {
      if (entries.get(name) !== entry) return;
      entries.set(name, { ...entry, readAt: now() - ttlMs + Math.min(ttlMs, FAILURE_TTL_MS) });
    });
    return entry.store;
  };

  return {
    get(name) {
      const entry = entries.get(name);
      return entry && now() - entry.readAt < ttlMs ? entry.store : read(name);
    },
    async refresh(name, refusedToken) {
      const entry = entries.get(name);
      const current = await entry?.store.catch(() => undefined);
      if (current && current.accessToken !== refusedToken) return current;
      if (entry && current && now() - entry.readAt < REFRESH_GAP_MS) return current;
      return read(name);
    },
  };
}

async function readStore({ client, path }: StoresDeps, name: string): Promise<Store> {
  let text: string | undefined;
  try {
    const command = new GetParameterCommand({ Name: `${path}/${name}`, WithDecryption: true });
    text = (await client.send(command)).Parameter?.Value;
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw unavailable('Parameter Store', error);
    throw new RejectedError(
      'unknown_store',
      `no store "${name}" is configured; put its configuration to the parameter ${path}/${name} or correct data.store, then replay`,
    );
  }
  try {
    return parseStore(name, text ?? '');
  } catch (error) {
    if (error instanceof ConfigError) throw new WaitError(error.message, { cause: error });
    throw error;
  }
}
