import { afterEach, beforeEach } from 'vitest';
import type { ShoplineSandbox } from '../../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import {
  type Fact,
  type Fitted,
  type Platform,
  PlatformError,
} from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { routesOf } from '../../support/sandbox-shops.ts';
import type { Store } from '../../../src/generated/types.ts';
import type { ShopCall } from '../../../src/platforms/shared/shop-call.ts';
import { openShopline } from './open-shopline.ts';

type SignupParts = NonNullable<Parameters<typeof aNormalSignup>[0]>;

/** Opens an empty shop and its adapter before each test of the file, and closes it afterwards. */
export function useShopline() {
  let opened: Awaited<ReturnType<typeof openShopline>>;
  let platform: Platform;
  beforeEach(async () => {
    opened = await openShopline();
    platform = opened.adapterOver(opened.callTo());
  });
  afterEach(() => opened.close());

  const fitCustomer = (customer: SignupParts['customer'], more: SignupParts = {}): Fitted =>
    platform.fit(aNormalSignup({ customer: { email: 'ada@example.com', ...customer }, ...more }));
  return {
    /** The shop with what opens adapters for it. @param contactPhones of the store. */
    opened: (contactPhones?: Store['contactPhones']) => ({
      callTo: () => opened.callTo(),
      adapterOver: (call: ShopCall) => opened.adapterFor(call, contactPhones),
    }),
    shop: (): ShoplineSandbox => opened.sandbox,
    platform: (): Platform => platform,
    fitCustomer,
    /** The facts of the signup without the e-mail address. */
    factsOf: (customer: SignupParts['customer'], more: SignupParts = {}): readonly Fact[] =>
      fitCustomer(customer, more).facts.filter(({ key }) => key !== 'email'),
    /** `METHOD route` of every call so far. */
    calls: (): readonly string[] => routesOf(opened.sandbox),
  };
}

/** The error that a call rejects with. @throws Error when it does not, or with another one. */
export async function failureOf(promise: Promise<unknown>): Promise<PlatformError> {
  const error: unknown = await promise.catch((caught: unknown) => caught);
  if (!(error instanceof PlatformError)) throw new Error('expected a PlatformError');
  return error;
}
