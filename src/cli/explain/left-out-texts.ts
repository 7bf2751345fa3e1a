import type { LeftOutRule } from '../../event/left-out.ts';

/** Why a part is left out, in a few words. `docs/left-out.md` says what to do. */
export const LEFT_OUT_TEXTS: Readonly<Record<LeftOutRule, string>> = {
  impossible_phone: 'not a phone number',
  invalid_phone: 'no numbering plan knows this number, and another contact is left',
  phone_extension: 'the extension only; the phone is kept',
  second_contact: 'the second contact of one field; the first is kept',
  invalid_email: 'not an e-mail address',
  invalid_birthday: 'not a day of the years 1900 to 2099',
  future_birthday: 'a birthday in the future',
  unknown_country: 'an unknown country, so the whole address',
  no_visible_character: 'no visible character, or no name: `-`, `N/A`',
  too_long: 'too long; of a note and of the words of a consent the beginning is kept',
  too_many: 'more than a signup may hold',
  wrong_form: 'another type than expected',
  wrong_value: 'a value that is not allowed',
  contact_of_another: 'the contact of another customer',
  anonymous_contact: 'a contact that an anonymous source may not give',
  anonymous_grant: 'a yes that an anonymous source may not give',
  contact_not_shown: 'a yes for a contact that the shop does not show',
  shop_says_no: 'the shop has a later no',
};
