import type { StoreSource } from '../../src/generated/types.ts';
import type { Delivery, Found, FoundSignup, Source } from '../../src/sources/source.ts';
import { toUsable } from '../../src/event/usable.ts';

/** 15 September 2026, 03:20:00 UTC. */
export const RECEIVED_AT = 1_789_442_400_000;

type Posted = string | Uint8Array | object;

export const aDelivery = (
  body: Posted,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Delivery => ({
  store: 'tw-main',
  source: 'join-form',
  receivedAt: RECEIVED_AT,
  headers,
  body: toBytes(body),
});

const toBytes = (body: Posted): Uint8Array =>
  body instanceof Uint8Array
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

/** What a tool's delivery holds, read with these settings of the source. */
export const readWith = (
  source: Source,
  delivery: Delivery,
  settings: Partial<StoreSource> & { readonly country?: string } = {},
): readonly Found[] => {
  const config = { tool: source.tool, ...settings } as StoreSource;
  return source.read(delivery, { config, country: settings.country ?? 'TW' });
};

/** The one signup of a delivery, which can be used; without the tool's names of its fields. */
export function signupOf(
  source: Source,
  delivery: Delivery,
  settings: Parameters<typeof readWith>[2] = {},
): FoundSignup {
  const [found, ...more] = readWith(source, delivery, settings);
  if (found?.kind !== 'signup' || more.length > 0) throw new Error('not one signup');
  const data = { ...found.data, store: 'tw-main' };
  toUsable(data, { country: settings.country ?? 'TW', now: RECEIVED_AT, unusable: 'leave-out' });
  const { fields: _, ...signup } = found;
  return signup;
}
