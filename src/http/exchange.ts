import { Agent } from 'undici';
import { AnswerReader, type Incoming } from '../answer-reader.ts';

/** One HTTP request as it goes out. */
interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Time for the whole exchange, connecting and reading included, in milliseconds. */
  readonly timeoutMs: number;
}

interface ExchangeOptions {
  /** Time to connect, in milliseconds. */
  readonly connectMs: number;
  /** Longest answer that is read, in bytes. */
  readonly maxBytes: number;
  /**
   * Milliseconds since the epoch. Where it is given, connections that nobody used for long are left behind: a function
   * that was frozen meanwhile has not heard that the other side closed them, and a request written there is lost.
   */
  readonly now?: (() => number) | undefined;
}

/** @throws HttpError when no complete answer arrived in time. */
export type Exchange = (outgoing: Outgoing) => Promise<Incoming>;

/**
 * Connections to one host at a time; what comes on top waits for one of them. Kept for as long as a server says, for
 * this long where it says nothing, in milliseconds.
 */
const KEPT = { connections: 50, keepAliveTimeout: 30_000 };
/** One timer per exchange is enough, and it is ours. */
const NO_TIMERS = { headersTimeout: 0, bodyTimeout: 0 };

/** HTTP over connections that stay open between calls, by the part of undici that makes no streams. */
export function createExchange({ connectMs, maxBytes, now }: ExchangeOptions): Exchange {
  const connect = { timeout: connectMs };
  const open = (): Agent => new Agent({ ...KEPT, ...NO_TIMERS, connect, allowH2: false });
  let agent = open();
  let usedAt = now?.() ?? 0;
  const leaveOld = (time: number): void => {
    if (time - usedAt > KEPT.keepAliveTimeout) {
      void agent.close();
      agent = open();
    }
    usedAt = time;
  };
  return async ({ method, url, headers, body = null, timeoutMs }) =>
    new Promise((resolve, reject) => {
      if (now) leaveOld(now());
      const reader = new AnswerReader(maxBytes, timeoutMs, resolve, reject);
      const { origin, pathname, search } = url;
      // What it cannot even begin, it tells the reader as well.
      agent.dispatch({ origin, path: pathname + search, method, headers, body }, reader);
    });
}
