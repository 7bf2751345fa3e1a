import { randomUUID } from 'node:crypto';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { RecordChange, HookPost } from '../webhooks.ts';
import { toAnswer } from './answer.ts';
import type { ShoplazzaCustomer } from './customer.ts';
import type { ShoplazzaState } from './rules.ts';

/**
 * What a Shoplazza shop posts about a customer. Headers and wrapper are documented, the customer is that of an answer.
 *
 * @see https://shoplazza.dev/docs/webhook-properties
 */
export function shoplazzaHook(
  { before, after }: RecordChange<ShoplazzaCustomer>,
  { version, knobs }: { readonly version: ShoplazzaVersion } & Pick<ShoplazzaState, 'knobs'>,
): HookPost {
  const verb = after === undefined ? 'delete' : before === undefined ? 'create' : 'update';
  const customer = after === undefined ? { id: before?.id } : toAnswer(after, version, knobs());
  return {
    tool: 'shoplazza',
    headers: {
      'content-type': 'application/json',
      'x-shoplazza-topic': `customers/${verb}`,
      'x-shoplazza-api-version': version.name,
      'x-shoplazza-deduplication-id': randomUUID(),
    },
    body: JSON.stringify({ customer }),
  };
}
