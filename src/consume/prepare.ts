import { WaitError } from '../event/errors.ts';
import type { Known, Message } from '../message/message.ts';
import type { Found } from '../sources/source.ts';
import { prepareCorrected } from './corrected.ts';
import { prepareDelivery } from './prepare-delivery.ts';
import { prepareSignup } from './prepare-signup.ts';
import type { Prepared, Work } from './prepared.ts';
import { checkSize, wholeWork } from './progress.ts';
import { isCorrected, type PrepareDeps, readEvent, storeNamedIn } from './read-event.ts';

export type { PrepareDeps } from './read-event.ts';

/**
 * Reads the signups of a message, each for a store that exists: unwrap, check, map, normalise. Never rejects.
 *
 * @param choose of a delivery: which of its entries to read. @default all of them
 */
export async function prepareMessage(
  message: Message,
  deps: PrepareDeps,
  choose: (found: readonly Found[], message: Message) => Work = wholeWork,
): Promise<Prepared> {
  let known: Known = {};
  let work: Work | undefined;
  try {
    const read = readEvent(message, deps.digest, (found) => (known = found));
    refuseBefore(message, deps.now());
    const parts =
      read.event.type === 'webhook.delivered'
        ? await prepareDelivery(read, deps, (found) => {
            checkSize(message, found.length);
            return (work = choose(found, message)).now;
          })
        : [await (isCorrected(read.event) ? prepareCorrected : prepareSignup)(read, deps)];
    const [first] = parts;
    return {
      message,
      known: parts.length === 1 && first ? first.known : known,
      parts,
      ...(work && work.total > 1 && { work }),
    };
  } catch (error) {
    const named = { ...known, ...(await storeNamedIn(message, error, deps)) };
    return { message, known: named, parts: [{ known: named, error }] };
  }
}

/** Enforces a delay that is longer than SQS can delay a message. */
function refuseBefore({ notBefore = 0 }: Message, now: number): void {
  if (notBefore > now) {
    throw new WaitError('the shop asked for a longer delay, which has not ended yet', {
      retryAfterMs: notBefore - now,
    });
  }
}
