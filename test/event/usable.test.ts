import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../src/event/errors.ts';
import { toUsable, type UsableContext } from '../../src/event/usable.ts';
import { validateSignup } from '../../src/generated/signup-validators.js';
import { thrownBy } from '../support/thrown-by.ts';

const NOW = Date.parse('2026-09-15T03:20:00Z');
const LEAVE_OUT: UsableContext = { country: 'TW', now: NOW, unusable: 'leave-out' };
const REFUSE: UsableContext = { ...LEAVE_OUT, unusable: 'refuse' };
const EMAIL = { email: 'ada@example.com' };

const usable = (customer: object, context = LEAVE_OUT, more: object = {}) => {
  const { data, leftOut } = toUsable({ store: 'tw-main', customer, ...more }, context);
  const rules = leftOut.map(({ path, rule }) => `${path} ${rule}`);
  const { customer: read, consent } = data;
  return { customer: read, leftOut: rules, ...(consent && { consent }) };
};
const refusal = (customer: unknown, context: UsableContext, more: object = {}): RejectedError => {
  const error = thrownBy(() => toUsable({ store: 'tw-main', customer, ...more }, context));
  if (!(error instanceof RejectedError)) throw new Error('not refused');
  return error;
};

describe('what can be read', () => {
  it.each([
    [{ phone: '０９１２−３４５−６７８' }, { phone: '+886912345678' }],
    [{ phone: 'TEL:0912345678' }, { phone: '+886912345678' }],
    [{ phone: '00886912345678' }, { phone: '+886912345678' }],
    [{ phone: 912_345_678 }, { phone: '+886912345678' }],
    [{ email: '\u200Bada＠example.com.' }, EMAIL],
    [
      { ...EMAIL, birthday: '民國81年5月14日' },
      { ...EMAIL, birthday: '1992-05-14' },
    ],
    [
      { ...EMAIL, gender: '女' },
      { ...EMAIL, gender: 'female' },
    ],
    [
      { ...EMAIL, locale: '繁體中文' },
      { ...EMAIL, locale: 'zh-hant' },
    ],
    [
      { ...EMAIL, tags: ['a', 'b', 'a'] },
      { ...EMAIL, tags: ['a', 'b'] },
    ],
    [
      {
        ...EMAIL,
        addresses: [{ line1: 'x', countryCode: 'Taiwan (R.O.C.)', phone: '0912 345 678' }],
      },
      { ...EMAIL, addresses: [{ line1: 'x', countryCode: 'TW', phone: '+886912345678' }] },
    ],
    [
      { ...EMAIL, addresses: [{ line1: 'x', countryCode: '日本', phone: '090-1234-5678' }] },
      { ...EMAIL, addresses: [{ line1: 'x', countryCode: 'JP', phone: '+819012345678' }] },
    ],
    [
      { ...EMAIL, name: null, phone: null },
      { ...EMAIL, name: null, phone: null },
    ],
  ])('is read, whatever becomes of the rest: %j', (customer, expected) => {
    for (const context of [LEAVE_OUT, REFUSE]) {
      expect(usable(customer, context)).toEqual({ customer: expected, leftOut: [] });
    }
  });

  it.each([
    [{ phone: '02-2345-6789 轉 12' }, { phone: '+886223456789' }, 'phone phone_extension'],
    [{ phone: '0912345678/0922333444' }, { phone: '+886912345678' }, 'phone second_contact'],
    [{ email: 'ada@example.com, b@example.com' }, EMAIL, 'email second_contact'],
    [{ ...EMAIL, name: '\u200B\u3164' }, EMAIL, 'name no_visible_character'],
    [{ ...EMAIL, name: '-' }, EMAIL, 'name no_visible_character'],
    [{ ...EMAIL, firstName: '...' }, EMAIL, 'firstName no_visible_character'],
    [{ ...EMAIL, lastName: 'N/A' }, EMAIL, 'lastName no_visible_character'],
    [{ ...EMAIL, lastName: '無' }, EMAIL, 'lastName no_visible_character'],
    [{ ...EMAIL, note: '\u200B' }, EMAIL, 'note no_visible_character'],
  ])('loses what is no part of it, and says so: %j', (customer, expected, said) => {
    for (const context of [LEAVE_OUT, REFUSE]) {
      expect(usable(customer, context)).toEqual({ customer: expected, leftOut: [said] });
    }
  });
});

describe('what cannot be used', () => {
  const long = (length: number): string => 'x'.repeat(length);
  const phone = { phone: '+886912345678' };
  const cases: readonly (readonly [object, object, readonly string[]])[] = [
    ...[
      'N/A',
      '-',
      '無',
      'none',
      '0000000000',
      '912345678.0',
      '8.86912E+11',
      '12',
      '',
      ' ',
      'x'.repeat(90),
    ].map((text) => [{ ...EMAIL, phone: text }, EMAIL, ['phone impossible_phone']] as const),
    [{ ...EMAIL, phone: {} }, EMAIL, ['phone impossible_phone']],
    [{ ...EMAIL, phone: ['0912345678'] }, EMAIL, ['phone impossible_phone']],
    [{ ...EMAIL, phone: '+15550001111' }, EMAIL, ['phone invalid_phone']],
    ...['N/A', 'ada', 'ada@', 'ada@@example.com', '', `${long(250)}@example.com`].map(
      (text) => [{ ...phone, email: text }, phone, ['email invalid_email']] as const,
    ),
    [{ ...phone, email: 5 }, phone, ['email invalid_email']],
    ...['1992-13-01', 'in May', '92/05/14', '', '1850-01-01'].map(
      (text) => [{ ...EMAIL, birthday: text }, EMAIL, ['birthday invalid_birthday']] as const,
    ),
    [{ ...EMAIL, birthday: '2026-12-31' }, EMAIL, ['birthday future_birthday']],
    [{ ...EMAIL, birthday: 19_920_514 }, EMAIL, ['birthday wrong_form']],
    [{ ...EMAIL, gender: 'rather not say' }, EMAIL, ['gender wrong_value']],
    [{ ...EMAIL, locale: 'Klingon' }, EMAIL, ['locale wrong_value']],
    [{ ...EMAIL, name: long(201) }, EMAIL, ['name too_long']],
    [{ ...EMAIL, name: ['Ada'] }, EMAIL, ['name wrong_form']],
    [{ ...EMAIL, name: 'a\nb' }, EMAIL, ['name wrong_value']],
    [{ ...EMAIL, note: long(2_001) }, { ...EMAIL, note: `${long(1_999)}…` }, ['note too_long']],
    [{ ...EMAIL, registeredAt: 'yesterday' }, EMAIL, ['registeredAt wrong_value']],
    [{ ...EMAIL, tags: 'vip' }, EMAIL, ['tags wrong_form']],
    [
      { ...EMAIL, tags: ['a', long(101), 'b', 5, 'a', '', null, { x: 1 }, 'c'] },
      { ...EMAIL, tags: ['a', 'b', 'c'] },
      [
        'tags.1 too_long',
        'tags.3 wrong_form',
        'tags.5 no_visible_character',
        'tags.6 wrong_form',
        'tags.7 wrong_form',
      ],
    ],
    [
      { ...EMAIL, tags: Array.from({ length: 65 }, (_, at) => `t${at}`) },
      { ...EMAIL, tags: Array.from({ length: 60 }, (_, at) => `t${at}`) },
      ['tags too_many'],
    ],
    [
      { ...EMAIL, addresses: [{ line1: 'a', countryCode: 'Atlantis' }, { line1: 'b' }] },
      { ...EMAIL, addresses: [{ line1: 'b' }] },
      ['addresses.0 unknown_country'],
    ],
    [
      {
        ...EMAIL,
        addresses: [
          { countryCode: 'Atlantis' },
          { line1: 'b', phone: 'x', postalCode: '1#', city: long(501) },
        ],
      },
      { ...EMAIL, addresses: [{ line1: 'b' }] },
      [
        'addresses.0 unknown_country',
        'addresses.1.phone impossible_phone',
        'addresses.1.postalCode wrong_value',
        'addresses.1.city too_long',
      ],
    ],
    [
      { ...EMAIL, addresses: [null, 'x', { line1: 'b' }, {}, 5] },
      { ...EMAIL, addresses: [{ line1: 'b' }] },
      [
        'addresses.0 wrong_form',
        'addresses.1 wrong_form',
        'addresses.3 wrong_form',
        'addresses.4 wrong_form',
      ],
    ],
    [
      { ...EMAIL, addresses: Array.from({ length: 7 }, (_, at) => ({ line1: `${at}` })) },
      { ...EMAIL, addresses: Array.from({ length: 5 }, (_, at) => ({ line1: `${at}` })) },
      ['addresses too_many'],
    ],
    [
      { ...EMAIL, phone: 'N/A', birthday: 'soon', locale: '?', name: '.' },
      EMAIL,
      [
        'name no_visible_character',
        'phone impossible_phone',
        'locale wrong_value',
        'birthday invalid_birthday',
      ],
    ],
  ];

  it.each(cases)('is left out and said: %j', (customer, expected, leftOut) => {
    const read = usable(customer);
    expect({ ...read, leftOut: read.leftOut.toSorted() }).toEqual({
      customer: expected,
      leftOut: leftOut.toSorted(),
    });
  });

  it.each(
    cases.filter(([customer]) => !JSON.stringify(customer).match(/15550001111|Klingon|"\."/)),
  )('refuses the signup where the source says so: %j', (customer) => {
    expect(refusal(customer, REFUSE)).toMatchObject({ reason: 'invalid_signup' });
  });

  it.each([
    [{ phone: 'N/A' }, '/customer/phone'],
    [{ email: 'ada' }, '/customer/email'],
    [{ email: 'ada', phone: '12' }, '/customer/email'],
    [{ email: null, phone: '0000' }, '/customer/phone'],
    [{ name: 'Ada' }, '/customer'],
    [{}, '/customer'],
  ])('keeps the customer out where no contact is left: %j', (customer, path) => {
    const { reason, issues } = refusal(customer, LEAVE_OUT);
    expect(reason).toBe('invalid_signup');
    expect(issues.map((issue) => issue.path)).toContain(path);
  });

  it('of a program stays a mistake: unknown fields, options, parameters of a shop', () => {
    expect(refusal({ ...EMAIL, nmae: 'Ada' }, LEAVE_OUT).message).toContain('`nmae`');
    expect(refusal(EMAIL, LEAVE_OUT, { options: { x: 1 } }).message).toContain('`x`');
    expect(refusal(EMAIL, LEAVE_OUT, { shopline: 5 }).message).toContain('/shopline');
    expect(refusal('Ada', LEAVE_OUT).message).toContain('/customer');
  });

  it('counts as a phone where it is possible only, and the only contact', () => {
    const only = { phone: '+15550001111' };
    expect(usable(only)).toEqual({ customer: only, leftOut: [] });
    const both = { ...only, ...EMAIL };
    expect(usable(both, REFUSE)).toEqual({ customer: both, leftOut: [] });
    expect(usable({ ...only, email: 'x' })).toEqual({
      customer: only,
      leftOut: ['email invalid_email'],
    });
  });

  it('in the future refuses by its name', () => {
    const { issues } = refusal({ ...EMAIL, birthday: '2030-01-01' }, REFUSE);
    expect(issues).toEqual([
      { path: '/customer/birthday', rule: 'future', expected: 'must not be in the future' },
    ]);
  });
});

describe('a national phone without any country', () => {
  const nowhere = { ...LEAVE_OUT, country: undefined };

  it.each([EMAIL, {}])('is our mistake, and waits for the country: %j', (other) => {
    expect(refusal({ ...other, phone: '0912345678' }, nowhere).issues).toMatchObject([
      { path: '/customer/phone' },
    ]);
    expect(usable({ ...other, phone: '0912345678' }).leftOut).toEqual([]);
  });

  it.each(['N/A', '0000000000', '12', '+123'])('is another thing than none: %s', (phone) => {
    expect(usable({ ...EMAIL, phone }, nowhere)).toEqual({
      customer: EMAIL,
      leftOut: ['phone impossible_phone'],
    });
  });

  it('in an address is left out', () => {
    const addresses = [{ line1: 'x', phone: '0912345678' }];
    expect(usable({ ...EMAIL, addresses }, nowhere).leftOut).toEqual([
      'addresses.0.phone impossible_phone',
    ]);
  });
});

describe('a consent beside what cannot be used', () => {
  const consent = (email: unknown) => usable(EMAIL, LEAVE_OUT, { consent: { email } });

  it('is never lost where it is a refusal', () => {
    expect(
      usable({ ...EMAIL, phone: 'N/A', birthday: 'x' }, LEAVE_OUT, {
        consent: { email: { state: 'denied' } },
      }).consent,
    ).toEqual({ email: { state: 'denied' } });
    expect(consent({ state: 'denied', at: 'soon' })).toMatchObject({
      consent: { email: { state: 'denied' } },
      leftOut: ['consent.email.at wrong_value'],
    });
    expect(consent({ state: 'denied', text: 5 }).consent).toEqual({ email: { state: 'denied' } });
  });

  it('is no grant where it cannot be read as one', () => {
    expect(consent({ state: 'granted', at: 'soon' })).toMatchObject({
      consent: {},
      leftOut: ['consent.email wrong_value'],
    });
    expect(consent({ state: 'maybe' }).consent).toEqual({});
    expect(consent({}).consent).toEqual({});
    expect(consent(true).consent).toEqual({});
    expect(usable(EMAIL, LEAVE_OUT, { consent: 'yes' }).consent).toBeUndefined();
  });

  it('keeps its words, as far as they fit', () => {
    const { consent: kept, leftOut } = consent({ state: 'granted', text: 'x'.repeat(2_001) });
    expect(kept?.email?.text).toHaveLength(2_000);
    expect(leftOut).toEqual(['consent.email.text too_long']);
  });
});

describe('the error of a signup', () => {
  it("names the tool's own field beside ours", () => {
    const fields = { phone: 'phone_number', 'addresses.0.countryCode': 'country_code' };
    const { message, issues } = refusal({ phone: 'N/A' }, { ...LEAVE_OUT, fields });
    expect(message).toContain('/customer/phone must be');
    expect(message).toContain('; the tool calls it `phone_number`');
    expect(issues[0]?.expected).toContain('`phone_number`');
    const address = { line1: 'x', countryCode: 'Atlantis' };
    expect(refusal({ ...EMAIL, addresses: [address] }, { ...REFUSE, fields }).message).toContain(
      '`country_code`',
    );
  });

  it.each(['ada@example.com', 'phone 0912345678', 'x'.repeat(61)])(
    'never names a field that may be a person: %s',
    (phone) => {
      expect(refusal({ phone: 'N/A' }, { ...LEAVE_OUT, fields: { phone } }).message).not.toContain(
        phone,
      );
    },
  );
});

describe('whatever is found', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.constantFrom('N/A', '0912345678', '1992/5/14', 'Taiwan'),
  );
  const customer = fc.record(
    {
      email: fc.oneof(fc.emailAddress(), anything),
      phone: anything,
      name: anything,
      birthday: anything,
      gender: anything,
      locale: anything,
      note: anything,
      tags: fc.oneof(fc.array(anything), anything),
      addresses: fc.oneof(
        fc.array(
          fc.record(
            { line1: anything, countryCode: anything, phone: anything },
            { requiredKeys: [] },
          ),
        ),
        anything,
      ),
    },
    { requiredKeys: [] },
  );

  it('comes out as a signup, or is refused; never both, and never otherwise', () => {
    fc.assert(
      fc.property(customer, fc.constantFrom(LEAVE_OUT, REFUSE), (found, context) => {
        try {
          const { data } = toUsable({ store: 'tw-main', customer: found }, context);
          expect(validateSignup(data)).toBe(true);
        } catch (error) {
          if (!(error instanceof RejectedError)) throw error;
        }
      }),
    );
  });

  it('with a good e-mail always comes out as a customer', () => {
    fc.assert(
      fc.property(customer, (found) => {
        const json: unknown = JSON.parse(
          JSON.stringify({ ...found, ...EMAIL }, (_, value: unknown) =>
            typeof value === 'bigint' ? String(value) : value,
          ),
        );
        // Unknown fields are mistakes of a program.
        const hasMistake = (error: unknown): boolean =>
          error instanceof RejectedError &&
          error.issues.some(({ rule }) => rule === 'additionalProperties');
        let email: unknown;
        try {
          ({ email } = toUsable({ store: 'tw-main', customer: json }, LEAVE_OUT).data.customer);
        } catch (error) {
          fc.pre(!hasMistake(error));
          throw error;
        }
        expect(email).toBe(EMAIL.email);
      }),
    );
  });
});

describe.each([LEAVE_OUT, REFUSE])('tags ($unusable)', (context) => {
  it('lose the white space around them; without a visible character they are none', () => {
    expect(usable({ ...EMAIL, tags: [' ', 'vip', '\u200B', ' vip ', '　會員 '] }, context)).toEqual(
      {
        customer: { ...EMAIL, tags: ['vip', '會員'] },
        leftOut: ['tags.0 no_visible_character', 'tags.2 no_visible_character'],
      },
    );
  });
});
