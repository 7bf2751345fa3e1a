import { counted } from '../util/counted.ts';
import type { CheckedEvent, SignupEvent } from './check.ts';

/** An event that SQS confirmed. */
export interface SentEvent extends CheckedEvent {
  readonly event: SignupEvent;
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly messageId: string;
}

/** An event that SQS did not confirm. */
export interface UnsentEvent {
  readonly event: SignupEvent;
  /** Its place in the list, from 0. */
  readonly index: number;
  /**
   * What to do. `invalid`: correct the event. `refused`: correct the call, such as a right that is missing. `unconfirmed`:
   * send the same event later; it may have arrived, and a second time does no harm.
   */
  readonly kind: 'invalid' | 'refused' | 'unconfirmed';
  /** Why, in one sentence without personal data. */
  readonly message: string;
  /** What the check or the call threw; SQS's own entry where it refused one. Not for logs. */
  readonly cause: unknown;
}

/** Not every event is on the queue. */
export class UnsentError extends Error {
  override readonly name = 'UnsentError';
  /** In the order of the list. */
  readonly unsent: readonly UnsentEvent[];
  /** The others, which SQS confirmed. */
  readonly sent: readonly SentEvent[];

  constructor(unsent: readonly UnsentEvent[], sent: readonly SentEvent[]) {
    const [first] = unsent;
    const total = unsent.length + sent.length;
    const were = unsent.length === 1 ? 'was' : 'were';
    super(
      `${unsent.length} of ${counted(total, 'event')} ${were} not sent. Event ${(first?.index ?? 0) + 1}: ${first?.message}.`,
    );
    this.unsent = unsent;
    this.sent = sent;
  }
}
