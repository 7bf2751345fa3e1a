import { expect, it } from 'vitest';
import { signupPointer } from '../../../src/platforms/shoplazza/checks.ts';

it.each([
  ['/customer', { first_name: 'Ada' }, '/shoplazza'],
  ['/customer', {}, '/customer'],
  ['/customer/first_name', { first_name: 7 }, '/shoplazza/first_name'],
  ['/customer/addresses/0/zip', { addresses: [] }, '/shoplazza/addresses/0/zip'],
  ['/customer/email', { first_name: 'Ada' }, '/customer/email'],
])('%s with %j comes from %s', (pointer, overrides, origin) => {
  expect(signupPointer(pointer, overrides)).toBe(origin);
});
