import type { Reader } from '../read.ts';
import type { ShoplineCustomer } from './customer.ts';

/** The mobile number as a shop shows it: Taiwanese numbers begin with 0, whether or not the request had it. */
export function storedMobile(digits: string, callingCode: string): string {
  return callingCode === '886' && !digits.startsWith('0') ? `0${digits}` : digits;
}

type ContactPhones = Pick<ShoplineCustomer, 'phones' | 'phone' | 'phone_country_code'>;

/** `phones` replaces the list, `phone` becomes its last item: an answer's `phone` is documented as the last of `phones`. */
export function contactPhones(before: ContactPhones, body: Reader): ContactPhones {
  const list = body.has('phones') ? readList(body) : before.phones;
  const last = body.textOrNull('phone', null);
  const phones = last === null ? list : [...list.filter((item) => item !== last), last];
  return {
    phones,
    phone: phones.at(-1) ?? null,
    phone_country_code: body.textOrNull('phone_country_code', before.phone_country_code),
  };
}

/** The Guide sends one comma-separated text, the Reference of update a list. */
function readList(body: Reader): readonly string[] {
  const items = body.list('phones', body.text('phones', '').split(','));
  return items.map((item) => item.trim()).filter((item) => item !== '');
}
