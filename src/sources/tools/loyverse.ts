import type { LoyverseCustomer, LoyverseDelivery } from '../../generated/types.ts';
import { validateLoyverseDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { elementsOf, found, hashOf, isSignUp, known, readEach, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
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
    const readAll = (posted: unknown): LoyverseDelivery =>
      validate(validateLoyverseDelivery, posted, 'invalid_delivery', 'the delivery');
    const isList = elements !== undefined && elements.length > 1;
    const delivery = readAll(isList && isRecord(json) ? { ...json, customers: [] } : json);
    const { merchant_id, type, created_at } = delivery;
    if (type !== 'customers.update') {
      const id = [merchant_id, type, created_at].join(':');
      return [skipped(id, 'its type is not about customers')];
    }
    if (!isList) return (delivery.customers ?? []).map((customer) => toFound(customer, delivery));
    return readEach(
      elements,
      (customer) =>
        (readAll({ ...delivery, customers: [customer] }).customers ?? []).map((one) =>
          toFound(one, delivery),
        ),
      hashOf,
    );
  },
};

/** Loyverse's own fields, by path into the signup. */
const FIELDS = {
  email: 'email',
  phone: 'phone_number',
  'addresses.0.countryCode': 'country_code',
  'addresses.0.postalCode': 'postal_code',
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
