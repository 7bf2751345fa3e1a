import type { Created, Fitted, Platform } from '../../delivery/platform-port.ts';
import type { Store } from '../../generated/types.ts';
import {
  openShopCall,
  type PlatformsDeps,
  type ShopCall,
  type ShopContext,
} from '../shared/shop-call.ts';
import { contentOf, idOf } from './answers.ts';
import { type Ask, createAsk, unreadable } from './ask.ts';
import { createBody } from './bodies.ts';
import { takesTogether } from './checks.ts';
import type { FitDeps } from './facts.ts';
import { findCustomers } from './find.ts';
import { fit } from './fit.ts';
import { updateCustomer } from './update.ts';

export interface ShoplazzaDeps extends FitDeps {
  readonly call: ShopCall;
}

/** A shop on Shoplazza, Open API 2022-01. */
export function createShoplazza({ call, ...fitDeps }: ShoplazzaDeps): Platform {
  const ask = createAsk(call);
  return {
    name: 'shoplazza',
    refusesDuplicates: true,
    fit: (signup) => fit(signup, fitDeps),
    takesTogether,
    find: (contacts) => findCustomers(ask, contacts),
    create: (fitted) => createCustomer(ask, fitted),
    update: (id, facts) => updateCustomer(ask, id, facts),
  };
}

/**
 * Creates the customer in one call: Create Customer carries all that Shoplazza can hold.
 *
 * @throws PlatformError `ambiguous` also when the answer names no customer: there may be one all the same.
 */
export async function createCustomer(ask: Ask, fitted: Fitted): Promise<Created> {
  const answer = await ask('create', { body: createBody(fitted) });
  const id = idOf(contentOf(answer.body, 'customer'));
  if (id === undefined) throw unreadable('create', answer);
  return { id, remaining: [] };
}

/** The Shoplazza shop of a store, for one attempt. */
export function openShoplazza(store: Store, deps: PlatformsDeps, context: ShopContext): Platform {
  const call = openShopCall(store, shoplazzaHeaders(store), deps, context);
  return createShoplazza({ call, digest: deps.digest, country: store.country });
}

/**
 * Headers of every call to a Shoplazza shop. The content type belongs to reading calls too: without it the shop answers 400.
 *
 * @see https://shoplazza.dev/reference/api-public-parameters
 */
export function shoplazzaHeaders(
  store: Pick<Store, 'accessToken'>,
): Readonly<Record<'access-token' | 'content-type', string>> {
  return { 'access-token': store.accessToken, 'content-type': 'application/json' };
}
