import type { ShoplineDeliveryAddress, SignupAddress } from '../../generated/types.ts';
import { phoneParts } from '../shared/phone-parts.ts';
import { fullName } from './full-name.ts';

/**
 * An address in SHOPLINE's shape, with only the fields that are known.
 *
 * `country` holds a code in SHOPLINE's request samples and a name in what it stores, so the code goes in both fields.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/delivery-address
 */
export function mapAddress(address: SignupAddress): ShoplineDeliveryAddress {
  const phone = address.phone ? phoneParts(address.phone) : undefined;
  const fields = {
    country: address.countryCode,
    country_code: address.countryCode,
    state: address.province,
    city: address.city,
    district: address.district,
    postcode: address.postalCode,
    address_1: address.line1,
    address_2: address.line2,
    recipient_name: fullName(address.firstName, address.lastName),
    recipient_phone: phone?.national,
    recipient_phone_country_code: phone?.callingCode,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => Boolean(value)));
}

/** The fields of an address that SHOPLINE has no place for. */
export function unheldOfAddress(address: SignupAddress): readonly string[] {
  return (['company', 'provinceCode', 'default'] as const).filter((field) => address[field]);
}
