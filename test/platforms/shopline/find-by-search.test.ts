import { describe, expect, it } from 'vitest';
import { useShopline } from './use-shopline.ts';

const { shop, platform, calls, opened } = useShopline();
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
      query: 'ada@example.com',
      'search_fields[]': 'email',
      per_page: '50',
    });
    expect(JSON.stringify(shop().calls()[0]?.query)).not.toMatch(/name|memo|address/);
  });

  it('tries a phone without its first 0 only if no customer has it with the 0', async () => {
    const { id } = shop().seed({ ...MOBILE, mobile_phone: '912345678' });
    expect(await platform().find([PHONE])).toMatchObject([{ id, contact: PHONE }]);
    expect(
      shop()
        .calls()
        .map(({ query }) => [query['query'], query['search_fields[]']]),
    ).toEqual([
      ['0912345678', ['mobile_phone', 'phones']],
      ['912345678', ['mobile_phone', 'phones']],
    ]);
  });

  it('passes over the same digits in another country', async () => {
    shop().seed({ mobile_phone: '0912345678', mobile_phone_country_calling_code: '84' });
    expect(await platform().find([PHONE])).toEqual([]);
  });

  it('names every customer who has the contact', async () => {
    const ids = [1, 2].map(() => shop().seed({ email: 'ada@example.com' }).id);
    expect((await platform().find([EMAIL])).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it.each([
    ['with the 0', '0912345678', '886'],
    ['without it', '912345678', '886'],
    ['with the calling code', '+886912345678', null],
  ])('finds a number that is only a contact phone, %s', async (_, phone, code) => {
    const { id } = shop().seed({ phones: [phone], phone, phone_country_code: code });
    expect(await platform().find([PHONE])).toMatchObject([
      { id, contact: PHONE, isUnverified: true, shown: { contacts: [PHONE] } },
    ]);
  });

  it('finds a mobile phone behind a contact phone in the other spelling', async () => {
    const typed = { phones: ['0912345678'], phone: '0912345678', phone_country_code: '886' };
    const { id: weak } = shop().seed(typed);
    const { id } = shop().seed({ ...MOBILE, mobile_phone: '912345678' });
    shop().set({ querySearch: 'whole' });
    const hits = await platform().find([PHONE]);
    expect(hits.map((hit) => [hit.id, hit.isUnverified])).toEqual([
      [weak, true],
      [id, undefined],
    ]);
  });

  it('shows another mobile phone beside the contact phone', async () => {
    shop().set({ mobilePhones: 'beside' });
    const typed = { phones: ['0912345678'], phone: '0912345678', phone_country_code: '886' };
    const { id } = shop().seed({ ...MOBILE, mobile_phone: '0987654321', ...typed });
    const [hit] = await platform().find([PHONE]);
    expect(hit).toMatchObject({
      id,
      isUnverified: true,
      shown: { contacts: [{ kind: 'phone', value: '+886987654321' }] },
    });
  });

  it('finds a customer behind more than a page of others whose e-mail ends alike', async () => {
    const { id } = shop().seed({ email: 'ada@example.com' });
    for (let at = 0; at < 60; at++) shop().seed({ email: `p${at}-ada@example.com` });
    expect(await platform().find([EMAIL])).toMatchObject([{ id, contact: EMAIL }]);
    expect(calls()).toHaveLength(2);
  });

  it('finds nobody twice where the shop ignores the search and shows all its customers', async () => {
    const { id } = shop().seed(MOBILE);
    for (let at = 0; at < 60; at++) shop().seed({ email: `p${at}@example.com` });
    const call = opened().callTo();
    const deaf = opened().adapterOver((request) =>
      call({
        ...request,
        query: (request.query ?? []).filter(([name]) => !/^(?:query|search)/.test(name)),
      }),
    );
    expect(await deaf.find([PHONE])).toMatchObject([{ id, contact: PHONE }]);
  });
});

describe('find, where the store ignores contact phones', () => {
  const ignoring = () => opened('ignore').adapterOver(opened().callTo());

  it('searches mobile phones only', async () => {
    const typed = { phones: ['0912345678'], phone: '0912345678', phone_country_code: '886' };
    shop().seed(typed);
    expect(await ignoring().find([PHONE])).toEqual([]);
    expect(
      shop()
        .calls()
        .map(({ query }) => query['search_fields[]']),
    ).toEqual(['mobile_phone', 'mobile_phone']);
    const { id } = shop().seed(MOBILE);
    expect(await ignoring().find([PHONE])).toMatchObject([{ id }]);
  });

  it('does not take a contact phone from a shop that searches more than it should', async () => {
    const body = { items: [{ id: 'a1', phone: '0912345678', phone_country_code: '886' }] };
    const found = opened('ignore').adapterOver(async () => ({ status: 200, headers: {}, body }));
    expect(await found.find([PHONE])).toEqual([]);
  });
});
