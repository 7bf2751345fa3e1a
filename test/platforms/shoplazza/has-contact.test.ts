import { expect, it } from 'vitest';
import { hasContact } from '../../../src/platforms/shoplazza/find.ts';

const EMAIL = { kind: 'email', value: 'Ada@example.com' } as const;
const PHONE = { kind: 'phone', value: '+886912345678' } as const;

it.each([
  ['the e-mail in other letters, with spaces around it', EMAIL, { email: ' ada@EXAMPLE.com ' }],
  ['the phone', PHONE, { phone: '+886 912-345-678' }],
])('sees %s', (_, contact, row) => {
  expect(hasContact(row, contact)).toBe(true);
});

it.each([
  ['another e-mail', EMAIL, { email: 'bob@example.com' }],
  ['no e-mail', EMAIL, { email: null }],
  ['no e-mail at all', EMAIL, {}],
  ['another phone', PHONE, { phone: '+886912345679', email: 'ada@example.com' }],
])('does not see it in %s', (_, contact, row) => {
  expect(hasContact(row, contact)).toBe(false);
});
