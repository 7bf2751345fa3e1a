import { phoneParts } from '../../../platforms/shared/facts.ts';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { JsonObject } from '../../json.ts';
import type { ShoplazzaAddress, ShoplazzaCustomer } from './customer.ts';
import type { ShoplazzaKnobs } from './knobs.ts';

/** The flags that the documentation's samples show with true and with false. */
const SUBSCRIBED = 5;
const UNSUBSCRIBED = 6;

/** A customer in the form of an answer. @see https://shoplazza.dev/reference/customer-5 */
export function toAnswer(
  customer: ShoplazzaCustomer,
  version: ShoplazzaVersion,
  knobs: Pick<ShoplazzaKnobs, 'phoneStored'>,
): JsonObject {
  const { registered_at: _hidden, addresses, tags, ...shown } = customer;
  const answers = addresses.map((address) => toAddressAnswer(address));
  return {
    ...shown,
    tags: shownTags(tags, version),
    name: fullName(customer),
    phone_area_code: null,
    ...shownPhone(customer, knobs),
    source: null,
    free_tax: false,
    registered: false,
    orders_count: 0,
    last_order_at: null,
    total_spent: '0.00',
    subscribed_flag:
      customer.subscribed_flag ?? (customer.accepts_marketing ? SUBSCRIBED : UNSUBSCRIBED),
    sms_subscribed_flag:
      customer.sms_subscribed_flag ?? (customer.accepts_sms_marketing ? SUBSCRIBED : UNSUBSCRIBED),
    ...(version.envelope === 'bare'
      ? { default_address: answers.find((address) => address['default'] === true) ?? null }
      : { first_order_at: null }),
    addresses: answers,
  };
}

/** With `parts`, the number stands beside its calling code. */
function shownPhone(
  { phone }: ShoplazzaCustomer,
  { phoneStored }: Pick<ShoplazzaKnobs, 'phoneStored'>,
): JsonObject {
  const parts = phone !== null && phoneStored === 'parts' ? phoneParts(phone) : undefined;
  if (!parts || phone === null) return {};
  const number = phone.slice(1 + parts.callingCode.length);
  return { phone: number, phone_area_code: `+${parts.callingCode}` };
}

function shownTags(
  tags: ShoplazzaCustomer['tags'],
  version: ShoplazzaVersion,
): ShoplazzaCustomer['tags'] {
  if (version.tags === 'text') return typeof tags === 'string' ? tags : tags.join(',');
  return typeof tags === 'string' ? tags.split(',').flatMap((tag) => tag.trim() || []) : tags;
}

/** A success: the content itself, or since 2025-06 an envelope around it. */
export const success = (content: JsonObject, { envelope }: ShoplazzaVersion): JsonObject =>
  envelope === 'bare' ? content : { code: 'Success', message: '', data: content };

/** An address in the form of an answer. */
export function toAddressAnswer(address: ShoplazzaAddress): JsonObject {
  return { ...address, name: fullName(address), country_name: address.country };
}

function fullName(person: { readonly first_name: string; readonly last_name: string }): string {
  return `${person.first_name} ${person.last_name}`.trim();
}
