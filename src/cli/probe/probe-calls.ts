import type { Store } from '../../generated/types.ts';
import type { Http, HttpAnswer } from '../../http/http.ts';
import { parseRetryAfter } from '../../http/retry-after.ts';
import { createShopCall, type ShopCall } from '../../platforms/shared/shop-call.ts';
import { shoplazzaHeaders } from '../../platforms/shoplazza/shoplazza.ts';
import { shoplineHeaders } from '../../platforms/shopline/shopline.ts';
import { limitsOf } from '../../rate-limit/limiter.ts';

/** Calls of one run: no run makes more. */
export const MAX_CALLS = 64;

/** The shop may still carry out a request without a clear answer for so long, in milliseconds. */
export const IN_FLIGHT_MS = 10_000;

/** The last calls are for removing what the run made. */
const FOR_REMOVAL = 6;

/** A run that ends before it has found everything: the same command goes on. */
export class ProbeStopped extends Error {
  override readonly name = 'ProbeStopped';
}

export interface ProbeCalls {
  readonly call: ShopCall;
  /** The pause before each call, in milliseconds: half of the store's rate is left to the relay. */
  readonly pauseMs: number;
  /** From now on, calls may use the ones that are kept for removing. */
  readonly removing: () => void;
  readonly made: () => number;
  /** Headers of answers that speak of rate limits, each with its first value. */
  readonly headers: () => Readonly<Record<string, string>>;
}

export interface ProbeCallDeps {
  readonly http: Http;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** @param made calls so far. */
  readonly onCall: (made: number) => void;
}

/** How often a read is tried while the shop answers 429 or 5xx. */
const TRIES = 4;

/** Calls to the shop at half its limit. A write is never repeated. */
export function createProbeCalls(store: Store, deps: ProbeCallDeps): ProbeCalls {
  const { http, now, sleep, signal, onCall } = deps;
  const pauseMs = Math.max(...limitsOf(store).map(({ perSecond }) => 2_000 / perSecond));
  const headers = new Map<string, string>();
  let made = 0;
  let most = MAX_CALLS - FOR_REMOVAL;
  const once = createShopCall({
    http,
    baseUrl: store.baseUrl,
    headers: store.platform === 'shopline' ? shoplineHeaders(store) : shoplazzaHeaders(store),
    remainingMs: () => Infinity,
    now,
    onCall: () => undefined,
    waitForSlot: async () => {
      if (made >= most) throw new ProbeStopped(`it has used its ${MAX_CALLS} calls`);
      if (signal.aborted) throw new ProbeStopped('you stopped it');
      made += 1;
      onCall(made);
      await sleep(pauseMs);
      if (signal.aborted) throw new ProbeStopped('you stopped it');
    },
  });
  const call: ShopCall = async (request) => {
    for (let tries = 1; ; tries++) {
      const answer = await once(request);
      note(headers, answer);
      const isBusy = answer.status === 429 || answer.status >= 500;
      if (!isBusy || request.method !== 'GET' || tries === TRIES) return answer;
      const asked = parseRetryAfter(answer.headers['retry-after'], answer.headers['date']);
      await sleep(Math.min(asked ?? 1_000 * tries, 60_000));
    }
  };
  return {
    call,
    pauseMs,
    removing: () => void (most = MAX_CALLS),
    made: () => made,
    headers: () => Object.fromEntries(headers),
  };
}

const SPEAKS_OF_LIMITS =
  /rate-?limit|call-limit|retry-after|quota|throttl|^x-.*(?:limit|remaining)/;

const MAX_HEADERS = 20;

/** Values in other characters than those of numbers and times are not kept: they could hold anything. */
function note(headers: Map<string, string>, answer: HttpAnswer): void {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!SPEAKS_OF_LIMITS.test(name) || !/^[\w-]{1,60}$/.test(name)) continue;
    if (headers.has(name) || headers.size >= MAX_HEADERS) continue;
    headers.set(name, /^[\w/.,;=: -]{1,60}$/.test(value) ? value : 'masked');
  }
}
