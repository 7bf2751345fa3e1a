import { createSandbox } from '../sandbox.ts';
import type { Sandbox, SandboxOptions } from '../shop.ts';
import { addAddressRoutes } from './address-routes.ts';
import { addCustomerRoutes } from './customer-routes.ts';
import { blankCustomer, type ShoplazzaCustomer } from './customer.ts';
import { SHOPLAZZA_DIALECT } from './dialect.ts';
import { SHOPLAZZA_KNOB_CHECKS, SHOPLAZZA_KNOBS, type ShoplazzaKnobs } from './knobs.ts';

export type ShoplazzaSandbox = Sandbox<ShoplazzaCustomer, ShoplazzaKnobs>;

/** A Shoplazza shop on this machine. `docs/sandbox.md` separates documented behaviour from our decisions. */
export function createShoplazzaSandbox(
  options: SandboxOptions<ShoplazzaKnobs> = {},
): ShoplazzaSandbox {
  return createSandbox<ShoplazzaCustomer, ShoplazzaKnobs>(
    {
      dialect: SHOPLAZZA_DIALECT,
      defaults: SHOPLAZZA_KNOBS,
      knobChecks: SHOPLAZZA_KNOB_CHECKS,
      blank: blankCustomer,
      addRoutes: (app, state) => {
        addCustomerRoutes(app, state);
        addAddressRoutes(app, state);
      },
    },
    options,
  );
}
