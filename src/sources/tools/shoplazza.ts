import { RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import { validateShoplazzaDelivery } from '../../generated/sources-validators.js';
import { hashOf, known, recordId, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { toText } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';
import type { Source } from '../source.ts';

const WRITTEN = new Set(['customers/create', 'customers/update']);
const REMOVED = 'customers/delete';

/**
 * The customers of a Shoplazza shop, posted by the shop itself. The relay notes them and writes nothing to the shop.
 *
 * @see https://shoplazza.dev/docs/webhook-properties
 */
export const shoplazza: Source = {
  tool: 'shoplazza',
  read({ headers, body }) {
    const topic = headers['x-shoplazza-topic']?.toLowerCase();
    if (topic === undefined) {
      throw new RejectedError('invalid_delivery', 'the header x-shoplazza-topic is missing');
    }
    const given = toText(headers['x-shoplazza-deduplication-id']);
    const isRemoved = topic === REMOVED;
    if (!isRemoved && !WRITTEN.has(topic)) {
      return [skipped(given ?? topic, 'its topic is not about a customer')];
    }
    const json = readJsonBody(body);
    const posted = validate(validateShoplazzaDelivery, json, 'invalid_delivery', 'the delivery');
    const customer = posted.customer ?? posted;
    const customerId = recordId(customer.id);
    if (customerId === undefined) {
      throw new RejectedError('invalid_delivery', 'the delivery has no usable `customer.id`');
    }
    const updatedAt = timeOfText(customer.updated_at);
    const id = given ?? [topic, customerId, updatedAt ?? hashOf(customer)].join(':');
    const record = { ...customer, ...known({ updated_at: updatedAt }), id: customerId };
    return [{ kind: 'record', id, platform: 'shoplazza', customerId, isRemoved, record }];
  },
};
