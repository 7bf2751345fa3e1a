import { describe, expect, it } from 'vitest';
import { takesTogether } from '../../../src/platforms/shoplazza/checks.ts';
import { mergeFitted } from '../../../src/delivery/field-clocks.ts';
import { aShoplazzaVersion } from '../../support/platform-fixtures.ts';
import { fitted, type SignupParts } from './fitted.ts';

const ada = { email: 'ada@example.com', name: 'Ada Lin' };
/** One signup a minute after the other. */
function together(...parts: readonly SignupParts[]): boolean {
  const all = parts.map((one, minute) =>
    fitted({
      id: `e-${minute}`,
      time: `2026-11-22T03:0${minute}:00Z`,
      ...one,
      customer: { ...ada, ...one?.customer },
    }),
  );
  return takesTogether(all, mergeFitted(all), aShoplazzaVersion());
}

const at = (line1: string) => ({ line1, city: 'Taipei', countryCode: 'TW' });
const addresses = (from: number, to: number) => ({
  addresses: Array.from({ length: to - from }, (_, index) => at(`${from + index} Road`)),
});
const chosen = (line1: string) => ({ addresses: [{ ...at(line1), default: true }] });
const registered = (minute: number) => ({ registeredAt: `2026-11-20T03:0${minute}:00Z` });

describe('Shoplazza takes signups together', () => {
  it.each<[string, readonly SignupParts[]]>([
    ['of the same thing', [{}, {}]],
    ['of another name', [{}, { customer: { name: 'Grace Wu' } }]],
    ['of tags', [{ customer: { tags: ['fair'] } }, { customer: { tags: ['vip', 'fair'] } }]],
    ['of five addresses', [{ customer: addresses(0, 3) }, { customer: addresses(2, 5) }]],
    ['of six addresses', [{ customer: addresses(0, 3) }, { customer: addresses(3, 6) }]],
    [
      'of another default address',
      [{ customer: chosen('1 Road') }, { customer: chosen('2 Road') }],
    ],
    ['of the same registration', [{ customer: registered(1) }, { customer: registered(1) }]],
    ['of a registration that was said before', [{ customer: registered(1) }, {}]],
    [
      'of a password, which belongs to the first',
      [{ shoplazza: { password: 'secret', password_confirmation: 'secret' } }, {}],
    ],
  ])('%s', (_, parts) => {
    expect(together(...parts)).toBe(true);
  });
});

describe('Shoplazza takes signups one after the other', () => {
  it.each<[string, readonly SignupParts[]]>([
    [
      'of an address in two spellings',
      [{ customer: { addresses: [at('1 Road')] } }, { customer: { addresses: [at('1  ROAD')] } }],
    ],
    [
      'of an address with and without its province',
      [
        { customer: { addresses: [at('1 Road')] } },
        { customer: { addresses: [{ ...at('1 Road'), provinceCode: 'TPE' }] } },
      ],
    ],
    ['of two registrations', [{ customer: registered(1) }, { customer: registered(2) }]],
    ['of a registration that only create can carry', [{}, { customer: registered(1) }]],
    [
      'of an e-mail that only create can carry',
      [{}, { shoplazza: { email: 'other@example.com', contact_type: 'email' } }],
    ],
  ])('%s', (_, parts) => {
    expect(together(...parts)).toBe(false);
  });
});
