import type { Digest } from '../../event/digest.ts';
import { WaitError } from '../../event/errors.ts';
import type { Store } from '../../generated/types.ts';
import type { Http, HttpAnswer, HttpCall } from '../../http/http.ts';
import type { CallRecord } from '../../telemetry/call-record.ts';

export interface ShopRequest {
  readonly method: HttpCall['method'];
  /** The path as the documentation writes it; every `{name}` is filled from `path`, percent-encoded. */
  readonly route: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly body?: unknown;
}

export interface ShopCallDeps {
  readonly http: Http;
  /** The store's `baseUrl`, version included. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Time until which every call of this attempt must have ended, in milliseconds. */
  readonly remainingMs: () => number;
  readonly now: () => number;
  readonly onCall: (record: CallRecord) => void;
  /** Resolves when the store's rate limits have room for one more call; rejects when they will not soon. */
  readonly waitForSlot: () => Promise<void>;
}

/** One call to a shop. @throws HttpError no answer came. @throws WaitError it is not its turn, or no time is left to start it. */
export type ShopCall = (request: ShopRequest) => Promise<HttpAnswer>;

/** Longest wait for one answer, in milliseconds. */
const CALL_TIMEOUT_MS = 10_000;

/** Below this a call would only be cut off, in milliseconds. */
const LEAST_TIME_MS = 500;

/** Calls to one shop for one attempt: address, token, deadline and a record of each call. */
export function createShopCall(deps: ShopCallDeps): ShopCall {
  const { http, baseUrl, headers, remainingMs, now, onCall, waitForSlot } = deps;
  return async ({ method, route, path = {}, query = [], body }) => {
    await waitForSlot();
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

/** A text, because a parameter that is appended to a URL makes it anew each time. */
function toSearch(query: NonNullable<ShopRequest['query']>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of query) parameters.append(name, value);
  return query.length === 0 ? '' : `?${parameters.toString()}`;
}

/** Without its id, or with one that URLs resolve away, a call would go to another resource. */
function fill(route: string, path: Readonly<Record<string, string>>): string {
  return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name] ?? '';
    if (/^\.{0,2}$/.test(value)) throw new Error(`${route} needs a usable ${name}`);
    return encodeURIComponent(value);
  });
}

/** What every platform is opened with. */
export interface PlatformsDeps {
  readonly http: Http;
  readonly digest: Digest;
  readonly now: () => number;
}

/** The attempt that a platform is opened for. */
export interface ShopContext {
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
  readonly waitForSlot: () => Promise<void>;
}

/** How the shop of one store is called in one attempt. */
export const openShopCall = (
  { baseUrl }: Store,
  headers: Readonly<Record<string, string>>,
  { http, now }: PlatformsDeps,
  context: ShopContext,
): ShopCall => createShopCall({ http, baseUrl, headers, now, ...context });
