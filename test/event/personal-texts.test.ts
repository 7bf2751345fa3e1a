import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { personalTexts } from '../../src/event/personal-texts.ts';
import { createSafeId } from '../../src/event/safe-id.ts';

const digest = createDigest('test-key');
const event = {
  id: 'e-1',
  data: {
    store: 'tw-main',
    customer: {
      email: 'Ada@Example.com',
      phone: '+886912345678',
      firstName: 'Ada',
      lastName: 'Lin',
      addresses: [{ name: 'Grace Hopper', city: 'Taipei' }, { phone: '02-2345-6789' }],
    },
  },
};
const isHidden = (id: string): boolean => createSafeId(digest, personalTexts(event))(id) !== id;

it.each([
  ['the e-mail', 'ada.example.com/7'],
  ['the phone', '886-912345678'],
  ['the phone without its calling code', 'x0912345678'],
  ['first and last name', 'pos-ada-lin'],
  ['last and first name', 'LinAda1'],
  ['a name in an address', 'grace.hopper'],
  ['a phone in an address', '0223456789'],
])('hide an id that holds %s', (_, id) => {
  expect(isHidden(id)).toBe(true);
});

it.each([
  ['a name of three letters, which is in many by chance', 'berlin-canada'],
  ['texts that belong to no person', 'tw-main/taipei/e-1'],
])('keep an id that holds %s', (_, id) => {
  expect(isHidden(id)).toBe(false);
});

it.each([undefined, null, 1, 'ada', [], {}])('are none in %j', (nothing) => {
  expect(personalTexts(nothing)).toEqual([]);
});

const hides = (data: unknown, id: string): boolean =>
  createSafeId(digest, personalTexts({ id, data }))(id) !== id;

it.each<[string, object, string]>([
  ['shopline.name', { shopline: { name: 'Grace Hopper' } }, 'hopper-1'],
  ['shopline.mobile_phone', { shopline: { mobile_phone: '0912345678' } }, 'x-345678'],
  ['shopline.phones', { shopline: { phones: ['0912345678'] } }, 'x-345678'],
  [
    'shopline.delivery_addresses',
    { shopline: { delivery_addresses: [{ recipient_name: 'Hopper' }] } },
    'hopper-1',
  ],
  ['shoplazza names', { shoplazza: { first_name: 'Li', last_name: 'Wu' } }, 'wu.li'],
  [
    'shoplazza.addresses',
    { shoplazza: { addresses: [{ last_name: 'Hopper', phone: '0912345678' }] } },
    '345678',
  ],
  ['contact.email_address', { contact: { email_address: 'adalove@x.example' } }, 'adalove-1'],
  ['SMS', { attributes: { SMS: '886912345678' } }, 'x-345678'],
  ['tel, phone_number, mobile', { tel: 'x', phone_number: 'y', Mobile: '0912345678' }, 'x-345678'],
  ['an object of a form tool', { q3_name: { first: 'Grace', last: 'Hopper' } }, 'hopper'],
  ['a flat key', { 'data[merges][FNAME]': 'Grace' }, 'grace-1'],
  ['a phone that is a number', { customer: { phone: 912345678 } }, 'x-345678'],
  [
    'a value as deep as can be',
    JSON.parse(`${'['.repeat(5e4 - 9)}{"name":"Grace"}${']'.repeat(5e4 - 9)}`),
    'grace',
  ],
])('are found in %s', (_, data, id) => {
  expect(hides(data, id)).toBe(true);
});

it.each<[string, object, string]>([
  [
    'what a person agreed to',
    { consent: { email: { state: 'granted', text: 'our newsletter' } } },
    'newsletter-granted-1',
  ],
  ['a note', { customer: { note: 'Taipei' } }, 'taipei-101'],
])('are not in %s', (_, data, id) => {
  expect(hides(data, id)).toBe(false);
});

describe('of a document that holds too much', () => {
  it.each<[string, () => unknown]>([
    ['a name of a megabyte', () => ({ name: 'a '.repeat(500_000) })],
    [
      'many names',
      () => ({
        names: [],
        name: Array(20_000)
          .fill('Ada')
          .map((x, at) => x + at),
      }),
    ],
    ['values', () => Array(60_000).fill(0)],
    ['levels', () => JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))],
  ])('(%s) nothing is known, so that every id is hidden', (_, document) => {
    expect(personalTexts(document())).toBeUndefined();
    expect(createSafeId(digest, undefined)('e-1')).toMatch(/^hash:/);
  });
});
