import { describe, expect, it } from 'vitest';
import { shownContacts } from '../../../src/platforms/shopline/find.ts';

const EMAIL = { kind: 'email', value: 'ada@example.com' } as const;
const PHONE = { kind: 'phone', value: '+886912345678' } as const;
const OTHERS = Array.from({ length: 19 }, (_, at) => `091100${1_000 + at}`);

describe('shownContacts', () => {
  it.each([
    ['an e-mail with spaces around it', EMAIL, { email: ' Ada@example.com ' }],
    [
      'a phone and a code with spaces around them',
      PHONE,
      { mobile_phone: ' 0912345678 ', mobile_phone_country_calling_code: ' 886 ' },
    ],
    [
      'a contact phone while the mobile is blank',
      PHONE,
      { mobile_phone: ' ', phone: '0912345678', phone_country_code: '886' },
    ],
    [
      'the 20th of the contact phones',
      PHONE,
      { phones: [...OTHERS, '0912345678'], phone_country_code: '886' },
    ],
  ])('sees %s', (_, contact, customer) => {
    expect(shownContacts(customer)).toContainEqual(contact);
  });

  it.each([
    ['another e-mail', EMAIL, { email: 'bob@example.com' }],
    ['no e-mail', EMAIL, {}],
    ['an e-mail that is no text', EMAIL, { email: ['ada@example.com'] }],
    ['a customer without any phone', PHONE, { phone: '', phones: [], phone_country_code: '886' }],
    [
      'a phone beyond the 20th',
      PHONE,
      { phones: [...OTHERS, '0911009999', '0912345678'], phone_country_code: '886' },
    ],
  ])('does not see a contact in %s', (_, contact, customer) => {
    expect(shownContacts(customer)).not.toContainEqual(contact);
  });
});
