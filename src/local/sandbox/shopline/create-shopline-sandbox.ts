import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts';
import { CONTROL_PREFIX } from '../control-prefix.ts';
import { blankCustomer, type ShoplineCustomer } from './customer.ts';
import { SHOPLINE_DIALECT } from './dialect.ts';
import { SHOPLINE_KNOB_CHECKS, SHOPLINE_KNOBS, type ShoplineKnobs } from './knobs.ts';
import type { ShoplineNotification } from './notifications.ts';
import { addReadRoutes } from './read-routes.ts';
import { addTagRoutes } from './tag-routes.ts';
import { addWriteRoutes } from './write-routes.ts';

export interface ShoplineSandbox extends Sandbox<ShoplineCustomer, ShoplineKnobs> {
  /** What a real shop would have sent to real people so far, in order. */
  notifications(): readonly ShoplineNotification[];
}

/** A SHOPLINE shop on this machine. `docs/sandbox.md` says what is documented behaviour and what is our decision. */
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
      addRoutes: (app, state) => {
        addReadRoutes(app, state);
        addWriteRoutes(app, state, (more) => notifications.push(...more));
        addTagRoutes(app, state);
        app.get(`${CONTROL_PREFIX}/notifications`, async () => notifications);
      },
      onReset: () => void notifications.splice(0),
    },
    options,
  );
  return Object.assign(sandbox, { notifications: () => [...notifications] });
}
