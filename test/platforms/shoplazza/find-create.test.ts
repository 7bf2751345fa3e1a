import { describe, expect, it } from 'vitest';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { useShoplazza } from './use-shoplazza.ts';

const ADA = { email: 'ada@example.com', phone: '+886912345678', name: 'Ada Lin' };

const { shop, platform, seed } = useShoplazza();

describe('creating and finding in the envelope of 2025-06', () => {
  it('reads the new customer and the list', async () => {
    const customer = { id: 'c-1', email: 'Ada@example.com' };
    const data = { customer, customers: [customer] };
    const body = { code: 'Success', message: '', data };
    shop().set({ faults: () => ({ kind: 'answer', status: 200, body }) });
    const signup = aNormalSignup();
    const created = await platform().create(platform().fit(signup));
    const found = await platform().find(signup.contacts);
    expect(created).toEqual({ id: 'c-1', remaining: [] });
    expect(found).toMatchObject([{ id: 'c-1', contact: signup.contacts[0] }]);
  });
});

describe('finding a Shoplazza customer', () => {
  it('asks once when the first answer shows both contacts, else once per contact, with the plus sign encoded', async () => {
    const { contacts } = aNormalSignup({ customer: ADA });
    await platform().find(contacts);
    const id = seed(ADA);
    const hits = await platform().find(contacts);
    const queries = shop()
      .calls()
      .map(({ query }) => query);
    expect(queries).toEqual([
      { email: 'ada@example.com', limit: '50' },
      { contact: '+886912345678', limit: '50' },
      { email: 'ada@example.com', limit: '50' },
    ]);
    expect(hits).toMatchObject(contacts.map((contact) => ({ id, contact })));
  });
});
