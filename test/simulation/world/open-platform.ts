import type { ConsumeDeps } from '../../../src/consume/deps.ts';
import { createShopCall, tellingWrites } from '../../../src/platforms/shared/shop-call.ts';
import type { Life } from './life.ts';
import { createSimulatedPlatform } from './platform.ts';
import { createShopHttp } from './shop-http.ts';
import type { Surroundings } from './surroundings.ts';
import type { AttemptNote } from './world.ts';

/** Opens the simulated platform for one attempt, through the real calls with their slots and deadlines. */
export function openPlatformFor(
  { world, shop }: Surroundings,
  life: Life,
  deadline: () => number,
): ConsumeDeps['openPlatform'] {
  const { time } = world;
  const attempts = new WeakMap<object, AttemptNote>();
  return (store, context) => {
    // An attempt with a refreshed token is the same attempt.
    const attempt = attempts.get(context) ?? {
      process: life,
      openedAt: time.now(),
      deadline: deadline(),
    };
    attempts.set(context, attempt);
    let person = '';
    let eventId = '';
    const http = createShopHttp(world, life, shop, {
      attempt,
      eventId: () => eventId,
      person: () => person,
    });
    const call = createShopCall({
      http,
      baseUrl: store.baseUrl,
      headers: { token: store.accessToken },
      now: life.now,
      ...context,
      waitForSlot: (wanted) => {
        attempt.askedAt ??= time.now();
        return context.waitForSlot(wanted);
      },
    });
    const platform = tellingWrites(call, (told) => createSimulatedPlatform(store.platform, told));
    return {
      ...platform,
      fit: (signup) => {
        person = signup.contacts[0]?.value ?? '';
        eventId = signup.eventId;
        attempt.eventId ??= eventId;
        return platform.fit(signup);
      },
    };
  };
}
