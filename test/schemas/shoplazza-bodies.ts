/** A request body. */
export type Body = Readonly<Record<string, unknown>>;

/** An address with the required parameters only. */
export const anAddress = (overrides: Body = {}): Body => ({
  first_name: 'Grace',
  last_name: 'Wu',
  country: 'United States',
  country_code: 'US',
  ...overrides,
});

/** An address with every parameter. */
export const aFullAddress = anAddress({
  email: 'grace@example.com',
  address1: '9 Invented Lane',
  address2: 'Suite 3',
  area: 'South',
  city: 'Springfield',
  province: 'New Mexico',
  province_code: 'NM',
  company: 'Invented Ltd.',
  phone: '+1 505 281 4445',
  phone_area_code: '+1',
  zip: '87036',
  gender: 'female',
  default: true,
});
