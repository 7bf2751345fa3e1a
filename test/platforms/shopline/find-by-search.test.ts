import { describe, expect, it } from 'vitest';
import { useShopline } from './use-shopline.ts';

const { shop, platform, calls } = useShopline();
const EMAIL = { kind: 'email', value: 'ada@example.com' } as const;
const PHONE = { kind: 'phone', value: '+886912345678' } as const;
const MOBILE = { mobile_phone: '0912345678', mobile_phone_country_calling_code: '886' };

describe('find', () => {
  it('finds by e-mail whatever its case, and by phone, and shows the other contact', async () => {
    const { id } = shop().seed({ email: 'Ada@Example.com', ...MOBILE });
    shop().seed({ email: 'bob@example.com' });
    expect(await platform().find([EMAIL, PHONE])).toMatchObject([
      { id, contact: EMAIL, others: [PHONE] },
      { id, contact: PHONE, others: [EMAIL] },
    ]);
    expect(calls()).toEqual(['GET /customers/search', 'GET /customers/search']);
  });

  it('asks for no more than comparing needs', async () => {
    await platform().find([EMAIL]);
    expect(shop().calls()[0]?.query).toMatchObject({
      email: 'ada@example.com',
      per_page: '20',
    });
    expect(JSON.stringify(shop().calls()[0]?.query)).not.toMatch(/name|memo|address/);
  });

  it('tries a phone without its first 0 only if no customer has it with the 0', async () => {
    const { id } = shop().seed({ ...MOBILE, mobile_phone: '912345678' });
    expect(await platform().find([PHONE])).toMatchObject([{ id, contact: PHONE }]);
    expect(
      shop()
        .calls()
        .map(({ query }) => query['mobile_phone']),
    ).toEqual(['0912345678', '912345678']);
  });

  it('passes over the same digits in another country', async () => {
    shop().seed({ mobile_phone: '0912345678', mobile_phone_country_calling_code: '84' });
    expect(await platform().find([PHONE])).toEqual([]);
  });

  it('names every customer who has the contact', async () => {
    const ids = [1, 2].map(() => shop().seed({ email: 'ada@example.com' }).id);
    expect((await platform().find([EMAIL])).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });
});
