import type { Platform } from '../../delivery/platform-port.ts';
import type { Digest } from '../../event/digest.ts';
import { WaitError } from '../../event/errors.ts';
import type { Store } from '../../generated/types.ts';
import type { Http, HttpAnswer, HttpCall } from '../../http/http.ts';
import type { FirstCall } from '../../rate-limit/costs.ts';
import type { CallRecord } from '../../telemetry/call-record.ts';

/** What the functions that open a platform need. */
export interface PlatformsDeps {
  readonly http: Http;
  readonly digest: Digest;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The attempt that a platform is opened for. */
export interface AttemptContext {
  /** Time until every call of this attempt must have ended, in milliseconds. */
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
  /** Resolves when the store's rate limits have a slot for one more call. Rejects if the wait would be too long. */
  readonly waitForSlot: (call: FirstCall) => Promise<void>;
}

export interface ShopCallDeps extends AttemptContext, Pick<PlatformsDeps, 'http' | 'now'> {
  /** The store's `baseUrl`, version included. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the shop of a store is built with, for one attempt. */
export interface ShopDeps {
  /** Calls with the headers of the platform. */
  readonly call: ShopCall;
  /** Keyed hash for the keys of facts: they go to the ledger, which holds no personal data. */
  readonly digest: Digest;
  /** For addresses that name no country, ISO 3166-1 alpha-2. */
  readonly country?: Store['country'] | undefined;
  readonly defaults?: Store['defaults'] | undefined;
}

/** Opens the shop of a store for one attempt, with the platform's headers. */
export const shopOpener =
  (
    headersOf: (store: Store) => ShopCallDeps['headers'],
    create: (deps: ShopDeps, store: Store) => Platform,
  ) =>
  (store: Store, { http, now, digest }: PlatformsDeps, context: AttemptContext): Platform => {
    const { baseUrl, country, defaults } = store;
    const shopCall = createShopCall({ http, now, baseUrl, headers: headersOf(store), ...context });
    return tellingWrites(shopCall, (call) => create({ call, digest, country, defaults }, store));
  };

/** A platform whose updates tell of their writing calls: those with another method than GET. */
export function tellingWrites(call: ShopCall, create: (call: ShopCall) => Platform): Platform {
  let tell: (() => void) | undefined;
  const platform = create((request) => {
    if (request.method !== 'GET') tell?.();
    return call(request);
  });
  return {
    ...platform,
    async update(id, facts, onWrite) {
      tell = onWrite;
      try {
        return await platform.update(id, facts);
      } finally {
        tell = undefined;
      }
    },
  };
}

export interface ShopRequest {
  readonly method: HttpCall['method'];
  /** The path as the documentation writes it; every `{name}` is filled from `path`, percent-encoded. */
  readonly route: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly body?: unknown;
}

/** One call to a shop. @throws HttpError no answer came. @throws WaitError no slot or no time is left for the call. */
export type ShopCall = (request: ShopRequest) => Promise<HttpAnswer>;

/** Longest wait for one answer, in milliseconds. */
const CALL_TIMEOUT_MS = 10_000;

/** With less time than this a call would only be cut off, in milliseconds. */
const LEAST_TIME_MS = 500;

/** Calls to one shop for one attempt. Adds address, token and deadline, and records each call. */
export function createShopCall(deps: ShopCallDeps): ShopCall {
  const { http, baseUrl, headers, remainingMs, now, onCall, waitForSlot } = deps;
  return async ({ method, route, path = {}, query = [], body }) => {
    await waitForSlot(method === 'GET' ? 'read' : 'other');
    const timeoutMs = Math.min(CALL_TIMEOUT_MS, remainingMs());
    if (timeoutMs < LEAST_TIME_MS) throw new WaitError('the function has no time left for a call');
    const url = new URL(baseUrl.replace(/\/+$/, '') + fill(route, path) + toSearch(query));
    const startedAt = now();
    const record = (answer?: HttpAnswer): void => {
      const requestId = answer?.headers['request-id'] ?? answer?.headers['x-request-id'];
      onCall({
        method,
        route,
        ...(answer && { status: answer.status }),
        ...(requestId !== undefined && { requestId }),
        durationMs: now() - startedAt,
      });
    };
    try {
      const answer = await http({
        method,
        url,
        headers,
        ...(body !== undefined && { body }),
        timeoutMs,
      });
      record(answer);
      return answer;
    } catch (error) {
      record();
      throw error;
    }
  };
}

/** Built as text: each `url.searchParams.append` would serialise the whole URL again. */
function toSearch(query: NonNullable<ShopRequest['query']>): string {
  if (query.length === 0) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of query) parameters.append(name, value);
  return `?${parameters.toString()}`;
}

/** Refuses an empty id, `.` and `..`: with these a call would go to another resource. */
function fill(route: string, path: Readonly<Record<string, string>>): string {
  return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name] ?? '';
    if (/^\.{0,2}$/.test(value)) throw new Error(`${route} needs a usable ${name}`);
    return encodeURIComponent(value);
  });
}
