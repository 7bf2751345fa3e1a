import { describe, expect, it } from 'vitest';
import { useShoplazza } from './use-shoplazza.ts';

const ADA = { email: 'ada@example.com', phone: '+886912345678', name: 'Ada Lin' };
const HOME = { line1: '1 Example Road', city: 'Taipei', firstName: 'Ada', lastName: 'Lin' };
const BOTH = { email: { state: 'granted' }, sms: { state: 'denied' } } as const;

describe('updating a Shoplazza customer', () => {
  const { shop, platform, seed, factsOf, calls } = useShoplazza();
  const bodies = (method: string): readonly unknown[] =>
    shop()
      .calls()
      .flatMap((call) => (call.method === method ? [call.body] : []));

  it.each([
    {
      name: 'one call when both consents are facts and no tags are',
      parts: { customer: { ...ADA, name: 'Ada B.' }, consent: BOTH },
      expected: ['PUT /customers/{id}'],
    },
    {
      name: 'a read first when a consent is not a fact',
      parts: { customer: { ...ADA, name: 'Ada B.' } },
      expected: ['GET /customers/{id}', 'PUT /customers/{id}'],
    },
    {
      name: 'a read first for tags',
      parts: { customer: { ...ADA, tags: ['autumn'] }, consent: BOTH },
      expected: ['GET /customers/{id}', 'PUT /customers/{id}'],
    },
    {
      name: 'nothing but a read when the customer has it all',
      parts: { customer: { ...ADA, tags: ['vip'] } },
      expected: ['GET /customers/{id}'],
    },
    {
      name: 'nothing but a read for a contact alone',
      parts: { customer: { email: ADA.email } },
      expected: ['GET /customers/{id}'],
    },
    {
      name: 'addresses read, then added',
      parts: { customer: { ...ADA, addresses: [HOME] }, consent: BOTH },
      expected: [
        'PUT /customers/{id}',
        'GET /customers/{id}/addresses',
        'POST /customers/{id}/addresses',
      ],
    },
  ])('makes $name', async ({ parts, expected }) => {
    const id = seed({ ...ADA, tags: ['vip'] });
    expect(await platform().update(id, factsOf(parts))).toMatchObject({ unheld: [] });
    expect(calls().map((call) => call.replace('{customer_id}', '{id}'))).toEqual(expected);
  });

  it('sends both consents always: the one that is no fact as it was just read', async () => {
    const id = seed({ ...ADA, consent: { email: true, sms: false } });
    await platform().update(id, factsOf({ consent: { sms: { state: 'granted' } } }));
    expect(bodies('PUT')).toEqual([
      { customer: { accepts_marketing: true, accepts_sms_marketing: true } },
    ]);
  });

  it('merges tags with those of the shop, exactly compared, and leaves them out when none is new', async () => {
    const id = seed({ ...ADA, tags: ['VIP', 'fair'] });
    await platform().update(id, factsOf({ customer: { ...ADA, tags: ['vip', 'fair'] } }));
    await platform().update(id, factsOf({ customer: { ...ADA, name: 'Ada B.', tags: ['vip'] } }));
    expect(bodies('PUT')).toEqual([
      { customer: expect.objectContaining({ tags: 'VIP,fair,vip' }) },
      { customer: expect.not.objectContaining({ tags: expect.anything() }) },
    ]);
  });

  it('reports a contact that is not the one in the shop, and a time of registration, as unheld', async () => {
    const id = seed(ADA);
    const customer = {
      email: 'ADA@example.com',
      phone: '+886900000000',
      name: 'Ada Lin',
      registeredAt: '2020-01-01T00:00:00Z',
    };
    const answer = await platform().update(id, factsOf({ customer, consent: BOTH }));
    expect(answer).toMatchObject({ unheld: ['phone', 'registeredAt'] });
  });

  it.each([
    { name: 'no consents', customer: { tags: '' } },
    {
      name: 'consents of another type',
      customer: { accepts_marketing: 1, accepts_sms_marketing: 1, tags: '' },
    },
    { name: 'no tags', customer: { accepts_marketing: true, accepts_sms_marketing: true } },
    {
      name: 'another customer',
      customer: { id: 'other', accepts_marketing: true, accepts_sms_marketing: true, tags: '' },
    },
  ])('writes nothing when the read shows $name', async ({ customer }) => {
    const id = seed(ADA);
    const body = { customer: { id, ...customer } };
    shop().set({ faults: [{ kind: 'answer', status: 200, body, method: 'GET' }] });
    const update = platform().update(id, factsOf({ customer: { ...ADA, tags: ['autumn'] } }));
    await expect(update).rejects.toMatchObject({ verdict: { kind: 'again' } });
    expect(calls()).toEqual(['GET /customers/{id}']);
  });

  it.each(['PUT', 'POST'])(
    'does not take a page of a gateway as a confirmation of %s',
    async (method) => {
      const id = seed(ADA);
      const headers = { 'content-type': 'text/html' };
      shop().set({
        faults: [{ kind: 'answer', status: 200, body: '<html></html>', headers, method }],
      });
      const facts = factsOf({ customer: { ...ADA, name: 'Ada B.', addresses: [HOME] } });
      await expect(platform().update(id, facts)).rejects.toMatchObject({
        verdict: { kind: 'again' },
      });
    },
  );

  it('reads the envelope and the tag list of 2025-06', async () => {
    const id = seed(ADA);
    const stored = { id, accepts_marketing: true, accepts_sms_marketing: false, tags: ['a', 'b'] };
    const body = { code: 'Success', message: '', data: { customer: stored } };
    shop().set({ faults: [{ kind: 'answer', status: 200, body, method: 'GET' }] });
    await platform().update(id, factsOf({ customer: { ...ADA, tags: ['c'] } }));
    expect(bodies('PUT')).toMatchObject([
      { customer: { accepts_marketing: true, accepts_sms_marketing: false, tags: 'a,b,c' } },
    ]);
  });
});
