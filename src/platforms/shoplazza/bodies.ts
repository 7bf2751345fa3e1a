import type { Fitted } from '../../delivery/platform-port.ts';
import { addressesOf } from './addresses.ts';
import { parametersOf } from './parameters.ts';
import { joinTags } from './update.ts';

/** A request body of Shoplazza; the parameters stand in a wrapper. */
export interface CustomerBody {
  readonly customer: Readonly<Record<string, unknown>>;
}

/**
 * Body of Create Customer. Both consents are explicit: left out, Shoplazza takes them for granted.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 */
export function createBody({
  facts,
  createOnly,
}: Pick<Fitted, 'facts' | 'createOnly'>): CustomerBody {
  const tags = facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []));
  const addresses = addressesOf(facts);
  return {
    customer: {
      accepts_marketing: false,
      accepts_sms_marketing: false,
      ...createOnly,
      ...parametersOf(facts),
      ...(tags.length > 0 && { tags: joinTags(tags) }),
      ...(addresses.length > 0 && { addresses }),
    },
  };
}
