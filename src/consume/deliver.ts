import { deliverSignup } from '../delivery/deliver-signup.ts';
import { deliverTogether } from '../delivery/deliver-together.ts';
import { mergeFitted } from '../delivery/field-clocks.ts';
import type { Outcome } from '../delivery/job.ts';
import type { Store } from '../generated/types.ts';
import type { Message } from '../message/message.ts';
import type { CallRecord } from '../telemetry/call-record.ts';
import type { ShopContext } from '../platforms/shared/shop-call.ts';
import type { Batch, DeliverDeps } from './deps.ts';
import type { ReadySignup } from './prepared.ts';
import { withRateLimit } from './with-rate-limit.ts';

/** A signup, and the message that it came in. */
export interface Delivery {
  readonly message: Message;
  readonly ready: ReadySignup;
}

/** At least one. */
export type Deliveries = readonly [Delivery, ...Delivery[]];

interface Circumstances {
  readonly batch: Batch;
  /** Gets every call to the shop, in order. */
  readonly calls: CallRecord[];
}

/** `customer.updated` may overtake its `customer.signed_up`: an unknown customer is looked for this long and this often. */
const FIND_HORIZON_MS = 60_000;

const LEAST_FINDS = 5;

/**
 * Brings signups of one person, with the same contacts, to their shop in one attempt, in the order of the list.
 *
 * @returns an outcome for each; `undefined` where they have to be delivered one after the other, without having called.
 * @throws RejectedError one of them can never succeed. @throws WaitError it is not their turn.
 * @throws PlatformError the shop did not do it.
 */
export async function deliverRun(
  deliveries: Deliveries,
  { batch, calls }: Circumstances,
  deps: DeliverDeps,
): Promise<readonly Outcome[] | undefined> {
  const [{ ready }] = deliveries;
  const lowPriority = deliveries.every(({ message }) => message.replays > 0);
  const outcomes = await withRateLimit(
    { name: ready.signup.store, store: ready.store },
    { batch, calls, lowPriority },
    (store, context) => relayTo(store, deliveries, { batch, context }, deps),
    deps,
  );
  return outcomes?.map((outcome) => withoutEmptyUpdate(outcome, calls));
}

async function relayTo(
  store: Store,
  deliveries: Deliveries,
  { batch, context }: { readonly batch: Batch; readonly context: ShopContext },
  deps: DeliverDeps,
): Promise<readonly Outcome[] | undefined> {
  const platform = await deps.openPlatform(store, context);
  const now = deps.now();
  const [{ ready }] = deliveries;
  const { signup } = ready;
  const all = deliveries.map((one) => platform.fit(one.ready.signup));
  const [first, ...others] = all;
  const isOne = others.length === 0;
  const fitted = first && isOne ? first : mergeFitted(all);
  if (!isOne && !platform.takesTogether(all, fitted)) return undefined;
  const job = {
    signup,
    fitted,
    platform,
    ledger: deps.ledger,
    newCustomers: batch.newCustomers,
    prefetched: batch.prefetch.take(signup),
    now: deps.now,
    holder: deps.newHolder(),
    sendingUntil: now + context.remainingMs(),
    gaveUpFinding: deliveries.some(({ message }) => hasGivenUpFinding(message, now)),
  };
  return isOne ? [await deliverSignup(job)] : deliverTogether({ ...job, all });
}

const hasGivenUpFinding = ({ attempts, triesSince }: Message, now: number): boolean =>
  attempts + 1 >= LEAST_FINDS && now - triesSince >= FIND_HORIZON_MS;

/** A platform may find that a customer has it all already: nothing was written, so nothing was updated. */
function withoutEmptyUpdate(outcome: Outcome, calls: readonly CallRecord[]): Outcome {
  const wrote = calls.some(({ method }) => method !== 'GET');
  return outcome.outcome === 'updated' && !wrote ? { ...outcome, outcome: 'unchanged' } : outcome;
}

/**
 * Brings one signup to its shop: through the store's gate, with a token that is looked up again once when it is refused.
 *
 * @throws RejectedError it can never succeed. @throws WaitError it is not its turn. @throws PlatformError the shop did not do it.
 */
export async function deliverOne(
  ready: ReadySignup,
  { message, ...circumstances }: Circumstances & { readonly message: Message },
  deps: DeliverDeps,
): Promise<Outcome> {
  const [outcome] = (await deliverRun([{ message, ready }], circumstances, deps)) ?? [];
  if (outcome === undefined) throw new Error('one signup has one outcome');
  return outcome;
}
