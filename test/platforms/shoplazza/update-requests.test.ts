import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { answering, messageOf } from './answering.ts';

const ADA = { email: 'ada@example.com', phone: '+886912345678' };
const LINE = { line1: '1 Example Road', firstName: 'Ada', lastName: 'Lin' };
const CONSENTS = { accepts_marketing: false, accepts_sms_marketing: false };
const STORED = { id: 'c-1', ...ADA, ...CONSENTS, tags: '' };

type SignupParts = Parameters<typeof aNormalSignup>[0];
const factsOf = (parts: SignupParts): readonly Fact[] =>
  answering().platform.fit(aNormalSignup(parts)).facts;
describe('updating at Shoplazza', () => {
  it('makes no call for a time of registration, which no update can carry', async () => {
    const { platform, requests } = answering();
    const customer = { ...ADA, registeredAt: '2020-01-01T00:00:00Z' };
    const facts = factsOf({ customer }).filter(({ key }) => key === 'registeredAt');
    expect(await platform.update('c-1', facts)).toMatchObject({ unheld: ['registeredAt'] });
    expect(requests).toEqual([]);
  });

  it.each([
    ['a phone', ['phone']],
    ['an e-mail', ['email']],
    ['an e-mail besides a time of registration', ['email', 'registeredAt']],
  ])('reads the customer to compare %s', async (_, keys) => {
    const { platform, asked } = answering({ body: { customer: STORED } });
    const customer = { ...ADA, registeredAt: '2020-01-01T00:00:00Z' };
    const facts = factsOf({ customer }).filter(({ key }) => keys.includes(key));
    expect(await platform.update('c-1', facts)).toMatchObject({
      unheld: keys.filter((key) => key === 'registeredAt'),
    });
    expect(asked()).toEqual(['GET /customers/{id}']);
  });

  it.each([
    ['about e-mail', { accepts_marketing: 1 }],
    ['by SMS', { accepts_sms_marketing: null }],
  ])('writes nothing after reading a consent %s that is neither yes nor no', async (_, change) => {
    const { platform, asked } = answering({ body: { customer: { ...STORED, ...change } } });
    const update = platform.update('c-1', factsOf({ customer: { ...ADA, name: 'Ada Lin' } }));
    expect(await messageOf(update)).toBe('GET /customers/{id} answered 200 with an unknown body');
    expect(asked()).toEqual(['GET /customers/{id}']);
  });

  it('sends both consents as they are stored when the event speaks of neither', async () => {
    const stored = { ...STORED, accepts_marketing: true };
    const { platform, requests, asked } = answering(
      { body: { customer: stored } },
      { body: { customer: stored } },
    );
    const facts = factsOf({ customer: { ...ADA, firstName: 'Ada' } }).filter(
      ({ key }) => key === 'firstName',
    );
    expect(await platform.update('c-1', facts)).toEqual({ unheld: [] });
    expect(asked()).toEqual(['GET /customers/{id}', 'PUT /customers/{id}']);
    expect(requests[1]?.body).toEqual({
      customer: { accepts_marketing: true, accepts_sms_marketing: false, first_name: 'Ada' },
    });
  });

  it('takes null for no tags', async () => {
    const { platform, requests } = answering(
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
    const { platform, requests } = answering({ body: { addresses: [] } }, { body: {} });
    await platform.update('c-1', addressFacts(false));
    expect(requests[0]).toMatchObject({ method: 'GET', route: ROUTE, query: [['limit', '250']] });
  });

  it('adds nothing if it cannot read the stored addresses', async () => {
    const { platform, asked } = answering({ body: {} });
    expect(await messageOf(platform.update('c-1', addressFacts(false)))).toBe(
      `GET ${ROUTE} answered 200 with an unknown body`,
    );
    expect(asked()).toEqual([`GET ${ROUTE}`]);
  });

  it.each([
    ['makes no further call if the shop made it the default', true, []],
    [
      'makes it the default in a second call if the shop did not',
      false,
      [`PUT ${ROUTE}/{address}/default`],
    ],
  ])('%s', async (_, isDefault, more) => {
    const added = { body: { address: { id: 'a-1', default: isDefault } } };
    const { platform, requests, asked } = answering({ body: { addresses: [] } }, added, {
      body: {},
    });
    expect(await platform.update('c-1', addressFacts(true))).toEqual({ unheld: [] });
    expect(asked()).toEqual([`GET ${ROUTE}`, `POST ${ROUTE}`, ...more]);
    expect(requests[2]?.path).toEqual(isDefault ? undefined : { id: 'c-1', address: 'a-1' });
  });
});
