import type { LineEvent } from '../../generated/types.ts';
import { validateLineDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Source } from '../source.ts';
import { toText } from '../read/texts.ts';

/**
 * LINE names a new friend by a number of the bot only. It sends neither e-mail nor phone. So no event of it makes or
 * changes a customer.
 */
export const line: Source = {
  tool: 'line',
  read({ body }) {
    const json = readJsonBody(body);
    const { destination, events } = validate(
      validateLineDelivery,
      json,
      'invalid_delivery',
      'the delivery',
    );
    return events.map((event, at) => {
      const place = [destination, event.timestamp, at].join(':');
      return skipped(toText(event.webhookEventId) ?? place, whyNot(event));
    });
  },
};

function whyNot({ type, follow }: LineEvent): string {
  if (type === 'follow' && follow?.isUnblocked === true) {
    return 'a friend came back, which is no signup, and LINE tells neither e-mail nor phone';
  }
  return WHY.get(type) ?? 'its type is not about a signup';
}

const WHY: ReadonlyMap<string, string> = new Map([
  ['follow', 'a person became a friend, but LINE tells neither e-mail nor phone'],
  ['unfollow', 'a friend left, but LINE tells neither e-mail nor phone'],
  ['accountLink', 'a friend linked an account, but LINE tells neither e-mail nor phone'],
]);
