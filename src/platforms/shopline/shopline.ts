import type { Created, Fitted, Platform } from '../../delivery/platform-port.ts';
import type { Store } from '../../generated/types.ts';
import {
  openShopCall,
  type PlatformsDeps,
  type ShopCall,
  type ShopContext,
} from '../shared/shop-call.ts';
import { idOf } from './answers.ts';
import { type Ask, createAsk, unreadable } from './ask.ts';
import { createBody, factsAfterCreate } from './bodies.ts';
import { takesTogether } from './checks.ts';
import { findCustomers } from './find.ts';
import { fit, type FitDeps } from './fit.ts';
import { updateCustomer } from './update.ts';

export interface ShoplineDeps extends FitDeps {
  /** Calls with `shoplineHeaders`. */
  readonly call: ShopCall;
}

/** SHOPLINE's Open API. It is not documented that it refuses a second customer with the same contact. */
export function createShopline({ call, ...fitDeps }: ShoplineDeps): Platform {
  const ask = createAsk(call);
  return {
    name: 'shopline',
    refusesDuplicates: false,
    fit: (signup) => fit(signup, fitDeps),
    takesTogether,
    find: (contacts) => findCustomers(ask, contacts),
    create: (fitted) => createCustomer(ask, fitted),
    update: (id, facts) => updateCustomer(ask, id, facts),
  };
}

async function createCustomer(ask: Ask, fitted: Fitted): Promise<Created> {
  const answer = await ask('create', { query: [['fields[]', 'id']], body: createBody(fitted) });
  const id = idOf(answer.body);
  if (id === undefined) throw unreadable('create', answer);
  return { id, remaining: factsAfterCreate(fitted.facts) };
}

/** The SHOPLINE shop of a store, for one attempt. */
export function openShopline(store: Store, deps: PlatformsDeps, context: ShopContext): Platform {
  const call = openShopCall(store, shoplineHeaders(store), deps, context);
  return createShopline({ call, digest: deps.digest, defaults: store.defaults });
}

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
