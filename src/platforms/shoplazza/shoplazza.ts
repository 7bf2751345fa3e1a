import {
  type Created,
  type Fitted,
  type Platform,
  PlatformError,
} from '../../delivery/platform-port.ts';
import type { Store } from '../../generated/types.ts';
import { idOf, updatedAtOf, valuesIn } from '../shared/answers.ts';
import { createFit } from '../shared/overrides.ts';
import { type ShopDeps, shopOpener } from '../shared/shop-call.ts';
import { type ShoplazzaVersion, shoplazzaVersion, versionMistake } from '../versions.ts';
import { contentOf } from './answers.ts';
import { type Conversation, createAsk, unreadable } from './ask.ts';
import { createBody, type StoredCustomer } from './bodies.ts';
import { checkBodies, takesTogether } from './checks.ts';
import { canonicalFacts } from './facts.ts';
import { findCustomers, shownIn } from './find.ts';
import { overrideFacts } from './overrides.ts';
import { fetchCustomer, sendUpdate } from './update.ts';

/** What a Shoplazza shop is built with, for one attempt. */
interface ShoplazzaDeps extends ShopDeps {
  readonly version: ShoplazzaVersion;
}

/**
 * The Shoplazza shop of a store, for one attempt.
 *
 * @throws PlatformError `closed` for an API version that the relay does not speak: the store is paused, no signup is lost.
 */
export const openShoplazza = shopOpener(shoplazzaHeaders, (deps, store) => {
  const version = shoplazzaVersion(store.baseUrl);
  if (version) return createShoplazza({ ...deps, version });
  throw new PlatformError({ kind: 'closed' }, `the store's baseUrl ${versionMistake(store) ?? ''}`);
});

/**
 * The headers of every call to a Shoplazza shop. A GET needs the content type, too: without it the shop answers 400.
 *
 * @see https://shoplazza.dev/reference/api-public-parameters
 */
export function shoplazzaHeaders(
  store: Pick<Store, 'accessToken'>,
): Readonly<Record<string, string>> {
  return { 'access-token': store.accessToken, 'content-type': 'application/json' };
}

/** Shoplazza's Open API, in one of its versions. It documents that it refuses a second customer with the same contact. */
export function createShoplazza({ call, ...fitDeps }: ShoplazzaDeps): Platform {
  const { version } = fitDeps;
  const shop: Conversation = { ask: createAsk(call), version };
  // An update sends both consents and all tags back. After a look it needs no second one.
  let last: { readonly id: string; readonly row: StoredCustomer } | undefined;
  return {
    name: 'shoplazza',
    refusesDuplicates: true,
    fit: (signup) => fit(signup, fitDeps),
    takesTogether: (all, merged) => takesTogether(all, merged, version),
    find: (contacts) => findCustomers(shop, contacts),
    create: (fitted) => createCustomer(shop, fitted),
    async read(id, parameters = []) {
      last = { id, row: await fetchCustomer(shop, id) };
      return { ...shownIn(last.row), ...valuesIn(last.row, parameters) };
    },
    update(id, facts) {
      const stored = last?.id === id ? last.row : undefined;
      last = undefined;
      return sendUpdate(shop, id, facts, stored);
    },
  };
}

/**
 * The signup in Shoplazza's terms. Pure.
 *
 * @throws RejectedError `invalid_request` when a body would break Shoplazza's documented rules.
 */
export const fit = createFit<Omit<ShoplazzaDeps, 'call'>>({
  canonicalFacts,
  overrideFacts,
  checkBodies,
});

/** One call is enough: Create Customer carries everything that Shoplazza can hold. */
async function createCustomer({ ask, version }: Conversation, fitted: Fitted): Promise<Created> {
  const answer = await ask('create', { body: createBody(fitted, version) });
  const id = idOf(contentOf(answer.body, 'customer'));
  if (id === undefined) throw unreadable('create', answer);
  const customer = contentOf(answer.body, 'customer');
  return { id, remaining: [], ...updatedAtOf(customer?.['updated_at']) };
}
