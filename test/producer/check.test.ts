import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareMessage } from '../../src/consume/prepare.ts';
import { RejectedError } from '../../src/event/errors.ts';
import { buildEvent, type NewSignup } from '../../src/producer/build.ts';
import { checkEvent, type CheckContext } from '../../src/producer/check.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { aMessage } from '../support/a-message.ts';
import { leaksIn, markedPerson } from '../support/marked-person.ts';
import { thrownBy } from '../support/thrown-by.ts';

const NOW = Date.parse('2026-11-22T03:10:00Z');
const SIGNUP: NewSignup = {
  id: 'order-1001',
  source: '/checkout',
  time: '2026-11-22T03:04:05Z',
  store: 'tw-main',
  customer: { email: 'ada@example.com' },
};
const build = (
  signup: Partial<Record<keyof NewSignup, unknown>>,
  rules: Partial<CheckContext> = {},
) =>
  buildEvent('customer.signed_up', { ...SIGNUP, ...signup } as NewSignup, { now: NOW, ...rules });

/** The text of the error. */
function refusal(signup: Parameters<typeof build>[0], rules: Partial<CheckContext> = {}): string {
  const error = thrownBy(() => build(signup, rules));
  return error instanceof RejectedError ? `${error.reason}: ${error.message}` : String(error);
}

describe('an event that is built', () => {
  it('is a CloudEvent with the signup as its data', () => {
    expect(build({ consent: { email: { state: 'denied' } } })).toEqual({
      specversion: '1.0',
      id: 'order-1001',
      source: '/checkout',
      type: 'customer.signed_up',
      time: '2026-11-22T03:04:05Z',
      datacontenttype: 'application/json',
      data: {
        store: 'tw-main',
        customer: { email: 'ada@example.com' },
        consent: { email: { state: 'denied' } },
      },
    });
  });

  it('takes a Date, and is the same each time it is built', () => {
    const signup = { time: new Date('2026-11-22T03:04:05.678Z') };
    expect(build(signup)).toMatchObject({ time: '2026-11-22T03:04:05.678Z' });
    expect(build(signup)).toEqual(build(signup));
  });

  it('does not change with the signup that it was built from', () => {
    const customer = { email: 'ada@example.com', tags: ['fair'] };
    const event = build({ customer });
    customer.tags.push('later');
    expect(event.data.customer.tags).toEqual(['fair']);
  });

  it.each<[string, Parameters<typeof build>[0], string]>([
    [
      'an id that is missing',
      { id: undefined },
      'invalid_event: the event is not valid: `id` is missing (required)',
    ],
    [
      'an empty id',
      { id: '' },
      'invalid_event: the event is not valid: /id must not be empty (minLength)',
    ],
    [
      'a source that is missing',
      { source: undefined },
      'invalid_event: the event is not valid: `source` is missing (required)',
    ],
    ...[undefined, null, new Date('never'), 1_700_000_000, 'today', '2026-11-22'].map(
      (time) =>
        [
          `${String(time)} as its time`,
          { time },
          'invalid_event: the event is not valid: /time must be a time with seconds and its zone such as `2026-11-22T03:04:05Z` (format)',
        ] as [string, Parameters<typeof build>[0], string],
    ),
    [
      'no contact',
      { customer: { name: 'Ada' } },
      'invalid_signup: the signup is not valid: /customer needs an `email` or a `phone` (anyOf)',
    ],
    [
      'an unknown field',
      { costumer: {} } as object,
      'invalid_signup: the signup is not valid: `costumer` is not a known field (additionalProperties)',
    ],
    [
      'an e-mail that is none',
      { customer: { email: 'ada@' } },
      'invalid_signup: the signup is not valid: /customer/email must be an e-mail address (format)',
    ],
    [
      'a national phone without a country',
      { customer: { phone: '0912 345 678' } },
      "invalid_signup: the signup is not valid: /customer/phone must be a possible phone number, with its calling code (+886…) or national in the store's country (phone)",
    ],
    [
      'a value that JSON has not',
      { customer: { email: 'ada@example.com', note: 1n } },
      'invalid_json: the event cannot be written as JSON',
    ],
    [
      'more than a message may have',
      { shopline: { memo: 'x'.repeat(1_050_000) } },
      'invalid_event: the event is not valid: must have at most 1,044,480 bytes as JSON, and has 1,050,244 (maxBytes)',
    ],
  ])('is refused with %s, in one sentence', (_, signup, text) => {
    expect(refusal(signup)).toBe(text);
  });

  it('reads a national phone where the country is known', () => {
    expect(refusal({ customer: { phone: '0912 345 678' } }, { country: 'TW' })).toBe('undefined');
  });

  it('is checked as the platform demands', () => {
    const shopline = { birth_month: 13 };
    expect(refusal({ shopline })).toBe('undefined');
    expect(refusal({ shopline }, { platform: 'shopline' })).toMatch(
      /^invalid_request: the request to SHOPLINE is not valid: \/shopline\/birth_month /,
    );
  });

  it('is refused without a word of the person', () => {
    const { customer, consent, event, email } = markedPerson(7);
    const broken = [
      { gender: 'qzmark' },
      { email: 'Qzmark' },
      { [email]: 1 },
      { addresses: [{ Qzmarkfirst: 1 }] },
    ];
    for (const more of broken) {
      const text = refusal({ ...event, customer: { ...customer, ...more }, consent });
      expect(text).toMatch(/is not valid: /);
      expect(leaksIn(text)).toEqual([]);
    }
  });
});

describe('what is said of a valid event', () => {
  const said = (signup: Parameters<typeof build>[0], rules: Partial<CheckContext> = {}) =>
    checkEvent(build(signup, rules), { now: NOW, ...rules });
  const gender = { customer: { email: 'ada@example.com', gender: 'female' } };

  it('is what the shop cannot hold', () => {
    expect(said(gender)).toMatchObject({ unheld: [] });
    expect(said(gender, { platform: 'shopline' })).toMatchObject({ unheld: [] });
    expect(said(gender, { platform: 'shoplazza' })).toMatchObject({ unheld: ['customer.gender'] });
  });

  it('is what the relay leaves out', () => {
    const customer = { email: 'ada@example.com', birthday: '2090-01-01' };
    expect(refusal({ customer })).toMatch(/birthday must not be in the future/);
    expect(said({ customer }, { unusable: 'leave-out' }).leftOut).toEqual([
      { path: 'birthday', rule: 'future_birthday' },
    ]);
  });

  it('is a time that is too far ahead', () => {
    expect(said({ time: '2026-11-22T03:14:59Z' }).clamped).toBe(false);
    expect(said({ time: '2026-11-22T03:15:01Z' }).clamped).toBe(true);
  });

  it('is an id with personal data, which logs do not show', () => {
    expect(said({}).hidden).toEqual([]);
    expect(said({ id: 'signup-ada@example.com' }).hidden).toEqual(['id']);
    expect(said({ source: '/forms/ada@example.com' }).hidden).toEqual(['source']);
  });
});

type Said = readonly [string, ...unknown[]];

/** What the package says. */
function packageSays(event: unknown, rules: CheckContext): Said {
  try {
    const { unheld, leftOut, clamped } = checkEvent(event, rules);
    return ['valid', unheld, leftOut, clamped];
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return [error.reason, error.message, error.issues];
  }
}

const digest = (text: string): string => text;

/** What `consume` does with the same event on the queue, up to the first call of the shop. */
async function consumeSays(
  event: unknown,
  { platform, country, unusable }: CheckContext,
): Promise<Said> {
  const store = {
    platform: platform ?? 'shopline',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'an-invented-token',
    ...(country !== undefined && { country }),
    ...(unusable !== undefined && { unusable }),
  } as const;
  const { parts } = await prepareMessage(
    aMessage({ body: JSON.stringify(event), firstSeenAt: NOW, triesSince: NOW }),
    {
      stores: { get: async () => store, refresh: async () => store },
      senders: { find: async () => undefined },
      sources: { get: async () => undefined },
      digest,
      now: () => NOW,
    },
  );
  const [part] = parts;
  try {
    if (part === undefined || 'skipped' in part || 'record' in part)
      throw new Error('one event is one signup');
    if ('error' in part) throw part.error;
    const open = createPlatforms({
      http: () => Promise.reject(new Error('no call')),
      digest,
      now: () => 0,
    });
    const context = {
      remainingMs: () => 0,
      onCall: () => undefined,
      waitForSlot: async () => undefined,
    };
    if ('unfetched' in part) throw new Error(part.unfetched);
    const unheld = platform === undefined ? [] : open(store, context).fit(part.signup).unheld;
    return [
      'valid',
      unheld,
      [...(part.leftOut ?? []), ...(part.signup.leftOut ?? [])],
      part.clamped,
    ];
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return [error.reason, error.message, error.issues];
  }
}

const RULES: readonly CheckContext[] = (['shopline', 'shoplazza', undefined] as const).flatMap(
  (platform) =>
    (['TW', undefined] as const).flatMap((country) =>
      (['refuse', 'leave-out'] as const).map((unusable) => ({
        platform,
        country,
        unusable,
        now: NOW,
      })),
    ),
);

describe('the rules are those of consume', () => {
  const samples = globSync('events/{shopline,shoplazza,dead-letters}/*.json').toSorted();

  it.each(samples)('for %s', async (file) => {
    const event: unknown = JSON.parse(readFileSync(file, 'utf8'));
    for (const rules of RULES)
      expect(packageSays(event, rules)).toEqual(await consumeSays(event, rules));
  });

  it('for whatever a backend may send', async () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        ' ',
        0,
        true,
        [],
        {},
        '…',
        'x'.repeat(300),
        '0912345678',
        '+886912345678',
      ),
      fc.constantFrom<unknown>(
        'ada@example.com',
        'ada@',
        '1992-05-14',
        '2090-01-01',
        'female',
        '女',
        'TW',
        'zh-hant',
      ),
      fc.string(),
    );
    const mostly = (...valid: readonly unknown[]) =>
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...valid) }, { weight: 1, arbitrary: odd });
    const customer = fc.record(
      {
        email: mostly('ada@example.com'),
        phone: mostly('+886912345678', '0912-345-678'),
        name: mostly('Ada Lin', null),
        firstName: mostly('Ada'),
        gender: mostly('female'),
        birthday: mostly('1992-05-14', '--02-29', '2090-01-01'),
        locale: mostly('zh-hant'),
        externalId: mostly('crm-7'),
        note: mostly('met at the fair'),
        registeredAt: mostly('2026-11-22T03:04:05Z'),
        tags: mostly(['fair', 'a, b', 'x'], ['\u200B', 'fair']),
        addresses: fc.oneof(
          odd,
          fc.array(
            fc.record(
              {
                line1: mostly('1 Example Road'),
                countryCode: mostly('TW', 'tw'),
                phone: mostly('0912345678'),
              },
              { requiredKeys: [] },
            ),
            {
              maxLength: 2,
            },
          ),
        ),
      },
      { requiredKeys: [] },
    );
    const consent = fc.record({
      email: fc.record(
        { state: fc.constantFrom('granted', 'denied', 'yes'), at: mostly('2026-11-22T03:04:05Z') },
        { requiredKeys: ['state'] },
      ),
    });
    const data = fc.record(
      {
        store: mostly('tw-main'),
        customer,
        consent,
        options: fc.record({ trust: fc.constantFrom('anonymous', 'verified') }),
        shopline: fc.record(
          { email: odd, tags: mostly(['fair']), birth_month: mostly(5, 13) },
          { requiredKeys: [] },
        ),
        shoplazza: fc.record(
          { phone: odd, tags: mostly('a,b'), password: odd },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['store', 'customer'] },
    );
    const event = fc.record({
      specversion: fc.constant('1.0'),
      id: fc.constantFrom('e-1', '', 'ada@example.com'),
      source: fc.constant('/test'),
      type: fc.constantFrom('customer.signed_up', 'customer.updated'),
      time: fc.constantFrom('2026-11-22T03:04:05Z', '2030-01-01T00:00:00Z', 'now'),
      data,
    });
    const valid = { count: 0 };
    await fc.assert(
      fc.asyncProperty(event, fc.constantFrom(...RULES), async (one, rules) => {
        const said = packageSays(one, rules);
        if (said[0] === 'valid') valid.count += 1;
        expect(said).toEqual(await consumeSays(one, rules));
      }),
      { numRuns: 400, seed: 16 },
    );
    expect(valid.count).toBeGreaterThan(40);
  });

  it('but a stored delivery and an envelope are no events of a backend', () => {
    const sent = (event: unknown) => packageSays(event, { now: NOW })[0];
    const delivery = { store: 'tw-main', source: 'form', headers: {}, body: '{}' };
    expect(sent({ ...build({}), type: 'webhook.delivered', data: delivery })).toBe('invalid_event');
    expect(
      sent({ Type: 'Notification', TopicArn: 'arn:x', Message: JSON.stringify(build({})) }),
    ).toBe('invalid_event');
  });
});
