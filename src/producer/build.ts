import type { Signup } from '../generated/types.ts';
import { checkEvent, type CheckContext, type SignupEvent, toBody } from './check.ts';

/** The facts about one customer, with their identity and time. */
export interface NewSignup extends Signup {
  /**
   * The same facts always have the same id: then it does no harm to send them twice. Take the key of your own record,
   * never an e-mail, a phone or a name.
   */
  id: string;
  /** The program that sends them, as a path: `/checkout`. `source` and `id` together identify the event. */
  source: string;
  /** When they became true. The newest facts win, in whatever order the events arrive. */
  time: string | Date;
}

/**
 * Builds and checks an event.
 *
 * @throws RejectedError as `checkEvent` does.
 */
export function buildEvent(
  type: SignupEvent['type'],
  { id, source, time, ...data }: NewSignup,
  context: CheckContext,
): SignupEvent {
  const event = {
    specversion: '1.0',
    id,
    source,
    type,
    time: timeText(time),
    datacontenttype: 'application/json',
    data,
  };
  checkEvent(event, context);
  // A copy, so that a later change of the signup does not reach the event.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was checked
  return JSON.parse(toBody(event)) as SignupEvent;
}

/**
 * Without a time the event would have the time of receipt, a newer one each time that the facts are sent. So a time that
 * is absent or no `Date` becomes a text that the check refuses.
 */
function timeText(time: unknown): string {
  if (typeof time === 'string') return time;
  return time instanceof Date && !Number.isNaN(time.getTime()) ? time.toISOString() : '';
}
