import { PlatformError } from '../delivery/platform-port.ts';
import type { Store } from '../generated/types.ts';
import { limitsOf } from '../rate-limit/limiter.ts';
import type { CustomerPage } from './shared/listing.ts';
import { createShopCall, type PlatformsDeps } from './shared/shop-call.ts';
import { createAsk as createShoplazzaAsk } from './shoplazza/ask.ts';
import { listPage as shoplazzaPage } from './shoplazza/list.ts';
import { shoplazzaHeaders } from './shoplazza/shoplazza.ts';
import { createAsk as createShoplineAsk } from './shopline/ask.ts';
import { listPage as shoplinePage } from './shopline/list.ts';
import { shoplineHeaders } from './shopline/shopline.ts';
import { shoplazzaVersion, versionMistake } from './versions.ts';

interface ListDeps extends Pick<PlatformsDeps, 'http' | 'now'> {
  /** Rejects when the run is stopped. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Whether the customers come with everything that the shop shows. Otherwise with their contacts only. */
  readonly whole?: boolean;
}

/** How often one page is tried before the list is given up. */
const TRIES = 6;

/**
 * Every customer of a store, page by page. Reads only. Half of the store's limits is left to the relay.
 *
 * @throws PlatformError the shop cannot be read; 429, 5xx and silence were tried again before.
 */
export async function* listCustomers(
  store: Store,
  deps: ListDeps,
): AsyncGenerator<CustomerPage, void, undefined> {
  const readPage = openPages(store, deps);
  let after: string | undefined;
  do {
    const page = await patiently(() => readPage(after), deps);
    yield page;
    // A shop that ignores where a page begins would show the first one for ever.
    if (page.next === after) return;
    after = page.next;
  } while (after !== undefined);
}

/** @throws PlatformError `closed` for an API version that the relay does not speak. */
function openPages(
  store: Store,
  { http, now, sleep, whole = false }: ListDeps,
): (after?: string) => Promise<CustomerPage> {
  const pauseMs = Math.max(...limitsOf(store).map(({ perSecond }) => 2_000 / perSecond));
  const callWith = (headers: Readonly<Record<string, string>>) =>
    createShopCall({
      http,
      baseUrl: store.baseUrl,
      headers,
      remainingMs: () => Infinity,
      now,
      onCall: () => undefined,
      waitForSlot: () => sleep(pauseMs),
    });
  if (store.platform === 'shopline') {
    const ask = createShoplineAsk(callWith(shoplineHeaders(store)));
    return (after) => shoplinePage(ask, { after, whole });
  }
  const version = shoplazzaVersion(store.baseUrl);
  if (!version) {
    const mistake = versionMistake(store) ?? '';
    throw new PlatformError({ kind: 'closed' }, `the store's baseUrl ${mistake}`);
  }
  const ask = createShoplazzaAsk(callWith(shoplazzaHeaders(store)));
  return (after) => shoplazzaPage({ ask, version }, { after, whole });
}

async function patiently<T>(read: () => Promise<T>, { sleep }: ListDeps): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      const verdict = error instanceof PlatformError ? error.verdict : undefined;
      const mayPass = verdict?.kind === 'wait' || verdict?.kind === 'again';
      if (!mayPass || tries === TRIES) throw error;
      await sleep(verdict.retryAfterMs ?? 1_000 * 2 ** tries);
    }
  }
}
