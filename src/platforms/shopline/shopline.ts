import type { Created, Fitted, Platform } from '../../delivery/platform-port.ts';
import type { Store } from '../../generated/types.ts';
import { idOf, updatedAtOf } from '../shared/answers.ts';
import { isRecord } from '../../util/is-record.ts';
import { createFit } from '../shared/overrides.ts';
import { type ShopDeps, shopOpener } from '../shared/shop-call.ts';
import { type Ask, createAsk, unreadable } from './ask.ts';
import { createBody, factsAfterCreate } from './bodies.ts';
import { checkBodies, takesTogether } from './checks.ts';
import { canonicalFacts } from './facts.ts';
import { findCustomers, fetchCustomer, type Searching } from './find.ts';
import { overrideFacts } from './overrides.ts';
import { sendUpdate } from './update.ts';

/** The SHOPLINE shop of a store, for one attempt. */
export const openShopline = shopOpener(shoplineHeaders, (deps, { contactPhones }) =>
  createShopline({ ...deps, contactPhones }),
);

/** What a SHOPLINE shop is built with, for one attempt. */
interface ShoplineDeps extends ShopDeps, Pick<Searching, 'contactPhones'> {}

/**
 * The headers of every call to a SHOPLINE shop. The guide asks for the merchant's or partner's own handle as user agent.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 */
export function shoplineHeaders(
  store: Pick<Store, 'accessToken' | 'userAgent'>,
): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${store.accessToken}`,
    'user-agent': store.userAgent ?? 'signup-relay',
  };
}

/** SHOPLINE's Open API. It does not document that it refuses a second customer with the same contact. */
export function createShopline({ call, contactPhones, ...fitDeps }: ShoplineDeps): Platform {
  const ask = createAsk(call);
  return {
    name: 'shopline',
    refusesDuplicates: false,
    fit: (signup) => fit(signup, fitDeps),
    takesTogether,
    find: (contacts) => findCustomers({ ask, contactPhones }, contacts),
    read: (id, parameters) => fetchCustomer(ask, id, parameters),
    create: (fitted) => createCustomer(ask, fitted),
    update: (id, facts) => sendUpdate(ask, id, facts),
  };
}

/**
 * The signup in SHOPLINE's terms. Pure.
 *
 * @throws RejectedError `invalid_request` when a body would break SHOPLINE's documented rules.
 */
export const fit = createFit<Omit<ShopDeps, 'call'>>({
  canonicalFacts,
  overrideFacts,
  checkBodies,
});

async function createCustomer(ask: Ask, fitted: Fitted): Promise<Created> {
  const query = ['id', 'updated_at'].map((field) => ['fields[]', field] as const);
  const answer = await ask('create', { query, body: createBody(fitted) });
  const id = idOf(answer.body);
  if (id === undefined) throw unreadable('create', answer);
  const { updated_at } = isRecord(answer.body) ? answer.body : {};
  return { id, remaining: factsAfterCreate(fitted.facts), ...updatedAtOf(updated_at) };
}
