import { RejectedError } from '../event/errors.ts';
import type { Delivery as StoredDelivery, Event, StoreSource } from '../generated/types.ts';
import { validateDelivery } from '../generated/validators.js';
import { personalTexts } from '../personal-texts.ts';
import { createSafeId } from '../event/safe-id.ts';
import type { Delivery, Found, Sources } from '../sources/source.ts';
import { validate } from '../event/validate.ts';
import { prepareSignup, type PrepareSignupDeps, type ReadEvent } from './prepare-signup.ts';
import type { Known, Part } from '../consume/prepared.ts';

export interface PrepareDeliveryDeps extends PrepareSignupDeps {
  readonly sources: Sources;
}

/**
 * Every signup in what a tool posted, mapped with today's configuration: so a corrected mapping is a replay.
 *
 * @throws RejectedError `invalid_delivery`, `unknown_store` or `unknown_source`. @throws WaitError the store cannot be read.
 */
export async function prepareDelivery(
  { event, known, receivedAt }: ReadEvent,
  deps: PrepareDeliveryDeps,
): Promise<readonly Part[]> {
  const stored = validate(validateDelivery, event.data, 'invalid_delivery', 'the delivery');
  const store = await deps.stores.get(stored.store);
  const config = store.sources?.[stored.source];
  const source = config && (await deps.sources.get(config.tool));
  if (config === undefined || source === undefined) throw unknownSource(stored);
  const delivery = toDelivery(stored, event, receivedAt);
  const country = config.country ?? store.country;
  const found = source.read(delivery, { config, country });
  if (found.length === 0) return [{ known, skipped: 'the delivery holds no signup' }];
  const parts = found.map((one) => toPart(one, { delivery, known, config }, deps));
  return Promise.all(parts);
}

const unknownSource = ({ store, source }: StoredDelivery): RejectedError =>
  new RejectedError(
    'unknown_source',
    `store "${store}" has no source "${source}"; put it into the store's configuration, then replay`,
  );

function toDelivery(stored: StoredDelivery, { time }: Event, receivedAt: number): Delivery {
  const { store, source, headers, body, bodyBase64 } = stored;
  const bytes = body === undefined ? Buffer.from(bodyBase64 ?? '', 'base64') : Buffer.from(body);
  const took = Date.parse(time ?? '');
  return {
    store,
    source,
    headers,
    body: bytes,
    receivedAt: Number.isNaN(took) ? receivedAt : Math.min(took, receivedAt),
  };
}

async function toPart(
  found: Found,
  context: { readonly delivery: Delivery; readonly known: Known; readonly config: StoreSource },
  deps: PrepareDeliveryDeps,
): Promise<Part> {
  const { delivery, config } = context;
  const eventId = createSafeId(deps.digest, personalTexts(found))(found.id);
  const source = `/webhooks/${delivery.store}/${delivery.source}`;
  const known = { ...context.known, eventId, source, store: delivery.store };
  if (found.kind === 'skipped') return { known, skipped: found.why };
  const { kind: _, data, ...identity } = found;
  const event: Event = {
    specversion: '1.0',
    ...identity,
    source,
    data: { ...data, store: delivery.store },
  };
  const { country } = config;
  return prepareSignup(
    { event, known: { ...known, type: found.type }, receivedAt: delivery.receivedAt, country },
    deps,
  );
}
