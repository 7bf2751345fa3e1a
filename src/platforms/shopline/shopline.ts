import type { Created, Fitted, Platform } from '../../delivery/platform-port.ts';
import type { ShopCall } from '../shared/shop-call.ts';
import { type Ask, createAsk, unreadable } from './ask.ts';
import { createBody, factsAfterCreate } from './bodies.ts';
import { findCustomers } from './find.ts';
import { fit, type FitDeps } from './fit.ts';
import { idOf } from './id-of.ts';
import { takesTogether } from './takes-together.ts';
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
