/** A request body. */
export type Body = Readonly<Record<string, unknown>>;

const anAddress: Body = {
  country_code: 'TW',
  country: 'TW',
  city: 'Tainan',
  district: null,
  state: '',
  postcode: '700',
  address_1: '9 Invented Lane',
  address_2: 'West Central District',
  key: 'a key',
  layer1: null,
  layer2: null,
  layer3: null,
  logistic_codes: ['1200001'],
  recipient_name: 'Grace Wu',
  recipient_phone: '062000000',
  recipient_phone_country_code: '886',
  remarks: null,
};

/** The parameters that create and update share, all valid. */
export const common: Body = {
  name: 'Grace Wu',
  email: 'grace@example.com',
  mobile_phone: '0922000222',
  mobile_phone_country_calling_code: '886',
  phone: '062000000',
  phone_country_code: '886',
  gender: 'female',
  is_member: true,
  is_accept_marketing: false,
  is_subscribed_marketing_email: true,
  is_subscribed_marketing_sms: false,
  delivery_addresses: [anAddress],
  memo: 'likes tea',
  tags: ['Tag B', 'fair-2026'],
  membership_tier_id: '000000000000000000000001',
};

/** The parameters that create and update share but for their rules; the same table tests both. */
export const BROKEN: readonly [string, Body, string][] = [
  [
    'a calling code without its phone',
    { mobile_phone_country_calling_code: '886' },
    'dependentRequired',
  ],
  ['a mobile phone without its calling code', { mobile_phone: '922000222' }, 'dependentRequired'],
  ['a birthday and a year', { birthday: '1992-05-14', birth_year: 1992 }, 'not'],
  ['a birthday and a month', { birthday: '1992-05-14', birth_month: 5 }, 'not'],
  ['a birthday and a day', { birthday: null, birth_day: 14 }, 'not'],
  ['a birthday in 1899', { birthday: '1899-05-14' }, '/birthday pattern'],
  ['a birthday that is no day', { birthday: '1992-02-30' }, '/birthday format'],
  ['a thirteenth month', { birth_month: 13 }, '/birth_month maximum'],
  ['a year as text', { birth_year: '1992' }, '/birth_year type'],
  ['an e-mail that is none', { email: 'grace' }, '/email format'],
  ['an e-mail that is null', { email: null }, '/email type'],
  ['an unknown gender', { gender: 'f' }, '/gender enum'],
  ['a flag as text', { is_member: 'true' }, '/is_member type'],
  ['a tag of two characters', { tags: ['ab'] }, '/tags/0 minLength'],
  ['a tag of 41 characters', { tags: ['a'.repeat(41)] }, '/tags/0 maxLength'],
  ['61 tags', { tags: Array.from({ length: 61 }, (_, i) => `tag-${i}`) }, '/tags maxItems'],
  [
    'six addresses',
    { delivery_addresses: Array.from({ length: 6 }, () => anAddress) },
    '/delivery_addresses maxItems',
  ],
  [
    'a street under a wrong name',
    { delivery_addresses: [{ address1: 'a' }] },
    '/delivery_addresses/0 additionalProperties',
  ],
  ['an undocumented parameter', { custom_data: {} }, 'additionalProperties'],
];
