import type { Delivery as StoredDelivery, Event, StoreSource } from '../../generated/types.ts';
import { validateDelivery } from '../../generated/validators.js';
import type { Part } from '../../consume/prepared.ts';
import { type Senders, senderOf, type Stores } from '../../delivery/stores-port.ts';
import type { Delivery, FoundSignup } from '../../sources/source.ts';
import { SOURCES } from '../../sources/sources.ts';
import { validate } from '../../event/validate.ts';
import { type Origin, originsOf } from './origins.ts';
import { ofTheEvent, ruleOf } from './rule-of.ts';

/** How the signups of one source are read. */
export interface Rules {
  /** The origin of a field, and the rule that found it. */
  readonly of: (path: string) => { readonly from: Origin; readonly rule: string };
  /** The source of a webhook; absent for a direct event. */
  readonly config?: StoreSource;
  /** Results of the source: the words of unclear answers, and the tool's names of the fields. */
  readonly found?: Pick<FoundSignup, 'unclear' | 'fields'>;
}

/** One entry for each signup of the event, or one for all. None if the event could not be read. */
export async function readRules(
  event: Event,
  {
    parts,
    stores,
    senders,
  }: {
    readonly parts: readonly Part[];
    readonly stores: Stores;
    readonly senders: Senders;
  },
): Promise<readonly Rules[]> {
  if (event.type !== 'webhook.delivered') return [{ of: ofTheEvent }];
  if (!parts.some((part) => 'signup' in part)) return [];
  const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
  const store = await stores.get(stored.store);
  const config = await senderOf(store, stored, senders);
  const source = config && SOURCES.get(config.tool);
  if (config === undefined || source === undefined) return [];
  const context = { config, country: config.country ?? store.country };
  const delivery = toDelivery(stored);
  const found = source.read(delivery, context);
  return originsOf(delivery, { source, context }).map((origins, at): Rules => {
    const of: Rules['of'] = (path) => ruleOf(path, config, origins);
    const one = found[at];
    return one?.kind === 'signup' ? { of, config, found: one } : { of, config };
  });
}

/** No value of a signup depends on the time of receipt. */
const toDelivery = ({ store, source, headers, body, bodyBase64 }: StoredDelivery): Delivery => ({
  store,
  source,
  headers,
  receivedAt: 0,
  body: Buffer.from(body ?? bodyBase64 ?? '', body === undefined ? 'base64' : 'utf8'),
});
