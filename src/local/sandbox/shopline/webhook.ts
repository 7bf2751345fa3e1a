import { randomUUID } from 'node:crypto';
import type { RecordChange, HookPost } from '../webhooks.ts';
import { toAnswer } from './answer.ts';
import type { ShoplineCustomer } from './customer.ts';
import type { ShoplineState } from './rules.ts';

/**
 * What a SHOPLINE shop posts about a customer. The envelope is documented, the resource is not: it is that of an answer.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/webhook-topic-and-payload-example
 */
export function shoplineHook(
  { before, after }: RecordChange<ShoplineCustomer>,
  { knobs, now }: Pick<ShoplineState, 'knobs' | 'now'>,
): HookPost {
  const verb = after === undefined ? 'remove' : before === undefined ? 'create' : 'update';
  const customer = after ?? before;
  const resource = customer && {
    _id: customer.id,
    ...toAnswer(customer, knobs()),
  };
  const body = JSON.stringify({
    event: 'User',
    merchant_id: '5f0000000000000000000002',
    resource,
    topic: `user/${verb}`,
    trace_id: randomUUID(),
    ts: `${now()}000000`,
  });
  return { tool: 'shopline', headers: { 'content-type': 'application/json' }, body };
}
