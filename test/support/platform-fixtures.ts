import { createHmac } from 'node:crypto';
import type { NormalSignup } from '../../src/event/signup.ts';
import type { Signup, SignupCustomer } from '../../src/generated/types.ts';
import { createHttp } from '../../src/http/http.ts';
import { createShopCall, type ShopCall } from '../../src/platforms/shared/shop-call.ts';
import { type ShoplazzaVersion, shoplazzaVersion } from '../../src/platforms/versions.ts';

/** A keyed hash as the relay uses one. */
export const testDigest = (text: string): string =>
  createHmac('sha256', 'test-key').update(text).digest('hex');

/** A version of Shoplazza's API by its name. */
export function aShoplazzaVersion(name = '2022-01'): ShoplazzaVersion {
  const version = shoplazzaVersion(`https://shop.example/openapi/${name}`);
  if (!version) throw new Error(`the relay does not speak ${name}`);
  return version;
}

interface SignupParts extends Partial<Omit<Signup, 'customer' | 'store'>> {
  readonly customer?: SignupCustomer;
  readonly type?: NormalSignup['type'];
  readonly trust?: NormalSignup['trust'];
  readonly reconsent?: boolean;
  /** ISO 8601. */
  readonly time?: string;
  readonly id?: string;
}

/** A valid signup as the platforms get it; name only what the test is about. */
export function aNormalSignup(parts: SignupParts = {}): NormalSignup {
  const {
    customer = { email: 'ada@example.com' },
    type,
    time,
    id = 'e-1',
    trust,
    reconsent,
    ...data
  } = parts;
  const { email, phone } = customer;
  return {
    type: type ?? 'customer.signed_up',
    store: 'main',
    eventId: id,
    eventSource: '/tests',
    time: Date.parse(time ?? '2026-11-22T03:04:05Z'),
    stampId: `${id}\n/tests`,
    trust: trust ?? 'verified',
    ...(reconsent === true && { reconsent }),
    contacts: [
      ...(email ? [{ kind: 'email' as const, value: email.toLowerCase() }] : []),
      ...(phone ? [{ kind: 'phone' as const, value: phone }] : []),
    ],
    data: { store: 'main', customer, ...data },
  };
}

const http = createHttp();

/** Calls over real HTTP, without a deadline. */
export function callTo(baseUrl: string, headers: Readonly<Record<string, string>>): ShopCall {
  return createShopCall({
    http,
    baseUrl,
    headers,
    remainingMs: () => 5_000,
    now: Date.now,
    onCall: () => undefined,
    waitForSlot: () => Promise.resolve(),
  });
}
