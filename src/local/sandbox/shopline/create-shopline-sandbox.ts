import { CONTROL_PREFIX } from '../control-routes.ts';
import type { Dialect, Sandbox, SandboxOptions } from '../shop.ts';
import { createSandbox } from '../sandbox.ts';
import { blankCustomer, type ShoplineCustomer } from './customer.ts';
import { SHOPLINE_KNOB_CHECKS, SHOPLINE_KNOBS, type ShoplineKnobs } from './knobs.ts';
import type { ShoplineNotification } from './notifications.ts';
import { addReadRoutes, addWriteRoutes } from './customer-routes.ts';
import { addTagRoutes } from './tag-routes.ts';

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

const BODIES = {
  400: { error: 'The body is not JSON', code: 'BAD_REQUEST', caused_by: {} },
  401: { message: 'Unauthorized', code: 'UNAUTHORIZED', extras: {} },
  404: { message: 'Not found', code: 'NOT_FOUND', extras: {} },
  429: {
    error: 'Rate limit exceeded for attempts to access Open API. please try again later',
    code: 'RateLimitExceeded',
  },
  500: { message: 'Internal server error', code: 'INTERNAL_SERVER_ERROR' },
};

/** @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example for the token and the 429 body. */
const SHOPLINE_DIALECT: Dialect = {
  prefix: '/v1',
  isAuthorized: ({ authorization = '' }, token) => {
    const [scheme = '', credentials] = authorization.split(' ');
    return scheme.toLowerCase() === 'bearer' && credentials === token;
  },
  errorBody: (status) => BODIES[status],
};
