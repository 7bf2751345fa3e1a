import { createDigest } from '../event/digest.ts';
import { RejectedError } from '../event/errors.ts';
import { claimedStore, toEvent } from '../event/event.ts';
import type { LeftOut } from '../event/left-out.ts';
import { normalise } from '../event/normalise.ts';
import { personalTexts } from '../event/personal-texts.ts';
import { createIsSafe } from '../event/safe-id.ts';
import type { NormalSignup } from '../event/signup.ts';
import { toUsable } from '../event/usable.ts';
import { describeIssues, validate } from '../event/validate.ts';
import type { Event, Signup, StoreUnusable } from '../generated/types.ts';
import { validateSignup } from '../generated/signup-validators.js';
import { createPlatforms } from '../platforms/create-platforms.ts';
import { grouped } from '../util/counted.ts';
import { MAX_MESSAGE_BYTES, ROOM_FOR_ATTRIBUTES } from '../util/sqs-limits.ts';

/** A signup as the queue takes it: a CloudEvent whose `data` says what is known about one customer. */
export interface SignupEvent extends Pick<Event, 'specversion' | 'id' | 'source'> {
  type: 'customer.signed_up' | 'customer.updated';
  /** When the facts became true, RFC 3339. */
  time: string;
  datacontenttype: 'application/json';
  data: Signup;
}

/** What is known of the store's configuration. The relay uses these values of its own configuration, never yours. */
export interface ShopRules {
  /** Checks the request bodies of this platform too, and names what it cannot hold. */
  readonly platform?: 'shopline' | 'shoplazza' | undefined;
  /** The store's `country`, ISO 3166-1 alpha-2. Without it every phone needs its calling code. */
  readonly country?: string | undefined;
  /** The store's `unusable`. @default 'refuse' */
  readonly unusable?: StoreUnusable | undefined;
}

/** What becomes of a valid event. Paths and rules only, never a value. */
export interface CheckedEvent {
  /** Paths of the fields that the platform has no place for: `customer.gender`. Empty without a `platform`. */
  readonly unheld: readonly string[];
  /** Parts that the relay leaves out. */
  readonly leftOut: readonly LeftOut[];
  /** Whether a time is more than five minutes ahead. The relay takes the time of receipt instead. */
  readonly clamped: boolean;
  /** Identifiers with personal data of this event. Logs, traces and dead letters show their hash instead. */
  readonly hidden: readonly ('id' | 'source')[];
}

export interface CheckContext extends ShopRules {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The most bytes of an event as JSON: the relay adds attributes later. */
const MAX_EVENT_BYTES = MAX_MESSAGE_BYTES - ROOM_FOR_ATTRIBUTES;

/** Only keys of facts hold hashes, and no fact leaves this file. So the deployment's key is not needed. */
const digest = createDigest('producer');

/**
 * Checks an event as `consume` does before it calls a shop. Pure.
 *
 * @throws RejectedError with the reason that the dead letter would have: `invalid_json`, `invalid_event`,
 * `invalid_signup` or `invalid_request`.
 */
export function checkEvent(
  given: unknown,
  { platform, country, unusable = 'refuse', now }: CheckContext,
): CheckedEvent {
  const event = toEvent(JSON.parse(toBody(given)));
  const { id, source } = event;
  if (event.type === 'webhook.delivered') {
    throw broken('/type', 'enum', 'must be customer.signed_up or customer.updated');
  }
  if (claimedStore(event) === undefined) {
    validate(validateSignup, event.data, 'invalid_signup', 'the signup');
  }
  const { data, leftOut } = toUsable(event.data, { country, now, unusable });
  const identity = { eventId: id, source };
  const { signup, clamped } = normalise(event, data, { receivedAt: now, country, identity });
  const isSafe = createIsSafe(personalTexts(event));
  return {
    unheld: unheldBy({ platform, country }, signup),
    leftOut: [...leftOut, ...(signup.leftOut ?? [])],
    clamped,
    hidden: (['id', 'source'] as const).filter((name) => !isSafe(event[name])),
  };
}

/** Public addresses: they decide which version of a platform's rules holds. Nothing is called. */
const BASE_URLS = {
  shopline: 'https://open.shopline.io/v1',
  shoplazza: 'https://demo.myshoplaza.com/openapi/2022-01',
};

const openPlatform = createPlatforms({
  http: () => Promise.reject(new Error('nothing is sent')),
  digest,
  now: () => 0,
});

/** @throws RejectedError `invalid_request` when a request body would break the platform's documented rules. */
function unheldBy({ platform, country }: ShopRules, signup: NormalSignup): readonly string[] {
  if (platform === undefined) return [];
  const base = { platform, baseUrl: BASE_URLS[platform], accessToken: '' };
  const store = country === undefined ? base : { ...base, country };
  const shop = openPlatform(store, {
    remainingMs: () => 0,
    onCall: () => undefined,
    waitForSlot: () => Promise.resolve(),
  });
  return shop.fit(signup).unheld;
}

/**
 * An event as the body of its message.
 *
 * @throws RejectedError `invalid_json` where it cannot be written as JSON, `invalid_event` where it is too large for SQS.
 */
export function toBody(event: unknown): string {
  const text = textOf(event);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_EVENT_BYTES) return text;
  const expected = `must have at most ${grouped(MAX_EVENT_BYTES)} bytes as JSON, and has ${grouped(bytes)}`;
  throw broken('', 'maxBytes', expected);
}

/** SQS refuses a message with one of these two characters. As an escape they are the same text. */
const REFUSED = /[\uFFFE\uFFFF]/g;

function textOf(event: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(event);
  } catch {
    // Below: the reasons are a circle, a BigInt and too many levels.
  }
  if (text === undefined) {
    throw new RejectedError('invalid_json', 'the event cannot be written as JSON');
  }
  return text.replaceAll(REFUSED, (sign) => String.raw`\u` + sign.charCodeAt(0).toString(16));
}

function broken(path: string, rule: string, expected: string): RejectedError {
  const issues = [{ path, rule, expected }];
  return new RejectedError('invalid_event', describeIssues('the event', issues), { issues });
}
