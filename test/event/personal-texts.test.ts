import { expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { createSafeId, personalTexts } from '../../src/event/safe-id.ts';

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
