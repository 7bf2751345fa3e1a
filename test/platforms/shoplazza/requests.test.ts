import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../src/http.ts';
import type { ShopRequest } from '../../../src/platforms/shop-call.ts';
import { createShoplazza } from '../../../src/platforms/shoplazza/index.ts';
import type { Fact } from '../../../src/relay/ports.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

const ADA = { email: 'ada@example.com', phone: '+886912345678' };
const LINE = { line1: '1 Example Road', firstName: 'Ada', lastName: 'Lin' };
const CONSENTS = { accepts_marketing: false, accepts_sms_marketing: false };
const STORED = { id: 'c-1', ...ADA, ...CONSENTS, tags: '' };

type Answer = { readonly status?: number; readonly body?: unknown };

/** The adapter over a shop that gives these answers, in turn, and the requests it was sent. */
function over(...answers: readonly Answer[]) {
  const requests: ShopRequest[] = [];
  const platform = createShoplazza({
    call: async (request): Promise<HttpAnswer> => {
      requests.push(request);
      const { status = 200, body } = answers[requests.length - 1] ?? {};
      return { status, headers: {}, body };
    },
    digest: testDigest,
    country: 'TW',
  });
  const asked = () => requests.map(({ method, route }) => `${method} ${route}`);
  return { platform, requests, asked };
}

type Parts = Parameters<typeof aNormalSignup>[0];
const factsOf = (parts: Parts): readonly Fact[] => over().platform.fit(aNormalSignup(parts)).facts;
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : 'no error'),
  );

describe('finding at Shoplazza', () => {
  const signup = aNormalSignup({ customer: ADA });
  const [email, phone] = signup.contacts;

  it('searches the second contact too when the first one led to somebody without it', async () => {
    const { platform, requests } = over(
      { body: { customers: [{ id: 'c-1', email: ADA.email }] } },
      { body: { customers: [{ id: 'c-2', phone: ADA.phone }] } },
    );
    expect(await platform.find(signup.contacts)).toEqual([
      { id: 'c-1', contact: email },
      { id: 'c-2', contact: phone },
    ]);
    expect(requests.map(({ query }) => query)).toEqual([
      [
        ['email', ADA.email],
        ['limit', '50'],
      ],
      [
        ['contact', ADA.phone],
        ['limit', '50'],
      ],
    ]);
  });

  it('names a customer once per contact, however often the answers do', async () => {
    const seen = { id: 'c-1', email: ADA.email };
    const { platform } = over(
      { body: { customers: [seen, seen] } },
      {
        body: {
          customers: [
            { ...seen, phone: ADA.phone },
            { id: 'c-2', ...ADA },
          ],
        },
      },
    );
    expect(await platform.find(signup.contacts)).toEqual([
      { id: 'c-1', contact: email },
      { id: 'c-1', contact: phone },
      { id: 'c-2', contact: email },
      { id: 'c-2', contact: phone },
    ]);
  });

  it('passes over whoever has none of the contacts, or no usable id', async () => {
    const customers = [{ id: 'c-1', email: 'bob@example.com' }, { id: '../x', ...ADA }, ADA];
    const { platform } = over({ body: { customers } }, { body: { customers: [] } });
    expect(await platform.find(signup.contacts)).toEqual([]);
  });

  it('does not take an answer without a list for nobody', async () => {
    const { platform } = over({ body: {} });
    expect(await messageOf(platform.find(signup.contacts))).toBe(
      'GET /customers answered 200 with an unknown body',
    );
  });
});

describe('creating at Shoplazza', () => {
  it('sends what the signup was fitted to', async () => {
    const { platform, requests } = over({ body: { customer: { id: 'c-1' } } });
    expect(await platform.create(platform.fit(aNormalSignup()))).toEqual({
      id: 'c-1',
      remaining: [],
    });
    expect(requests).toMatchObject([
      { method: 'POST', body: { customer: { email: 'ada@example.com', contact_type: 'email' } } },
    ]);
  });

  it.each([{}, { body: '<html>' }, { body: { customer: { id: '../x' } } }])(
    'does not know what became of a create that is answered by %j',
    async (answer) => {
      const { platform } = over(answer);
      await expect(platform.create(platform.fit(aNormalSignup()))).rejects.toMatchObject({
        verdict: { kind: 'ambiguous' },
        message: 'POST /customers answered 200 with an unknown body',
      });
    },
  );
});

describe('updating at Shoplazza', () => {
  it('asks nothing for a time of registration, which no update can carry', async () => {
    const { platform, requests } = over();
    const customer = { ...ADA, registeredAt: '2020-01-01T00:00:00Z' };
    const facts = factsOf({ customer }).filter(({ key }) => key === 'registeredAt');
    expect(await platform.update('c-1', facts)).toEqual({ unheld: ['registeredAt'] });
    expect(requests).toEqual([]);
  });

  it.each([
    ['a phone', ['phone']],
    ['an e-mail', ['email']],
    ['an e-mail besides a time of registration', ['email', 'registeredAt']],
  ])('reads the customer to compare %s', async (_, keys) => {
    const { platform, asked } = over({ body: { customer: STORED } });
    const customer = { ...ADA, registeredAt: '2020-01-01T00:00:00Z' };
    const facts = factsOf({ customer }).filter(({ key }) => keys.includes(key));
    expect(await platform.update('c-1', facts)).toEqual({
      unheld: keys.filter((key) => key === 'registeredAt'),
    });
    expect(asked()).toEqual(['GET /customers/{id}']);
  });

  it.each([
    ['about e-mail', { accepts_marketing: 1 }],
    ['by SMS', { accepts_sms_marketing: null }],
  ])('writes nothing after reading a consent %s that is neither yes nor no', async (_, change) => {
    const { platform, asked } = over({ body: { customer: { ...STORED, ...change } } });
    const update = platform.update('c-1', factsOf({ customer: { ...ADA, name: 'Ada Lin' } }));
    expect(await messageOf(update)).toBe('GET /customers/{id} answered 200 with an unknown body');
    expect(asked()).toEqual(['GET /customers/{id}']);
  });

  it('takes null for no tags', async () => {
    const { platform, requests } = over(
      { body: { customer: { ...STORED, tags: null } } },
      { body: { customer: STORED } },
    );
    await platform.update('c-1', factsOf({ customer: { ...ADA, tags: ['vip'] } }));
    expect(requests[1]?.body).toEqual({ customer: { ...CONSENTS, tags: 'vip' } });
  });
});

describe('adding addresses at Shoplazza', () => {
  const addressFacts = (isDefault: boolean): readonly Fact[] =>
    factsOf({ customer: { ...ADA, addresses: [{ ...LINE, default: isDefault }] } }).filter(
      ({ kind }) => kind === 'address',
    );
  const ROUTE = '/customers/{id}/addresses';

  it('reads as many as one page holds', async () => {
    const { platform, requests } = over({ body: { addresses: [] } }, { body: {} });
    await platform.update('c-1', addressFacts(false));
    expect(requests[0]).toMatchObject({ method: 'GET', route: ROUTE, query: [['limit', '250']] });
  });

  it('adds nothing when it cannot read what is there', async () => {
    const { platform, asked } = over({ body: {} });
    expect(await messageOf(platform.update('c-1', addressFacts(false)))).toBe(
      `GET ${ROUTE} answered 200 with an unknown body`,
    );
    expect(asked()).toEqual([`GET ${ROUTE}`]);
  });

  it.each([
    ['is satisfied when the shop made it the default', true, []],
    [
      'says again that it is the default when the shop did not',
      false,
      [`PUT ${ROUTE}/{address}/default`],
    ],
  ])('%s', async (_, isDefault, more) => {
    const added = { body: { address: { id: 'a-1', default: isDefault } } };
    const { platform, requests, asked } = over({ body: { addresses: [] } }, added, { body: {} });
    expect(await platform.update('c-1', addressFacts(true))).toEqual({ unheld: [] });
    expect(asked()).toEqual([`GET ${ROUTE}`, `POST ${ROUTE}`, ...more]);
    expect(requests[2]?.path).toEqual(isDefault ? undefined : { id: 'c-1', address: 'a-1' });
  });
});

it.each([
  [401, 'the token is wrong or has expired'],
  [403, 'the token lacks the scope read_customer or write_customer'],
  [404, "the store's baseUrl is wrong, or its API version has been retired"],
])('says what to look at after %i', async (status, hint) => {
  const { platform } = over({ status });
  expect(await messageOf(platform.find(aNormalSignup().contacts))).toBe(
    `GET /customers answered ${status} (${hint})`,
  );
});
