import { eventId } from './event-id.ts';
import type { SampleRelay } from './samples/run.ts';
import { parseSampleDelivery } from './samples/delivery.ts';
import type { SignupLine } from './signup-line.ts';

/** A sample on its way. */
interface SentSample {
  /** Whether a line of the log tells about it. */
  readonly isAbout: (line: SignupLine) => boolean;
  /** Set where `receive` did not take it. */
  readonly refused?: { readonly outcome: 'refused'; readonly reason: string };
}

/** Sends the text of a sample the way it is meant to come: a delivery as a signed webhook, all else to the queue. */
export async function sendSample(
  text: string,
  relay: Pick<SampleRelay, 'send' | 'post'>,
): Promise<SentSample> {
  const delivery = parseSampleDelivery(text, Date.now());
  if (delivery === undefined) {
    const messageId = await relay.send(text);
    const id = eventId(text);
    return { isAbout: (line) => line.messageId === messageId || line.eventId === id };
  }
  const status = await relay.post(delivery);
  const address = `/webhooks/${delivery.store}/${delivery.tool}`;
  return {
    isAbout: ({ source }) => source === address,
    // A browser's form is answered with a redirection.
    ...(status >= 400 && { refused: { outcome: 'refused', reason: `HTTP ${status}` } }),
  };
}
