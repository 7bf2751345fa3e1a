import { setTimeout as pause } from 'node:timers/promises';
import type { StoreSource } from '../../generated/types.ts';
import { sign } from '../../sources/verify/sign.ts';

/** Where a shop posts its changes. */
export interface Hook {
  readonly url: string;
  /** The secret of the app that made the hook. */
  readonly secret: string;
}

/** A change of a customer. `before` is absent for a new one, `after` for a removed one. */
export interface RecordChange<C> {
  readonly before: C | undefined;
  readonly after: C | undefined;
}

/** A post without its signature. */
export interface HookPost {
  readonly tool: StoreSource['tool'];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Webhooks<C> {
  readonly tell: (before: C | undefined, after: C | undefined) => void;
  readonly postTo: (hook: Hook | undefined) => void;
  /** Stops every post. */
  readonly close: () => void;
}

/** Pauses before the posts of one change, in milliseconds. SHOPLINE documents three resends, and not their times. */
const PAUSES_MS = [100, 1_000, 2_000, 4_000];

/** The webhooks of one shop. A post that is not answered with 2xx is repeated. */
export function createWebhooks<C>(
  hookOf: (change: RecordChange<C>) => HookPost,
  now: () => number,
): Webhooks<C> {
  const closing = new AbortController();
  let hook: Hook | undefined;
  return {
    tell(before, after) {
      if (hook) void post(hookOf({ before, after }), hook, { now, signal: closing.signal });
    },
    postTo: (next) => void (hook = next),
    close: () => {
      closing.abort();
    },
  };
}

async function post(
  { tool, headers: given, body }: HookPost,
  { url, secret }: Hook,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<void> {
  const unsigned = { source: { tool }, headers: given, body, url, secret };
  for (const ms of PAUSES_MS) {
    try {
      await pause(ms, undefined, { signal, ref: false });
      const { headers = given, query = '' } = sign(unsigned, now()) ?? {};
      const response = await fetch(url + query, { method: 'POST', headers, body, signal });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // The shop is closing, or nothing answers there: the next post tries again.
      if (signal.aborted) return;
    }
  }
}
