import { WaitError } from '../event/errors.ts';
import type { Store, StoreSource } from '../generated/types.ts';
import type { Asking, AttemptEnd, Limiters, Permit } from '../rate-limit/limiter-port.ts';
import { ask, type Asked } from '../sources/fetch/ask.ts';
import { baseUrlOf, credentialMistakes, credentialOf } from '../sources/fetch/credentials.ts';
import {
  type FetchContext,
  type Fetched,
  type FetchedRecords,
  type Fetcher,
  forAll,
} from '../sources/fetch/fetcher.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { ConsumeDeps } from './deps.ts';

/** Records of one source that a delivery names. */
interface WantedRecords extends Asking {
  /** The tool's ids, each once. */
  readonly records: readonly string[];
  readonly fetcher: Fetcher;
  readonly config: StoreSource;
  readonly store: Store;
  /** `<store>/<source>`: the name of its rate limiter. Both names are the operator's own. */
  readonly name: string;
  readonly onCall?: (call: CallRecord) => void;
}

/** Fetches records. Never rejects: what cannot be fetched has its error. */
export type FetchRecords = (wanted: WantedRecords) => Promise<FetchedRecords>;

/** The other messages of a batch wait meanwhile, in milliseconds. */
const ALL_MS = 8_000;

/** One call, connecting and reading included, in milliseconds. */
const CALL_MS = 5_000;

/** A call with less time than this is not started, in milliseconds. */
const LEAST_MS = 1_000;

/** What the fetching of one batch needs. */
export interface FetchDeps extends Pick<ConsumeDeps, 'stores' | 'digest' | 'now'> {
  readonly fetchExchange: NonNullable<ConsumeDeps['fetchExchange']>;
  readonly limiters: Limiters;
  readonly remainingMs: () => number;
}

/** Fetches the records of one batch, each source at its own pace and behind its own circuit breaker. */
export function createFetchRecords(deps: FetchDeps): FetchRecords {
  const until = deps.now() + Math.min(ALL_MS, deps.remainingMs() / 2);
  const leftMs = (): number => until - deps.now();
  return async (wanted) => {
    const first = await fetchWith(wanted, { ...deps, leftMs });
    if (!first.isRefused) return first.fetched;
    // The credential may have been replaced since the store was read.
    const { store, name } = wanted;
    const fresh = await refreshed(name, store, deps);
    const isNew =
      fresh !== undefined && markOf(fresh, wanted, deps) !== markOf(store, wanted, deps);
    return isNew
      ? (await fetchWith({ ...wanted, store: fresh }, { ...deps, leftMs })).fetched
      : first.fetched;
  };
}

/** The store as it is stored now; undefined where it cannot be read. */
async function refreshed(
  name: string,
  { accessToken }: Store,
  { stores }: Pick<FetchDeps, 'stores'>,
): Promise<Store | undefined> {
  const [store = ''] = name.split('/');
  return stores.refresh(store, accessToken).catch(() => undefined);
}

const sourceIn = (name: string): string => name.split('/')[1] ?? '';

/** Identifies a credential without revealing it. */
const markOf = (
  store: Store,
  { name }: Pick<WantedRecords, 'name'>,
  { digest }: Pick<FetchDeps, 'digest'>,
): string => digest(JSON.stringify(credentialOf(store, sourceIn(name)) ?? {})).slice(0, 16);

interface Round {
  readonly fetched: FetchedRecords;
  readonly isRefused: boolean;
}

async function fetchWith(
  wanted: WantedRecords,
  deps: FetchDeps & { readonly leftMs: () => number },
): Promise<Round> {
  const { fetcher, config, store, records, name, lowPriority, waitingSince, onCall } = wanted;
  const fetch = credentialOf(store, sourceIn(name));
  const [mistake] = credentialMistakes(fetch && { ...fetch }, fetcher);
  const baseUrl = fetch && baseUrlOf(fetch, fetcher);
  if (mistake !== undefined || fetch === undefined || baseUrl === undefined) {
    // The configuration can be corrected, so signups wait for it.
    const why = `\`fetch\` of source "${sourceIn(name)}" of store "${name.split('/')[0] ?? ''}" ${mistake ?? 'is wrong'}`;
    const error = new WaitError(why, { exhaustedAs: 'unauthorized' });
    return { fetched: forAll(records, { error }), isRefused: false };
  }
  const tokenMark = markOf(store, wanted, deps);
  const limited = { name, limits: fetcher.limits, tokenMark };
  const permit = deps.limiters.permit(limited, { lowPriority, waitingSince });
  const call = { fetcher, context: { fetch, config }, baseUrl, permit, onCall };
  const [first = [], ...others] = chunksOf(records, fetcher.perCall);
  // The first call shows whether the tool takes calls. The others then run side by side.
  const one = await askInTime(first, call, deps);
  const rest = (): Promise<readonly InTime[]> =>
    Promise.all(others.map((each) => askInTime(each, call, deps)));
  const asked =
    one.isLast === true
      ? [one, { fetched: forAll(others.flat(), one.why) }]
      : [one, ...(await rest())];
  const ends = asked.flatMap((each) => ('end' in each ? [each.end] : []));
  const end = ends.find(({ kind }) => kind !== 'other') ?? { kind: 'other' as const };
  permit.end(end);
  return {
    fetched: new Map(asked.flatMap(({ fetched }) => Array.from(fetched))),
    isRefused: end.kind === 'unauthorized',
  };
}

const chunksOf = (records: readonly string[], size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, at) =>
    records.slice(at * size, (at + 1) * size),
  );

interface OneCall {
  readonly fetcher: Fetcher;
  readonly context: FetchContext;
  readonly baseUrl: string;
  readonly permit: Permit;
  readonly onCall: WantedRecords['onCall'] | undefined;
}

type InTime =
  | { readonly fetched: FetchedRecords; readonly isLast?: false }
  | {
      readonly fetched: FetchedRecords;
      readonly isLast: true;
      readonly end: AttemptEnd;
      /** Why no further call is made: it is also true of the records of those calls. */
      readonly why: Fetched;
    };

/** One call as soon as there is a slot for it. Several records whose answer is too long are asked for in two halves. */
async function askInTime(
  records: readonly string[],
  call: OneCall,
  deps: FetchDeps & { readonly leftMs: () => number },
): Promise<InTime> {
  const { fetcher, permit, onCall } = call;
  const timeoutMs = Math.min(CALL_MS, deps.leftMs());
  if (timeoutMs < LEAST_MS) {
    const why = { error: new WaitError(`no time is left to ask ${fetcher.vendor}`) };
    return { fetched: forAll(records, why), isLast: true, end: { kind: 'other' }, why };
  }
  try {
    await permit.waitForSlot();
  } catch (error) {
    const why = { error: ofSender(error, fetcher) };
    return { fetched: forAll(records, why), isLast: true, end: { kind: 'other' }, why };
  }
  const startedAt = deps.now();
  const asked = await ask(records, { ...call, timeoutMs }, deps.fetchExchange);
  onCall?.({ ...asked.call, durationMs: deps.now() - startedAt });
  permit.saw(asked.status === undefined ? asked.verdict === 'failed' : asked.status >= 500);
  if (asked.verdict === 'too long' && records.length > 1) {
    const half = Math.ceil(records.length / 2);
    const first = await askInTime(records.slice(0, half), call, deps);
    const second = await askInTime(records.slice(half), call, deps);
    const fetched = new Map([...first.fetched, ...second.fetched]);
    return second.isLast === true ? { ...second, fetched } : { ...first, fetched };
  }
  const { fetched } = asked;
  const end = endOf(asked);
  // A call that ended so has the same error for all of its records.
  const [why] = fetched.values();
  return end && why ? { fetched, isLast: true, end, why } : { fetched };
}

/** Whether the tool takes no further calls now. */
function endOf({ verdict, retryAfterMs }: Asked): AttemptEnd | undefined {
  if (verdict === 'unauthorized') return { kind: 'unauthorized' };
  if (verdict === 'throttled') return { kind: 'throttled', retryAfterMs };
  return verdict === 'failed' ? { kind: 'other' } : undefined;
}

/** The limiter speaks of the store and its shop; here it limits calls to the tool. */
function ofSender(error: unknown, { vendor }: Fetcher): WaitError {
  if (!(error instanceof WaitError)) return new WaitError(`${vendor} cannot be asked now`);
  const { message, retryAfterMs, exhaustedAs } = error;
  return new WaitError(message.replace(/the (?:store|shop)\b/, vendor), {
    cause: error,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(exhaustedAs !== undefined && { exhaustedAs }),
  });
}
