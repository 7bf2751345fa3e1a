import { randomUUID } from 'node:crypto';
import type { RecordChange, HookPost } from '../webhooks.ts';
import { toAnswer } from './answer.ts';
import type { ShoplineCustomer } from './customer.ts';

/**
 * What a SHOPLINE shop posts about a customer. The envelope is documented, the resource is not: it is that of an answer.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/webhook-topic-and-payload-example
 */
export function shoplineHook(
  { before, after }: RecordChange<ShoplineCustomer>,
  nowMs: number,
): HookPost {
  const verb = after === undefined ? 'remove' : before === undefined ? 'create' : 'update';
  const customer = after ?? before;
  const resource = customer && {
    _id: customer.id,
    ...toAnswer(customer, { mobilePhones: 'confirmed' }),
  };
  const body = JSON.stringify({
    event: 'User',
    merchant_id: '5f0000000000000000000002',
    resource,
    topic: `user/${verb}`,
    trace_id: randomUUID(),
    ts: `${nowMs}000000`,
  });
  return { tool: 'shopline', headers: { 'content-type': 'application/json' }, body };
}
