import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { WaitError } from '../event/errors.ts';
import { type Http, HttpError } from '../http/http.ts';
import { memberOf } from '../util/is-record.ts';

export interface LineKeysDeps {
  readonly http: Http;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Keys are read again after this time, in milliseconds. */
const MAX_AGE_MS = 3_600_000;
/** An unknown key id makes the keys be read again, but not more often than this, in milliseconds. */
const PACE_MS = 60_000;
/** After a failure no new try is made for this time, in milliseconds: each would keep a browser waiting. */
const REST_MS = 5_000;
/** The store and the queue get two tries each; the keys must leave time for them. */
const TIMEOUT_MS = 1_500;
/** LINE publishes a handful. */
const MOST_KEYS = 100;

interface KeySet {
  readonly find: JWTVerifyGetKey;
  /** When it was read, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The public keys at one address, read at the first use and kept. Requests that need them at the same time wait for one
 * call. Anybody can send a token with an invented key id, so such a token is refused without a call most of the time.
 *
 * @returns finds the key of a token. It throws `JWKSNoMatchingKey` where there is none, and `WaitError` where the keys
 * cannot be read now.
 */
export function openLineKeys(url: URL, { http, now }: LineKeysDeps): JWTVerifyGetKey {
  let known: KeySet | undefined;
  let failedAt = -Infinity;
  let reading: Promise<KeySet> | undefined;
  const read = async (): Promise<KeySet> => {
    try {
      return (known = { find: await readKeys(url, http), at: now() });
    } catch (error) {
      failedAt = now();
      throw error;
    } finally {
      reading = undefined;
    }
  };
  const notOlderThan = async (ageMs: number): Promise<KeySet> => {
    if (known && now() - known.at < ageMs) return known;
    if (now() - failedAt < REST_MS)
      throw new WaitError('the keys of LINE could not be read just now');
    return (reading ??= read());
  };
  return async (header, token) => {
    const keys = await notOlderThan(MAX_AGE_MS);
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const fresh = await notOlderThan(PACE_MS);
      if (fresh === keys) throw error;
      return fresh.find(header, token);
    }
  };
}

/** Follows no redirect. @throws WaitError */
async function readKeys(url: URL, http: Http): Promise<JWTVerifyGetKey> {
  const call = { method: 'GET', url, headers: {}, timeoutMs: TIMEOUT_MS } as const;
  const { status, body } = await http(call).catch((error: unknown) => {
    if (error instanceof HttpError) throw new WaitError(`the keys of LINE: ${error.message}`);
    throw error;
  });
  const keys = memberOf(body, 'keys');
  const isReadable = status === 200 && Array.isArray(keys) && keys.length <= MOST_KEYS;
  if (!isReadable) throw new WaitError(`the keys of LINE: answer ${status} without keys`);
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library checks it
    return createLocalJWKSet(body as JSONWebKeySet);
  } catch {
    throw new WaitError(`the keys of LINE: answer ${status} with a list that holds no keys`);
  }
}
