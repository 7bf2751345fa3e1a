import { describe, expect, it } from 'vitest';
import { aNormalSignup } from '../../support/platform-fixtures.ts';
import { answering, messageOf } from './answering.ts';

const ADA = { email: 'ada@example.com', phone: '+886912345678' };

describe('finding at Shoplazza', () => {
  const signup = aNormalSignup({ customer: ADA });
  const [email, phone] = signup.contacts;

  it('searches the second contact too if the first search found a customer without it', async () => {
    const { platform, requests } = answering(
      { body: { customers: [{ id: 'c-1', email: ADA.email }] } },
      { body: { customers: [{ id: 'c-2', phone: ADA.phone }] } },
    );
    expect(await platform.find(signup.contacts)).toMatchObject([
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
    const { platform } = answering(
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
    expect(await platform.find(signup.contacts)).toMatchObject([
      { id: 'c-1', contact: email },
      { id: 'c-1', contact: phone },
      { id: 'c-2', contact: email },
      { id: 'c-2', contact: phone },
    ]);
  });

  it('ignores customers without the contacts, or without a usable id', async () => {
    const customers = [{ id: 'c-1', email: 'bob@example.com' }, { id: '../x', ...ADA }, ADA];
    const { platform } = answering({ body: { customers } }, { body: { customers: [] } });
    expect(await platform.find(signup.contacts)).toEqual([]);
  });

  it('does not read an answer without a list as no customer', async () => {
    const { platform } = answering({ body: {} });
    expect(await messageOf(platform.find(signup.contacts))).toBe(
      'GET /customers answered 200 with an unknown body',
    );
  });
});

describe('creating at Shoplazza', () => {
  it('sends the fitted signup', async () => {
    const { platform, requests } = answering({ body: { customer: { id: 'c-1' } } });
    expect(await platform.create(platform.fit(aNormalSignup()))).toEqual({
      id: 'c-1',
      remaining: [],
    });
    expect(requests).toMatchObject([
      { method: 'POST', body: { customer: { email: 'ada@example.com', contact_type: 'email' } } },
    ]);
  });

  it.each([{}, { body: '<html>' }, { body: { customer: { id: '../x' } } }])(
    'cannot tell whether a create succeeded that is answered by %j',
    async (answer) => {
      const { platform } = answering(answer);
      await expect(platform.create(platform.fit(aNormalSignup()))).rejects.toMatchObject({
        verdict: { kind: 'ambiguous' },
        message: 'POST /customers answered 200 with an unknown body',
      });
    },
  );
});

it.each([
  [401, 'the token is wrong or has expired'],
  [403, 'the token lacks the scope read_customer or write_customer'],
  [404, "the store's baseUrl is wrong, or Shoplazza has retired its API version"],
])('says what to check after %i', async (status, hint) => {
  const { platform } = answering({ status });
  expect(await messageOf(platform.find(aNormalSignup().contacts))).toBe(
    `GET /customers answered ${status} (${hint})`,
  );
});
