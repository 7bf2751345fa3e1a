import type { SignupCustomer, SquareCustomer, SquareDelivery } from '../../generated/types.ts';
import { validateSquareDelivery } from '../../generated/sources-validators.js';
import { RejectedError } from '../../event/errors.ts';
import { consentOf, found, isSignUp, known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import type { Found, Source } from '../source.ts';
import { toBirthdayText, toNote, toPhone, toText } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';
import { toAddress } from '../read/to-address.ts';

type Customer = NonNullable<SquareCustomer>;

/** Records that Square creates without a signup, by how it creates them. */
const NO_SIGN_UP: ReadonlyMap<string, string> = new Map([
  ['MERGE', 'it is a merge of customers'],
  ['UNMERGE_RECOVERY', 'it is a merge of customers that was undone'],
  ['IMPORT', 'it is an import of customers'],
  ['THIRD_PARTY_IMPORT', 'it is an import of customers'],
  ['INSTANT_PROFILE', 'Square made it from a payment: it is no signup'],
]);

/** Square's customer.created and customer.updated; merges, imports and every other event are no signups. */
export const square: Source = {
  tool: 'square',
  read({ body }) {
    const json = readJsonBody(body);
    return readPosted(validateSquareDelivery, json, FIELDS, (posted) => [toFound(posted)]);
  },
};

/** Square's own fields, by path into the signup. */
const FIELDS = {
  email: 'email_address',
  phone: 'phone_number',
  firstName: 'given_name',
  lastName: 'family_name',
  birthday: 'birthday',
  externalId: 'reference_id',
  note: 'note',
  'addresses.0': 'address',
  'addresses.0.firstName': 'address.first_name',
  'addresses.0.lastName': 'address.last_name',
  'addresses.0.line1': 'address.address_line_1',
  'addresses.0.line2': 'address.address_line_2',
  'addresses.0.line3': 'address.address_line_3',
  'addresses.0.district': 'address.sublocality',
  'addresses.0.city': 'address.locality',
  'addresses.0.province': 'address.administrative_district_level_1',
  'addresses.0.postalCode': 'address.postal_code',
  'addresses.0.countryCode': 'address.country',
};

function toFound({ type, event_id: id, created_at, data }: SquareDelivery): Found {
  const isCreated = type === 'customer.created';
  if (!isCreated && type !== 'customer.updated')
    return skipped(id, 'its type is not about a signup');
  const customer = data?.object?.customer;
  if (!customer) {
    const detail = 'the delivery is not valid: /data/object/customer is missing';
    throw new RejectedError('invalid_delivery', detail);
  }
  const noSignUp = NO_SIGN_UP.get(customer.creation_source ?? '');
  // `false` only means that Square did not ask. So only an opt-out counts.
  const isDenied = customer.preferences?.email_unsubscribed === true;
  const time = timeOfText(created_at) ?? timeOfText(customer.updated_at);
  const consent = { email: consentOf(isDenied ? 'denied' : undefined) };
  if (isCreated && noSignUp !== undefined) {
    const email = toText(customer.email_address);
    const phone = email === undefined ? toPhone(customer.phone_number) : undefined;
    // A record that is no signup may still bring a refusal along.
    return isDenied
      ? found({
          id,
          isNew: false,
          time,
          customer: known({ email, phone }),
          fields: FIELDS,
          consent,
        })
      : skipped(id, noSignUp);
  }
  const isYoung = isSignUp(customer.created_at ?? '', customer.updated_at ?? '');
  const isNew = isCreated || (noSignUp === undefined && isYoung);
  return found({
    id,
    isNew,
    time,
    customer: customerFrom(customer, isNew),
    fields: FIELDS,
    consent,
  });
}

function customerFrom(customer: Customer, isNew: boolean): Partial<SignupCustomer> {
  const address = addressOf(customer);
  return known({
    email: toText(customer.email_address),
    phone: toPhone(customer.phone_number),
    firstName: toText(customer.given_name),
    lastName: toText(customer.family_name),
    birthday: toBirthdayText(customer.birthday),
    externalId: toText(customer.reference_id) ?? toText(customer.id),
    note: toNote(customer.note),
    registeredAt: isNew ? timeOfText(customer.created_at) : undefined,
    addresses: address && [address],
  });
}

function addressOf({ address }: Customer) {
  const { address_line_2: second, address_line_3: third } = address ?? {};
  return toAddress({
    firstName: address?.first_name,
    lastName: address?.last_name,
    line1: address?.address_line_1,
    line2: [second, third].flatMap((line) => toText(line) ?? []).join(', '),
    district: address?.sublocality,
    city: address?.locality,
    province: address?.administrative_district_level_1,
    postalCode: address?.postal_code,
    countryCode: address?.country,
  });
}
