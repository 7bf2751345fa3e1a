import type { Digest } from '../event/digest.ts';
import { WaitError } from '../event/errors.ts';
import { claimedId, toEvent } from '../event/event.ts';
import type { Event } from '../generated/types.ts';
import { personalTexts } from '../personal-texts.ts';
import { createSafeId } from '../event/safe-id.ts';
import { unwrap } from '../event/unwrap.ts';
import type { Message } from '../message/message.ts';
import { prepareDelivery, type PrepareDeliveryDeps } from '../handlers/prepare-delivery.ts';
import { prepareSignup } from '../handlers/prepare-signup.ts';
import type { Known, Part, Prepared } from './prepared.ts';

export interface PrepareDeps extends PrepareDeliveryDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** From a message to signups for stores that exist: unwrap, check, map, normalise. Never rejects. */
export async function prepareMessage(message: Message, deps: PrepareDeps): Promise<Prepared> {
  let known: Known = {};
  try {
    const event = readEvent(message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts = await partsOf(event, { message, known }, deps);
    const [first] = parts;
    return { message, known: parts.length === 1 && first ? first.known : known, parts };
  } catch (error) {
    return { message, known, parts: [{ known, error }] };
  }
}

async function partsOf(
  event: Event,
  { message, known }: { readonly message: Message; readonly known: Known },
  deps: PrepareDeps,
): Promise<readonly Part[]> {
  const read = { event, known, receivedAt: message.firstSeenAt };
  return event.type === 'webhook.delivered'
    ? prepareDelivery(read, deps)
    : [await prepareSignup(read, deps)];
}

function readEvent({ body }: Message, digest: Digest, learn: (known: Known) => void): Event {
  const content = unwrap(body);
  const safeId = createSafeId(digest, personalTexts(content));
  const claimed = claimedId(content);
  if (claimed !== undefined && claimed !== '') {
    learn({ eventId: safeId(claimed) });
  }
  const event = toEvent(content);
  const eventId = safeId(event.id);
  learn({ eventId, source: safeId(event.source), type: event.type });
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
