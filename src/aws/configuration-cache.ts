import { ConfigError, WaitError } from '../event/errors.ts';

interface CacheDeps<T> {
  /** @throws RejectedError there is none of this name. @throws WaitError it cannot be read, or it is invalid. */
  readonly read: (name: string) => Promise<T>;
  /** How long a configuration is used before it is read again, in milliseconds. */
  readonly ttlMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1): spreads the ages, so that a fleet does not read all at once. @default 0.5: each lives for exactly `ttlMs` */
  readonly random?: (() => number) | undefined;
  /** Told each time when an old configuration is used because it cannot be read now. */
  readonly onStale?: ((name: string) => void) | undefined;
}

export interface ConfigurationCache<T> {
  /** @throws as `read` does. */
  get(name: string): Promise<T>;
  /**
   * Reads again, unless the configuration in use is another one than the refused one already.
   *
   * @param isRefused whether a configuration is the one that must not be used any longer.
   */
  refresh(name: string, isRefused: (value: T) => boolean): Promise<T>;
}

interface Known<T> {
  readonly value: T;
  /** Milliseconds since the epoch, like all times here. */
  readonly readAt: number;
  /** Until then it is used without another read. */
  readonly freshUntil: number;
}

interface Failure {
  readonly error: unknown;
  readonly failedAt: number;
}

/** How long a failure is cached, in milliseconds, so that a flood of unknown names causes few reads. */
const FAILURE_TTL_MS = 5_000;

/** How long a configuration goes on being used while it cannot be read, in milliseconds. */
const STALE_MS = 600_000;

/** Shortest time between two reads of a configuration that was refused, in milliseconds. */
const REFRESH_GAP_MS = 1_000;

/** Ages differ by up to this part of their length, in each direction. */
const SPREAD = 0.1;

/** Most configurations in memory. A fleet of stores beyond it would be read again and again: each takes a few KB. */
const MOST_KNOWN = 20_000;

/** Most failures in memory. */
const MOST_FAILURES = 1_000;

/**
 * Caches what is read by name. Parallel calls for one name share one read. Senders choose names, so failures have a map of
 * their own: names that do not exist never push out a configuration that is in use.
 */
export function createConfigurationCache<T>(deps: CacheDeps<T>): ConfigurationCache<T> {
  const { ttlMs, now, random = () => 0.5, onStale = () => undefined } = deps;
  const known = new Map<string, Known<T>>();
  const failures = new Map<string, Failure>();
  const running = new Map<string, Promise<T>>();

  const readNow = async (name: string): Promise<T> => {
    try {
      const value = await deps.read(name);
      const readAt = now();
      const lifeMs = ttlMs * (1 + SPREAD * (2 * random() - 1));
      keep(known, MOST_KNOWN, name, { value, readAt, freshUntil: readAt + lifeMs });
      failures.delete(name);
      return value;
    } catch (error) {
      if (!isUnreachable(error)) known.delete(name);
      keep(failures, MOST_FAILURES, name, { error, failedAt: now() });
      throw error;
    }
  };
  const read = (name: string): Promise<T> => {
    const shared = running.get(name);
    if (shared) return shared;
    const reading = readNow(name).finally(() => running.delete(name));
    running.set(name, reading);
    return reading;
  };
  const failedWithin = (name: string, ms: number): Failure | undefined => {
    const failure = failures.get(name);
    return failure && now() - failure.failedAt < ms ? failure : undefined;
  };
  /** @throws the error where there is nothing that may be used instead. */
  const oldOf = (name: string, error: unknown): T => {
    const old = known.get(name);
    if (!old || !isUnreachable(error) || now() - old.readAt >= STALE_MS) throw error;
    onStale(name);
    return old.value;
  };

  return {
    async get(name) {
      const current = known.get(name);
      if (current && now() < current.freshUntil) return current.value;
      const failure = failedWithin(name, Math.min(ttlMs, FAILURE_TTL_MS));
      if (failure) return oldOf(name, failure.error);
      return read(name).catch((error: unknown) => oldOf(name, error));
    },
    async refresh(name, isRefused) {
      await running.get(name)?.catch(() => undefined);
      const current = known.get(name);
      if (current && !isRefused(current.value)) return current.value;
      // Checked after the wait, because another call may have read meanwhile.
      const failure = failedWithin(name, REFRESH_GAP_MS);
      if (failure) throw failure.error;
      const isYoung = current !== undefined && now() - current.readAt < REFRESH_GAP_MS;
      return isYoung ? current.value : read(name);
    },
  };
}

/** The read itself failed. A configuration that is gone or invalid must not go on being used. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof WaitError && !(error.cause instanceof ConfigError);

function keep<E>(entries: Map<string, E>, most: number, name: string, entry: E): void {
  entries.delete(name);
  entries.set(name, entry);
  const [oldest] = entries.keys();
  if (entries.size > most && oldest !== undefined) entries.delete(oldest);
}
