import { CONTROL_PREFIX } from '../control-routes.ts';
import { createSandbox } from '../sandbox.ts';
import type { Sandbox, SandboxOptions } from '../shop.ts';
import { addCustomerRoutes } from './customer-routes.ts';
import { blankCustomer, type ShoplineCustomer } from './customer.ts';
import { SHOPLINE_DIALECT } from './dialect.ts';
import { SHOPLINE_KNOB_CHECKS, SHOPLINE_KNOBS, type ShoplineKnobs } from './knobs.ts';
import type { ShoplineNotification } from './notifications.ts';
import { addTagRoutes } from './tag-routes.ts';
import { shoplineHook } from './webhook.ts';

export interface ShoplineSandbox extends Sandbox<ShoplineCustomer, ShoplineKnobs> {
  /** The messages that a real shop would have sent to customers so far, in order. */
  notifications(): readonly ShoplineNotification[];
}

/** A SHOPLINE shop on this machine. `docs/sandbox.md` separates documented behaviour from our decisions. */
export function createShoplineSandbox(
  options: SandboxOptions<ShoplineKnobs> = {},
): ShoplineSandbox {
  const notifications: ShoplineNotification[] = [];
  const sandbox = createSandbox<ShoplineCustomer, ShoplineKnobs>(
    {
      dialect: SHOPLINE_DIALECT,
      defaults: SHOPLINE_KNOBS,
      knobChecks: SHOPLINE_KNOB_CHECKS,
      blank: blankCustomer,
      hookOf: shoplineHook,
      addRoutes: (app, state) => {
        addCustomerRoutes(app, state, (more) => notifications.push(...more));
        addTagRoutes(app, state);
        app.get(`${CONTROL_PREFIX}/notifications`, async () => notifications);
      },
      onReset: () => void notifications.splice(0),
    },
    options,
  );
  return Object.assign(sandbox, { notifications: () => [...notifications] });
}
