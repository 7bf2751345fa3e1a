import type { LoyverseCustomer, LoyverseDelivery } from '../../generated/types.ts';
import { validateLoyverseDelivery } from '../../generated/sources-validators.js';
import {
  elementsOf,
  found,
  hashOf,
  isSignUp,
  known,
  partOf,
  readEach,
  skipped,
} from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import type { Found, Source } from '../source.ts';
import { toNote, toPhone, toText } from '../read/texts.ts';
import { isRecord } from '../../util/is-record.ts';
import { timeOfText } from '../read/times.ts';
import { toAddress } from '../read/to-address.ts';

/** Loyverse's customers.update, which tells new customers and changed ones alike. */
export const loyverse: Source = {
  tool: 'loyverse',
  read({ body }) {
    const json = readJsonBody(body);
    const elements = elementsOf(json, 'customers');
    const readAll = (posted: unknown): readonly Found[] =>
      readPosted(validateLoyverseDelivery, posted, FIELDS, toAll);
    if (elements === undefined || elements.length < 2 || !isRecord(json)) return readAll(json);
    const whole = partOf(json, ['merchant_id', 'type', 'created_at']);
    const [nothing] = readAll({ ...whole, customers: [] });
    if (nothing) return [nothing];
    return readEach(elements, (customer) => readAll({ ...whole, customers: [customer] }), hashOf);
  },
};

function toAll(delivery: LoyverseDelivery): readonly Found[] {
  const { merchant_id, type, created_at, customers } = delivery;
  if (type === 'customers.update')
    return (customers ?? []).map((customer) => toFound(customer, delivery));
  const id = [merchant_id, type, created_at].join(':');
  return [skipped(id, 'its type is not about customers')];
}

/** Loyverse's own fields, by path into the signup. */
const FIELDS = {
  email: 'email',
  phone: 'phone_number',
  name: 'name',
  externalId: 'customer_code',
  note: 'note',
  'addresses.0.line1': 'address',
  'addresses.0.city': 'city',
  'addresses.0.province': 'region',
  'addresses.0.postalCode': 'postal_code',
  'addresses.0.countryCode': 'country_code',
};

function toFound(customer: LoyverseCustomer, delivery: LoyverseDelivery): Found {
  const time = timeOfText(customer.updated_at) ?? timeOfText(delivery.created_at);
  const version = customer.updated_at ?? delivery.created_at;
  const id = [delivery.merchant_id, customer.id, version].join(':');
  if (toText(customer.deleted_at) ?? toText(customer.permanent_deletion_at)) {
    return skipped(id, 'it is a customer who was deleted');
  }
  const isNew = isSignUp(customer.created_at ?? '', customer.updated_at ?? '');
  const address = addressOf(customer);
  return found({
    id,
    isNew,
    time,
    fields: FIELDS,
    customer: known({
      email: toText(customer.email),
      phone: toPhone(customer.phone_number),
      name: toText(customer.name),
      externalId: toText(customer.customer_code) ?? customer.id,
      note: toNote(customer.note),
      registeredAt: isNew ? timeOfText(customer.created_at) : undefined,
      addresses: address && [address],
    }),
  });
}

const addressOf = (customer: LoyverseCustomer) =>
  toAddress({
    line1: customer.address,
    city: customer.city,
    province: customer.region,
    postalCode: customer.postal_code,
    countryCode: customer.country_code,
  });
