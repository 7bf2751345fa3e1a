import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json.ts';
import { parameterReader } from '../parameters.ts';
import type { ShoplazzaAddress, ShoplazzaCustomer } from './customer.ts';

const BLANK = {
  first_name: '',
  last_name: '',
  email: '',
  company: '',
  address1: '',
  address2: '',
  area: '',
  city: '',
  province: '',
  province_code: '',
  country: '',
  country_code: '',
  zip: '',
  phone: '',
  phone_area_code: null,
  gender: '',
};

/** A new address of a customer. @param isDefault the value of `default` if the body omits it. */
export function newAddress(
  customerId: string,
  input: JsonObject,
  isDefault: boolean,
): ShoplazzaAddress {
  return changedAddress(
    { ...BLANK, id: randomUUID(), customer_id: customerId, default: isDefault },
    input,
  );
}

/** An address with the parameters of a body. Fields that the body omits keep their value. */
export function changedAddress(before: ShoplazzaAddress, input: JsonObject): ShoplazzaAddress {
  const body = parameterReader(input);
  const text = (name: Exclude<keyof typeof BLANK, 'phone_area_code'>): string =>
    body.text(name, before[name]);
  return {
    ...before,
    first_name: text('first_name'),
    last_name: text('last_name'),
    email: text('email'),
    company: text('company'),
    address1: text('address1'),
    address2: text('address2'),
    area: text('area'),
    city: text('city'),
    province: text('province'),
    province_code: text('province_code'),
    country: text('country'),
    country_code: text('country_code'),
    zip: text('zip'),
    phone: text('phone'),
    gender: text('gender'),
    phone_area_code: body.textOrNull('phone_area_code', before.phone_area_code),
    default: body.flag('default', before.default),
  };
}

/** The addresses with this one added or replaced. A new default address replaces the previous default. */
export function withAddress(
  addresses: readonly ShoplazzaAddress[],
  address: ShoplazzaAddress,
): readonly ShoplazzaAddress[] {
  const others = address.default
    ? addresses.map((other) => ({ ...other, default: false }))
    : addresses;
  return others.some(({ id }) => id === address.id)
    ? others.map((other) => (other.id === address.id ? address : other))
    : [...others, address];
}

/** The addresses of a create. Each is the default unless it says otherwise, so the last default wins. */
export function createdAddresses(
  customer: ShoplazzaCustomer,
  inputs: readonly JsonObject[],
): readonly ShoplazzaAddress[] {
  return inputs
    .map((input) => newAddress(customer.id, input, true))
    .reduce<readonly ShoplazzaAddress[]>((list, address) => withAddress(list, address), []);
}
