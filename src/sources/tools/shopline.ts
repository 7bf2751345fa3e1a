import { RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import { validateShoplineDelivery } from '../../generated/sources-validators.js';
import type { ShoplineDelivery } from '../../generated/types.ts';
import { hashOf, known, recordId, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { timeOfMilliseconds, timeOfText } from '../read/times.ts';
import type { Found, Source } from '../source.ts';

/**
 * Topics whose resource is the whole customer. Deliveries of other topics hold something else.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/webhook-topic-and-payload-example
 */
const WRITTEN = new Set([
  'user/create',
  'user/update',
  'user/mobile_sign_up',
  'user/membership_tier_update',
]);
const REMOVED = 'user/remove';

/** The customers of a SHOPLINE shop, posted by the shop itself. The relay notes them and writes nothing to the shop. */
export const shopline: Source = {
  tool: 'shopline',
  read({ body }) {
    const json = readJsonBody(body);
    const posted = validate(validateShoplineDelivery, json, 'invalid_delivery', 'the delivery');
    return [toFound(posted)];
  },
};

function toFound({ topic: given, resource = {}, ts }: ShoplineDelivery): Found {
  const topic = given.toLowerCase();
  const sentAt = timeOfNanoseconds(ts);
  const isRemoved = topic === REMOVED;
  const { _id: underscored } = resource;
  const customerId = recordId(resource.id) ?? recordId(underscored);
  const updatedAt = timeOfText(resource.updated_at) ?? sentAt;
  const id = [topic, customerId ?? hashOf(resource), updatedAt].join(':');
  if (!isRemoved && !WRITTEN.has(topic)) return skipped(id, 'its topic is not about a customer');
  if (customerId === undefined) {
    throw new RejectedError('invalid_delivery', 'the delivery has no usable `resource.id`');
  }
  const record = { ...resource, ...known({ updated_at: updatedAt }), id: customerId };
  return { kind: 'record', id, platform: 'shopline', customerId, isRemoved, record };
}

/** `ts` has more digits than a number holds, so it is read as text. */
function timeOfNanoseconds(ts: ShoplineDelivery['ts']): string | undefined {
  const text = String(ts ?? '');
  return /^\d{13,20}$/.test(text) ? timeOfMilliseconds(text.slice(0, -6)) : undefined;
}
