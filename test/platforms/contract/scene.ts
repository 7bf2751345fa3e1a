import type { Fact, Platform } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import type { OpenShop, Person } from './open-shop.ts';

type SignupParts = Parameters<typeof aNormalSignup>[0];

/** The shop and adapter that a rule of the contract uses. */
export interface Scene {
  readonly shop: OpenShop;
  /** The adapter for this shop. */
  readonly platform: Platform;
  /** The customer of this id as the shop has it. */
  person(id: string): Person | undefined;
  /** The facts of a signup without its contacts. */
  said(parts: SignupParts): readonly Fact[];
  /** Creates like the relay: an update follows with the remaining facts. @returns the id. */
  createWhole(parts: SignupParts): Promise<string>;
}

export function setScene(shop: OpenShop): Scene {
  const platform = shop.adapterOver(shop.callTo());
  return {
    shop,
    platform,
    person: (id) => shop.people().find((one) => one.id === id),
    said: (parts) =>
      platform
        .fit(aNormalSignup(parts))
        .facts.filter(({ key }) => key !== 'email' && key !== 'phone'),
    createWhole: async (parts) => {
      const { id, remaining } = await platform.create(platform.fit(aNormalSignup(parts)));
      if (remaining.length > 0) await platform.update(id, remaining);
      return id;
    },
  };
}
