import { SHOPLAZZA_VERSIONS, type ShoplazzaVersion } from '../../../platforms/versions.ts';
import { createSandbox } from '../sandbox.ts';
import type { Sandbox, SandboxOptions } from '../shop.ts';
import { addAddressRoutes } from './address-routes.ts';
import { addCustomerRoutes } from './customer-routes.ts';
import { blankCustomer, type ShoplazzaCustomer } from './customer.ts';
import { shoplazzaDialect } from './dialect.ts';
import { shoplazzaHook } from './webhook.ts';
import { SHOPLAZZA_KNOB_CHECKS, SHOPLAZZA_KNOBS, type ShoplazzaKnobs } from './knobs.ts';

export type ShoplazzaSandbox = Sandbox<ShoplazzaCustomer, ShoplazzaKnobs>;

interface ShoplazzaSandboxOptions extends SandboxOptions<ShoplazzaKnobs> {
  /** The version of `baseUrl`; the shop speaks the others at their own paths. @default '2022-01' */
  readonly version?: ShoplazzaVersion['name'];
}

/** A Shoplazza shop on this machine. `docs/sandbox.md` separates documented behaviour from our decisions. */
export function createShoplazzaSandbox({
  version: name = '2022-01',
  ...options
}: ShoplazzaSandboxOptions = {}): ShoplazzaSandbox {
  const version = SHOPLAZZA_VERSIONS.find((one) => one.name === name);
  if (!version) throw new Error(`the sandbox speaks no version ${name} of Shoplazza`);
  return createSandbox<ShoplazzaCustomer, ShoplazzaKnobs>(
    {
      dialect: shoplazzaDialect(version),
      defaults: SHOPLAZZA_KNOBS,
      knobChecks: SHOPLAZZA_KNOB_CHECKS,
      blank: blankCustomer,
      hookOf: (change, { knobs }) => shoplazzaHook(change, { version, knobs }),
      addRoutes: (app, state) => {
        for (const spoken of SHOPLAZZA_VERSIONS) {
          addCustomerRoutes(app, state, spoken);
          addAddressRoutes(app, state, spoken);
        }
      },
    },
    options,
  );
}
