import { setTimeout } from 'node:timers/promises';
import type { Contact } from '../../src/event/signup.ts';
import { createDigest } from '../../src/event/digest.ts';
import type { Event, Signup, Store } from '../../src/generated/types.ts';
import { createHttp } from '../../src/http/http.ts';
import { normalise } from '../../src/event/normalise.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import type { Outcome } from '../../src/delivery/job.ts';
import { createNewCustomers } from '../../src/delivery/new-customers.ts';
import { deliverSignup } from '../../src/delivery/deliver-signup.ts';
import { anEvent, type EventParts } from './an-event.ts';
import { openLedger, type OpenLedger } from './open-ledger.ts';
import {
  openSandboxShops,
  type PlatformName,
  routesOf,
  type SandboxShops,
} from './sandbox-shops.ts';

/** The core on the real ledger, the real adapters and sandbox shops, with a clock that the test moves. */
export interface OpenRelay extends OpenLedger, SandboxShops {
  /** Milliseconds since the epoch; the shops share it. */
  now: number;
  /** Starts with an unknown store and empty shops, so that tests share nothing; forgets calls and writes. */
  newStore(): void;
  /** The ledger knows nobody from now on; the shops keep their customers. */
  forgetLedger(): void;
  /** The name of this store. */
  readonly store: string;
  /** Delivers one event once. */
  relay(
    platform: PlatformName,
    event: EventParts,
    more?: {
      readonly gaveUpFinding?: boolean;
      readonly contactPhones?: Store['contactPhones'];
      /** What the user of an anonymous event has proven. */
      readonly proven?: readonly Contact['kind'][];
    },
  ): Promise<Outcome>;
  /** `POST /customers` and the like, in order, since the last reset. */
  calls(platform: PlatformName): readonly string[];
}

/** Opens it with shops without limits. Call `newStore` before each test. */
export async function openRelay(): Promise<OpenRelay> {
  let stores = 0;
  const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
  const now = (): number => clock.now;
  const open = await openLedger(now);
  const shops = await openSandboxShops(now);
  const digest = createDigest('test-key');
  const openPlatform = createPlatforms({ http: createHttp(), digest, now });
  let attempts = 0;
  return {
    ...open,
    ...shops,
    get now() {
      return clock.now;
    },
    set now(ms) {
      clock.now = ms;
    },
    get store() {
      return `store-${stores}`;
    },
    newStore: () => {
      stores += 1;
      shops.shopline.reset();
      shops.shoplazza.reset();
      open.writes();
    },
    forgetLedger: () => {
      stores += 1;
    },
    calls: (platform) => routesOf(shops[platform]),
    relay: async (platform, parts, { gaveUpFinding = false, contactPhones, proven } = {}) => {
      const event = anEvent(parts) as unknown as Event;
      const data = { ...(event.data as Signup), store: `store-${stores}` };
      const { signup: normal } = normalise(event, data, {
        receivedAt: clock.now,
        country: 'TW',
        identity: { eventId: event.id, source: event.source },
      });
      const own = normal.contacts.filter(({ kind }) => proven?.includes(kind));
      const signup = { ...normal, ...(proven && { proven: own }) };
      const { baseUrl } = shops[platform];
      const adapter = openPlatform(
        {
          platform,
          baseUrl,
          accessToken: 'sandbox-token',
          country: 'TW',
          ...(contactPhones && { contactPhones }),
        },
        { remainingMs: () => 2_000, onCall: () => undefined, waitForSlot: () => Promise.resolve() },
      );
      const outcome = await deliverSignup({
        signup,
        fitted: adapter.fit(signup),
        platform: adapter,
        ledger: open.ledger,
        newCustomers: createNewCustomers({ ledger: open.ledger, sleep: setTimeout }),
        now,
        holder: `h-${(attempts += 1)}`,
        sendingUntil: clock.now + 20_000,
        gaveUpFinding,
      });
      // A test that skips a signup says so, and asks for no customer.
      return outcome as Outcome;
    },
    close: async () => {
      await Promise.all([open.close(), shops.shopline.close(), shops.shoplazza.close()]);
    },
  };
}
