import { PlatformError } from '../../src/delivery/platform-port.ts';
import { changed, type Sabotaged } from './sabotage-tools.ts';

/** Faults between the relay and its shops. */
export const SABOTAGED_SHOPS: readonly Sabotaged[] = [
  {
    name: 'a token that is not read again',
    platform: 'shopline',
    sabotage: changed(({ stores }) => {
      const first = new Map<string, ReturnType<typeof stores.get>>();
      const get: typeof stores.get = (name) => {
        const store = first.get(name) ?? stores.get(name);
        first.set(name, store);
        return store;
      };
      return { stores: { get, refresh: get } };
    }),
    breaks: /dead letter: unauthorized/,
  },
  {
    name: 'a relay that takes every failed create as not written',
    platform: 'shopline',
    sabotage: changed(({ openPlatform }) => ({
      openPlatform: async (store, context) => {
        const platform = await openPlatform(store, context);
        return {
          ...platform,
          create: (fitted) =>
            platform.create(fitted).catch((error: unknown) => {
              const isAmbiguous =
                error instanceof PlatformError && error.verdict.kind === 'ambiguous';
              throw isAmbiguous ? new PlatformError({ kind: 'again' }, error.message) : error;
            }),
        };
      },
    })),
    breaks: /was created 2 times|repeated blindly/,
  },
  {
    name: 'limiters that ignore a pause',
    platform: 'shopline',
    sabotage: changed(({ openLimiters }) => ({
      openLimiters: () => {
        const limiters = openLimiters();
        return {
          ...limiters,
          permit: (store, asking) => {
            const permit = limiters.permit(store, asking);
            return {
              ...permit,
              waitForSlot: (call) => permit.waitForSlot(call).catch(() => undefined),
            };
          },
        };
      },
    })),
    breaks: /was probed too often/,
  },
  {
    name: 'updates that give a consent',
    platform: 'shopline',
    sabotage: changed(({ openPlatform }) => ({
      openPlatform: async (store, context) => {
        const platform = await openPlatform(store, context);
        const raised = (value: unknown): unknown => (value === false ? true : value);
        return {
          ...platform,
          update: (id, facts) =>
            platform.update(
              id,
              facts.map((fact) =>
                fact.key === 'consent.email' && fact.kind === 'parameters'
                  ? { ...fact, parameters: { 'consent.email': raised(fact.parameters[fact.key]) } }
                  : fact,
              ),
            ),
        };
      },
    })),
    breaks: /consent.email of .* is not what was said last/,
  },
];
