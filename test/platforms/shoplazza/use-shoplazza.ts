import { afterEach, beforeEach } from 'vitest';
import type { ShoplazzaSandbox } from '../../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import type { Fact, Platform } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { routesOf } from '../../support/sandbox-shops.ts';
import { openShoplazza } from './open-shoplazza.ts';

type Opened = Awaited<ReturnType<typeof openShoplazza>>;

/** Opens an empty shop and its adapter before each test of the file, and closes it afterwards. */
export function useShoplazza() {
  let opened: Opened;
  let platform: Platform;
  beforeEach(async () => {
    opened = await openShoplazza();
    platform = opened.adapterOver(opened.callTo());
  });
  afterEach(() => opened.close());
  return {
    shop: (): ShoplazzaSandbox => opened.sandbox,
    platform: (): Platform => platform,
    /** @returns the id of the new customer. */
    seed: (...person: Parameters<Opened['seed']>): string => opened.seed(...person),
    factsOf: (parts: Parameters<typeof aNormalSignup>[0]): readonly Fact[] =>
      platform.fit(aNormalSignup(parts)).facts,
    /** `METHOD route` of every call so far. */
    calls: (): readonly string[] => routesOf(opened.sandbox),
  };
}
