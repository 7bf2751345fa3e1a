import type { NormalSignup } from '../contact.ts';
import type { Digest } from '../digest.ts';
import { RejectedError, WaitError } from '../errors.ts';
import { claimedId, toEvent } from '../event.ts';
import type { Event, Store } from '../generated/types.ts';
import { validateSignup } from '../generated/validators.js';
import { normalise } from '../normalise.ts';
import { personalTexts } from '../personal-texts.ts';
import type { Stores } from '../relay/stores-port.ts';
import { safeId } from '../safe-id.ts';
import { unwrap } from '../unwrap.ts';
import { validate } from '../validate.ts';
import type { Known } from './copies.ts';
import type { Message } from './message.ts';

export interface PrepareDeps {
  readonly stores: Stores;
  readonly digest: Digest;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A message that can be tried, or the error that says why not. */
export type Prepared = {
  readonly message: Message;
  readonly known: Known & { readonly type?: string };
} & (
  | { readonly signup: NormalSignup; readonly store: Store; readonly clamped: boolean }
  | { readonly error: unknown }
);

/** From a message to a signup for a store that exists: unwrap, check, map, normalise. Never rejects. */
export async function prepareMessage(message: Message, deps: PrepareDeps): Promise<Prepared> {
  let known: Prepared['known'] = {};
  try {
    const event = readEvent(message, deps, (found) => (known = found));
    const data = validate(validateSignup, event.data, 'invalid_signup', 'the signup');
    known = { ...known, store: data.store };
    const store = await deps.stores.get(data.store);
    const { signup, clamped } = normalise(event, data, {
      receivedAt: message.firstSeenAt,
      country: store.country,
      digest: deps.digest,
    });
    known = { ...known, eventId: signup.eventId, source: signup.eventSource };
    refuseBefore(message, deps.now());
    return { message, known, signup, store, clamped };
  } catch (error) {
    return { message, known, error };
  }
}

function readEvent(
  { body }: Message,
  { digest }: PrepareDeps,
  learn: (known: Prepared['known']) => void,
): Event {
  const content = unwrap(body);
  const personal = personalTexts(content);
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') {
    learn({ eventId: safeId(claimed, digest, personal) });
  }
  const event = toEvent(content);
  const eventId = safeId(event.id, digest, personal);
  learn({ eventId, source: safeId(event.source, digest, personal), type: event.type });
  if (event.type === 'webhook.delivered') {
    throw new RejectedError(
      'unknown_source',
      'this version of the relay has no sources for webhook deliveries',
    );
  }
  return event;
}

/** A platform asked for more time than SQS can delay a message. */
function refuseBefore({ notBefore = 0 }: Message, now: number): void {
  if (notBefore > now) {
    throw new WaitError('the shop asked to be left alone until later', {
      retryAfterMs: notBefore - now,
    });
  }
}
