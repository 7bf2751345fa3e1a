import type { Created, Fitted, Platform } from '../../delivery/platform-port.ts';
import type { Store } from '../../generated/types.ts';
import { idOf, updatedAtOf } from '../shared/answers.ts';
import { createFit } from '../shared/overrides.ts';
import { type ShopDeps, shopOpener } from '../shared/shop-call.ts';
import { contentOf } from './answers.ts';
import { type Ask, createAsk, unreadable } from './ask.ts';
import { createBody, type StoredCustomer } from './bodies.ts';
import { checkBodies, takesTogether } from './checks.ts';
import { canonicalFacts } from './facts.ts';
import { findCustomers, shownIn } from './find.ts';
import { overrideFacts } from './overrides.ts';
import { fetchCustomer, sendUpdate } from './update.ts';

/** The Shoplazza shop of a store, for one attempt. */
export const openShoplazza = shopOpener(shoplazzaHeaders, createShoplazza);

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

/** Shoplazza's Open API 2022-01. It documents that it refuses a second customer with the same contact. */
export function createShoplazza({ call, ...fitDeps }: ShopDeps): Platform {
  const ask = createAsk(call);
  // An update sends both consents and all tags back. After a look it needs no second one.
  let last: { readonly id: string; readonly row: StoredCustomer } | undefined;
  return {
    name: 'shoplazza',
    refusesDuplicates: true,
    fit: (signup) => fit(signup, fitDeps),
    takesTogether,
    find: (contacts) => findCustomers(ask, contacts),
    create: (fitted) => createCustomer(ask, fitted),
    async read(id) {
      last = { id, row: await fetchCustomer(ask, id) };
      return shownIn(last.row);
    },
    update(id, facts) {
      const stored = last?.id === id ? last.row : undefined;
      last = undefined;
      return sendUpdate(ask, id, facts, stored);
    },
  };
}

/**
 * The signup in Shoplazza's terms. Pure.
 *
 * @throws RejectedError `invalid_request` when a body would break Shoplazza's documented rules.
 */
export const fit = createFit({ canonicalFacts, overrideFacts, checkBodies });

/** One call is enough: Create Customer carries everything that Shoplazza can hold. */
async function createCustomer(ask: Ask, fitted: Fitted): Promise<Created> {
  const answer = await ask('create', { body: createBody(fitted) });
  const id = idOf(contentOf(answer.body, 'customer'));
  if (id === undefined) throw unreadable('create', answer);
  const customer = contentOf(answer.body, 'customer');
  return { id, remaining: [], ...updatedAtOf(customer?.['updated_at']) };
}
