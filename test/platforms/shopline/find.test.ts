import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src/event/signup.ts';
import { createAsk } from '../../../src/platforms/shopline/ask.ts';
import { findCustomers } from '../../../src/platforms/shopline/find.ts';
import type { Hit } from '../../../src/delivery/platform-port.ts';
import { PlatformError } from '../../../src/delivery/platform-port.ts';

const PHONE = { kind: 'phone', value: '+886912345678' } as const;
const EMAIL = { kind: 'email', value: 'ada@example.com' } as const;

/** The customers that are found when the shop answers every search with this body. */
const findIn = (body: unknown, contacts: readonly Contact[]): Promise<readonly Hit[]> =>
  findCustomers({ ask: createAsk(async () => ({ status: 200, headers: {}, body })) }, contacts);

const idsIn = async (item: unknown, contact: Contact): Promise<readonly string[]> =>
  (await findIn({ items: [item] }, [contact])).map(({ id }) => id);

describe('a phone of an answer', () => {
  it.each([
    [
      'a mobile with its 0',
      { mobile_phone: '0912345678', mobile_phone_country_calling_code: '886' },
    ],
    [
      'a mobile without it',
      { mobile_phone: '912345678', mobile_phone_country_calling_code: '+886' },
    ],
    ['an international mobile', { mobile_phone: '+886 912-345-678' }],
    [
      'a contact phone while the mobile is hidden',
      { phone: '0912345678', phone_country_code: '886' },
    ],
    ['one of the contact phones', { phones: ['02-27423586', '+886912345678'], mobile_phone: null }],
    [
      'contact phones under the code of the mobile',
      { phones: ['0912345678'], mobile_phone_country_calling_code: '886' },
    ],
  ])('counts as %s', async (_, item) => {
    expect(await idsIn({ id: 'a1', ...item }, PHONE)).toEqual(['a1']);
  });

  it.each([
    ['a mobile whose country is not known', { mobile_phone: '0912345678' }],
    [
      'a mobile of another country',
      { mobile_phone: '0912345678', mobile_phone_country_calling_code: '84' },
    ],
    ['a contact phone whose country is not known', { phone: '0912345678' }],
    ['wrong types', { mobile_phone: 912345678, phones: '0912345678', phone: { a: 1 } }],
  ])('does not count as %s', async (_, item) => {
    expect(await idsIn({ id: 'a1', ...item }, PHONE)).toEqual([]);
  });
});

describe('findCustomers', () => {
  it.each([
    ['a number', 7],
    ['null', null],
    ['a list', [{ id: 'a1', email: 'ada@example.com' }]],
    ['a page', '<html>'],
    ['nothing', undefined],
    ['no list', { items: { id: 'a1' } }],
  ])('does not take %s for an answer', async (_, body) => {
    const error: unknown = await findIn(body, [EMAIL]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PlatformError);
    expect((error as PlatformError).verdict).toEqual({ kind: 'again' });
  });

  it('ignores customers without a usable id', async () => {
    const { value: email } = EMAIL;
    const items = [
      { email },
      { email, id: 7 },
      { email, id: '' },
      { email, id: '../x' },
      null,
      email,
    ];
    expect(await findIn({ items }, [EMAIL])).toEqual([]);
  });

  it('never searches two values at once', async () => {
    expect(await findIn({ items: [] }, [{ kind: 'email', value: '"a,b"@example.com' }])).toEqual(
      [],
    );
  });

  it('never returns a customer without the contact, for any answer of the shop', async () => {
    const text = fc.oneof(
      fc.constantFrom('ada@example.com', 'ADA@example.com', '0912345678', '912345678', '886', '84'),
      fc.string(),
      fc.constant(null),
    );
    const item = fc.record(
      {
        id: fc.oneof(fc.stringMatching(/^[0-9a-f]{24}$/), fc.anything()),
        email: text,
        mobile_phone: text,
        mobile_phone_country_calling_code: text,
        phones: fc.oneof(fc.array(text), text),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 5 }), async (items) => {
        for (const { id } of await findIn({ items }, [EMAIL])) {
          const emails = items
            .filter((one) => one.id === id)
            .map(({ email }) => email?.trim().toLowerCase());
          expect(emails).toContain(EMAIL.value);
        }
        for (const { id } of await findIn({ items }, [PHONE])) {
          const phones = items.filter((one) => one.id === id).map((one) => JSON.stringify(one));
          expect(phones.some((one) => /0?912345678/.test(one) && one.includes('886'))).toBe(true);
        }
      }),
    );
  });
});
