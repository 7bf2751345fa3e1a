import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDigest } from '../../src/event/digest.ts';
import { RejectedError } from '../../src/event/errors.ts';
import type { Event, Store } from '../../src/generated/types.ts';
import { prepareDelivery } from '../../src/consume/prepare-delivery.ts';
import type { Part } from '../../src/consume/prepared.ts';
import type { Delivery, Found, FoundSignup, SourceContext } from '../../src/sources/source.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { aStore, noSenders } from '../support/a-consume.ts';

const RECEIVED_AT = Date.parse('2026-11-22T09:00:00Z');
const TIME = '2026-11-22T08:59:00Z';

const aSignup = (overrides: Partial<FoundSignup> = {}): FoundSignup => ({
  kind: 'signup',
  type: 'customer.updated',
  id: 's-1',
  data: { customer: { email: 'ada@example.com', name: 'Ada Lin' } },
  ...overrides,
});

interface Scene {
  readonly found?: readonly Found[];
  readonly data?: object;
  readonly time?: string;
  readonly store?: Partial<Store>;
}

/** Prepares a delivery whose tool finds what the scene says. @returns the parts, and what the tool was given. */
async function prepare({ found = [aSignup()], data = { body: '王' }, time, store }: Scene = {}) {
  const given: { delivery: Delivery; context: SourceContext }[] = [];
  const event: Event = {
    specversion: '1.0',
    id: 'd-1',
    source: '/webhooks/tw-main/form',
    type: 'webhook.delivered',
    ...(time !== undefined && { time }),
    data: { store: 'tw-main', source: 'form', headers: { 'x-a': 'b' }, ...data },
  };
  const configured: Store = {
    ...aStore('token'),
    sources: { form: { tool: 'typeform' } },
    ...store,
  };
  const read = (delivery: Delivery, context: SourceContext): readonly Found[] => {
    given.push({ delivery, context });
    return found;
  };
  const parts = await prepareDelivery(
    { event, known: { eventId: 'd-1' }, receivedAt: RECEIVED_AT },
    {
      stores: { get: async () => configured, refresh: async () => configured },
      senders: noSenders,
      digest: createDigest('test-key'),
      sources: new Map([['typeform', { tool: 'typeform', read }]]),
    },
  );
  return { parts, given };
}
it('says which configured source a signup came through, whatever its event claims', async () => {
  const { parts } = await prepare();
  expect(parts).toMatchObject([{ via: 'form' }]);
});

const signupOf = (part: Part | undefined) =>
  part !== undefined && 'signup' in part ? part.signup : undefined;
const refused = (scene: Scene) => prepare(scene).catch((error: unknown) => error);

describe('a delivery', () => {
  it('that breaks its schema is refused, and the path is named', async () => {
    const error = await refused({ data: { headers: 7, body: '' } });
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({
      reason: 'invalid_delivery',
      message: expect.stringMatching(/^the delivery is not valid: \/headers/),
    });
  });

  it.each<[string, Scene]>([
    ['of a source that the store does not have', { data: { source: 'other', body: '' } }],
    ['of an unknown tool', { store: { sources: { form: { tool: 'klaviyo' } } } }],
  ])('%s names both and the remedy', async (_, scene) => {
    const source = scene.data ? 'other' : 'form';
    expect(await refused(scene)).toMatchObject({
      name: 'RejectedError',
      reason: 'unknown_source',
      message: `store "tw-main" has no source "${source}"; add it to the store's configuration, then replay`,
    });
  });

  it('to a store that has no sources at all is of an unknown source', async () => {
    const get = async (): Promise<Store> => aStore('token');
    const data = { store: 'tw-main', source: 'form', headers: {}, body: '' };
    const event: Event = {
      specversion: '1.0',
      id: 'd',
      source: '/',
      type: 'webhook.delivered',
      data,
    };
    await expect(
      prepareDelivery(
        { event, known: {}, receivedAt: RECEIVED_AT },
        {
          stores: { get, refresh: get },
          senders: noSenders,
          digest: createDigest('test-key'),
          sources: new Map(),
        },
      ),
    ).rejects.toMatchObject({ reason: 'unknown_source' });
  });

  it.each<[string, object, Buffer]>([
    ['text, as UTF-8', { body: '王' }, Buffer.from([0xe7, 0x8e, 0x8b])],
    ['bytes', { bodyBase64: '/wA=' }, Buffer.from([255, 0])],
  ])('is read by its tool as it was posted: %s', async (_, data, bytes) => {
    const { given } = await prepare({ data });
    expect(given).toMatchObject([
      {
        delivery: { store: 'tw-main', source: 'form', headers: { 'x-a': 'b' } },
        context: { config: { tool: 'typeform' } },
      },
    ]);
    expect(Buffer.from(given[0]?.delivery.body ?? []).equals(bytes)).toBe(true);
  });

  it.each([
    ['when `receive` accepted it', TIME, Date.parse(TIME)],
    ['at the latest when it was on the queue', '2026-11-22T09:00:01Z', RECEIVED_AT],
    ['when it was on the queue, where no time is given', undefined, RECEIVED_AT],
    ['when it was on the queue, in a leap second', '2016-12-31T23:59:60Z', RECEIVED_AT],
  ])('was received %s', async (_, time, expected) => {
    const { given, parts } = await prepare({ ...(time !== undefined && { time }) });
    expect(given[0]?.delivery.receivedAt).toBe(expected);
    expect(signupOf(parts[0])?.time).toBe(expected);
  });

  it.each<[string, Partial<Store>, string, string]>([
    ["the store's country", {}, 'TW', '+886912345678'],
    [
      "its own country before the store's",
      { sources: { form: { tool: 'typeform', country: 'JP' } } },
      'JP',
      '+81912345678',
    ],
  ])('has its phones read by %s', async (_, store, country, phone) => {
    const found = [aSignup({ data: { customer: { phone: '0912345678' } } })];
    const { given, parts } = await prepare({ store, found });
    expect(given[0]?.context.country).toBe(country);
    expect(signupOf(parts[0])?.contacts).toEqual([{ kind: 'phone', value: phone }]);
  });
});

describe('a signup in a delivery', () => {
  it('has its own time, its type and the store, whatever the tool says', async () => {
    const data = { customer: { email: 'ada@example.com' }, store: 'us-main' };
    const found = [aSignup({ time: '2026-11-20T03:00:00Z', data })];
    const { parts } = await prepare({ found, time: TIME });
    expect(parts).toMatchObject([
      {
        known: {
          eventId: 's-1',
          source: '/webhooks/tw-main/form',
          store: 'tw-main',
          type: 'customer.updated',
        },
        signup: { type: 'customer.updated', time: Date.parse('2026-11-20T03:00:00Z') },
      },
    ]);
    expect(signupOf(parts[0])?.store).toBe('tw-main');
  });

  it('whose id contains the name of the person is known by a hash, even where it is invalid', async () => {
    const customer = { email: 'ada', name: 'Ada Lin' };
    const found = [aSignup({ id: 'form-ada.lin-2026', data: { customer } })];
    const [part] = (await prepare({ found })).parts;
    expect(part).toHaveProperty('error');
    expect(part?.known.eventId).toMatch(/^hash:[0-9a-f]{32}$/);
  });

  it('that is no signup is skipped, with its reason and its position', async () => {
    const { parts } = await prepare({ found: [{ kind: 'skipped', id: 's-3', why: 'a merge' }] });
    const known = { eventId: 's-3', source: '/webhooks/tw-main/form', store: 'tw-main' };
    expect(parts).toEqual([{ known, skipped: 'a merge' }]);
  });

  it.each<[string, string]>([
    ['JSON', '{"contact":{"email":"ada@example.com","name":"Ada Lovelace"}}'],
    ['a form', 'contact[email]=ada%40example.com&contact[last_name]=Lovelace'],
  ])('that is none hides an id with what the body holds of a person, as %s', async (_, body) => {
    const ids = ['lovelace-1', createHash('sha256').update('ada@example.com').digest('hex'), 's-1'];
    const error = new RejectedError('invalid_delivery', 'no');
    const found = ids.map((id): Found => ({ kind: 'refused', id, error }));
    const { parts } = await prepare({ found, data: { body } });
    const hash = expect.stringMatching(/^hash:/);
    expect(parts.map(({ known }) => known.eventId)).toEqual([hash, hash, 's-1']);
  });

  it('is of a source that is shown, also if the person is called like it', async () => {
    const customer = { email: 'form@example.com', lastName: 'Webhooks' };
    const { parts } = await prepare({ found: [aSignup({ data: { customer } })] });
    expect(signupOf(parts[0])?.eventSource).toBe('/webhooks/tw-main/form');
  });
});

it('an unknown source that is called like a phone is not shown', async () => {
  const error = await refused({ data: { source: '0912345678', body: '' } });
  expect(String(error)).toMatch(/has no source "hash:[0-9a-f]{32}"/);
});

describe('the trust in a signup', () => {
  const trustOf = async (
    tool: string,
    config: object = {},
    options: object = {},
  ): Promise<readonly unknown[]> => {
    const source = SOURCES.get(tool);
    const data = { customer: { email: 'ada@example.com' }, options };
    const found: readonly Found[] = [aSignup({ data })];
    const parts = await prepareDelivery(
      {
        event: {
          specversion: '1.0',
          id: 'd-1',
          source: '/webhooks/tw-main/form',
          type: 'webhook.delivered',
          data: { store: 'tw-main', source: 'form', headers: {}, body: '' },
        },
        known: {},
        receivedAt: RECEIVED_AT,
      },
      {
        stores: {
          get: async () =>
            Object.assign(aStore('token'), {
              sources: { form: Object.assign({ tool }, config) },
            }),
          refresh: () => Promise.reject(new Error('not asked')),
        },
        senders: noSenders,
        digest: createDigest('test-key'),
        sources: new Map(source && [[tool, { ...source, read: () => found }]]),
      },
    );
    const signup = signupOf(parts[0]);
    return [signup?.trust, signup?.reconsent];
  };
  const ANONYMOUS = new Set(
    'html-form typeform tally jotform google-forms surveycake meta-lead-ads custom'.split(' '),
  );

  it.each([...SOURCES.keys()])('is what anyone can do with %s', async (tool) => {
    const expected = ANONYMOUS.has(tool) ? 'anonymous' : 'verified';
    expect(await trustOf(tool)).toEqual([expected, undefined]);
  });

  it.each([
    [
      'the configuration says anonymous',
      'mailchimp',
      { trust: 'anonymous' },
      {},
      ['anonymous', undefined],
    ],
    [
      'the configuration says verified',
      'typeform',
      { trust: 'verified' },
      {},
      ['verified', undefined],
    ],
    [
      'an event lowers it',
      'standard-webhooks',
      {},
      { trust: 'anonymous' },
      ['anonymous', undefined],
    ],
    ['an event never raises it', 'typeform', {}, { trust: 'verified' }, ['anonymous', undefined]],
    ['its grants rank with the others', 'typeform', { reconsent: true }, {}, ['anonymous', true]],
    [
      'verified ones need no such word',
      'mailchimp',
      { reconsent: true },
      {},
      ['verified', undefined],
    ],
  ] as const)('%s', async (_, tool, config, options, expected) => {
    expect(await trustOf(tool, config, options)).toEqual(expected);
  });
});

describe('a signup beside a mistake in its delivery', () => {
  const error = new RejectedError('invalid_delivery', 'the delivery is not valid: /note');
  const denied = { email: { state: 'denied' as const } };
  const found = (isFatal: boolean): readonly Found[] => [
    aSignup({
      data: { customer: { email: 'ada@example.com' }, consent: denied },
      flaw: { error, isFatal },
      leftOut: [{ path: 'note', rule: 'wrong_form' }],
    }),
  ];

  it('is delivered without the wrong part', async () => {
    const { parts } = await prepare({ found: found(false) });
    expect(parts).toMatchObject([{ signup: {}, leftOut: [{ path: 'note', rule: 'wrong_form' }] }]);
  });

  it.each<[string, Parameters<typeof found>[0], Partial<Store>]>([
    ['whose refusals only can be used', true, {}],
    ['in a store that refuses what cannot be used', false, { unusable: 'refuse' }],
  ])('%s is refused, and its refusals are read', async (_, isFatal, store) => {
    const { parts } = await prepare({ found: found(isFatal), store });
    expect(parts).toMatchObject([
      { error, refusals: [[{ signup: { data: { consent: denied } } }]] },
    ]);
  });
});

describe('the statements of a known user', () => {
  const email = { kind: 'email', value: 'ada@example.com' };
  const typed = aSignup({ id: 'form-1', proven: ['email'] });
  const stated = aSignup({ id: 'user-1', trust: 'verified' });

  it('keep their own trust, whatever the source has', async () => {
    const anonymous = { sources: { form: { tool: 'typeform', trust: 'anonymous' } } } as const;
    const { parts } = await prepare({ found: [typed, stated], store: anonymous });
    expect(parts).toMatchObject([
      { signup: { trust: 'anonymous', proven: [email] } },
      { signup: { trust: 'verified' } },
    ]);
    expect(parts[1]).not.toHaveProperty('signup.proven');
  });

  it('have nothing to prove where the source is trusted as a whole', async () => {
    const { parts } = await prepare({
      found: [typed],
      store: { sources: { form: { tool: 'typeform', trust: 'verified' } } },
    });
    expect(parts).toMatchObject([{ signup: { trust: 'verified' } }]);
    expect(parts[0]).not.toHaveProperty('signup.proven');
  });

  it('come from what `receive` wrote, and from no field', async () => {
    const line = { userId: 'U1', email: 'mei@example.com' };
    const { given } = await prepare({ data: { body: '{"line":{"userId":"U2"}}', line } });
    expect(given[0]?.delivery.line).toEqual(line);
    const { given: without } = await prepare({ data: { body: '{"line":{"userId":"U2"}}' } });
    expect(without[0]?.delivery).not.toHaveProperty('line');
  });
});
