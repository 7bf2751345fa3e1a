import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { ada, fitted, type SignupParts } from './fitted.ts';

/** The refusal of a signup. @throws Error the signup is accepted, or refused for another reason. */
function refusalOf(parts: SignupParts): RejectedError {
  try {
    fitted({ customer: ada, ...parts });
  } catch (error) {
    if (error instanceof RejectedError && error.reason === 'invalid_request') return error;
    throw error;
  }
  throw new Error('expected a RejectedError');
}

const FIVE = {
  first_name: 1,
  last_name: 2,
  accepts_marketing: 3,
  accepts_sms_marketing: 4,
  tags: 5,
};

describe('the requests that a signup could lead to', () => {
  it('claims no maximum of addresses, which no page states', () => {
    const address = { first_name: 'A', last_name: 'B', country: 'Chad', country_code: 'TD' };
    const addresses = Array.from({ length: 60 }, (_, at) => ({ ...address, address1: `${at}` }));
    for (const type of ['customer.signed_up', 'customer.updated'] as const) {
      const { facts } = fitted({ type, customer: ada, shoplazza: { addresses } });
      expect(facts.filter(({ kind }) => kind === 'address')).toHaveLength(60);
    }
  });

  it.each([
    ['addresses that are no list', { addresses: 'x' }, ['/addresses must be a list (type)']],
    [
      'a password that is repeated in another way',
      { password: 'sesame7', password_confirmation: 'Sesame7' },
      ['/password_confirmation must be equal to `password` (equal)'],
    ],
    [
      'five mistakes',
      FIVE,
      [
        '/first_name must be text (type)',
        '/last_name must be text (type)',
        '/accepts_marketing must be true or false (type)',
        '/accepts_sms_marketing must be true or false (type)',
        '/tags must be text (type)',
      ],
    ],
  ])('are refused in words for %s', (_, shoplazza, rules) => {
    const told = rules.map((rule) => `/shoplazza${rule}`).join('; ');
    expect(refusalOf({ shoplazza }).message).toBe(`the request to Shoplazza is not valid: ${told}`);
  });

  it('of an update alone are refused for addresses that are no list, too', () => {
    const type = 'customer.updated';
    expect(refusalOf({ type, shoplazza: { addresses: 'x' } }).message).toBe(
      'the request to Shoplazza is not valid: /shoplazza/addresses must be a list (type)',
    );
  });

  it('are refused with five rules in words, and the number of the others', () => {
    const shoplazza = { ...FIVE, addresses: 'x', nickname: 7 };
    const { message, issues } = refusalOf({ type: 'customer.updated', shoplazza });
    expect(issues).toHaveLength(7);
    expect(message.split('; ')).toHaveLength(6);
    expect(message).toMatch(/; … and 2 more$/);
  });
});
