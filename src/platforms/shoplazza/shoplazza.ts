import type { Platform } from '../../delivery/platform-port.ts';
import type { ShopCall } from '../shared/shop-call.ts';
import { createAsk } from './ask.ts';
import type { FitDeps } from './facts.ts';
import { createCustomer } from './create-customer.ts';
import { findCustomers } from './find.ts';
import { fit } from './fit.ts';
import { takesTogether } from './takes-together.ts';
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
