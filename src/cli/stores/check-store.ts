import type { CallRecord } from '../../telemetry/call-record.ts';
import { WaitError } from '../../event/errors.ts';
import type { Store } from '../../generated/types.ts';
import type { Http } from '../../http/http.ts';
import { checkToken } from '../../platforms/check-token.ts';
import { PlatformError } from '../../delivery/platform-port.ts';
import { type Configuration, readConfiguration } from './read-configuration.ts';

/** What a check of one store found; free of secrets and data. */
export interface StoreCheck {
  readonly name: string;
  readonly ok: boolean;
  /** In a few words, for a person. */
  readonly result: string;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** The calls that were made: what, with which status, and how long it took. */
  readonly calls: readonly CallRecord[];
  /** How far the shop's clock is ahead of ours, in seconds; its `Date` header knows no parts of a second. */
  readonly clockAheadSeconds?: number;
}

interface CheckDeps {
  readonly http: Http;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Time for the calls to one shop, in milliseconds. */
const TIMEOUT_MS = 20_000;
/** A clock that is further off than this makes signatures and times wrong, in seconds. */
const MOST_SKEW = 30;

/** Validates a configuration and tries its token with calls that change nothing. Never rejects for what the shop does. */
export async function checkStore(name: string, text: string, deps: CheckDeps): Promise<StoreCheck> {
  const configuration = readConfiguration(name, text);
  const { store, mistakes, warnings } = configuration;
  if (!store) {
    const result = 'the configuration is invalid; the shop was not asked';
    return { name, ok: false, result, mistakes, warnings, calls: [] };
  }
  return askShop(name, store, configuration, deps);
}

async function askShop(
  name: string,
  store: Store,
  { warnings }: Configuration,
  { http, now }: CheckDeps,
): Promise<StoreCheck> {
  const calls: CallRecord[] = [];
  const base = { name, mistakes: [], calls };
  try {
    const startedAt = now();
    const answer = await checkToken(store, {
      http,
      now,
      timeoutMs: TIMEOUT_MS,
      onCall: (record) => void calls.push(record),
    });
    const lastTook = calls.at(-1)?.durationMs ?? 0;
    const between = Math.max(startedAt, now() - lastTook / 2);
    const skew = aheadSeconds(answer.headers['date'], between);
    return {
      ...base,
      ok: true,
      result: 'the shop takes the token',
      warnings: [...warnings, ...skewWarnings(skew)],
      ...(skew !== undefined && { clockAheadSeconds: skew }),
    };
  } catch (error) {
    if (!(error instanceof PlatformError || error instanceof WaitError)) throw error;
    return { ...base, ok: false, result: error.message, warnings };
  }
}

/** Undefined where the shop does not say its time. */
function aheadSeconds(date: string | undefined, ourMs: number): number | undefined {
  const theirs = Date.parse(date ?? '');
  // The header was cut to whole seconds.
  return Number.isNaN(theirs) ? undefined : Math.round((theirs + 500 - ourMs) / 1_000);
}

const skewWarnings = (skew: number | undefined): readonly string[] =>
  skew !== undefined && Math.abs(skew) > MOST_SKEW
    ? [`the shop's clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} ours`]
    : [];
