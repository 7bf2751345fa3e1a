import { describe, expect, it } from 'vitest';
import { shopClient, SHOPLAZZA_TOKEN } from '../shop-client.ts';
import { ADA, HOME, startedShoplazza } from '../started-shoplazza.ts';

const { shop } = startedShoplazza();
const sendTo = (version: string) =>
  shopClient(() => shop().baseUrl.replace('2022-01', version), SHOPLAZZA_TOKEN);
const old = sendTo('2022-01');

describe.each(['2025-06', '2026-01', '2026-07'])('the sandbox in version %s', (version) => {
  const send = sendTo(version);
  const create = async (customer: object = {}): Promise<string> =>
    (await send('POST', '/customers', { customer: { ...ADA, ...customer } })).body.data.customer.id;

  it('puts tags into a list and an answer into data; a consent that create omits is granted', async () => {
    const { status, body } = await send('POST', '/customers', {
      customer: { ...ADA, tags: ['a', 'b, c'] },
    });
    expect({ status, code: body.code }).toEqual({ status: 200, code: 'Success' });
    expect(body.data.customer).toMatchObject({
      tags: ['a', 'b, c'],
      accepts_marketing: true,
      accepts_sms_marketing: true,
    });
    expect(body.data.customer).not.toHaveProperty('default_address');
  });

  it('refuses tags as a text, and an address without its wrapper', async () => {
    expect(await send('POST', '/customers', { customer: { ...ADA, tags: 'a,b' } })).toMatchObject({
      status: 400,
      body: { code: 'InvalidParameter', message: 'Tags is invalid' },
    });
    const id = await create();
    const { country, country_code } = HOME;
    const nameless = { country, country_code };
    expect(await send('POST', `/customers/${id}/addresses`, nameless)).toMatchObject({
      status: 400,
      body: { message: 'param is missing or the value is empty: address' },
    });
    expect(await send('POST', `/customers/${id}/addresses`, { address: nameless })).toMatchObject({
      status: 200,
      body: { data: { address: { country_code: 'US' } } },
    });
  });

  it('keeps a consent that an update omits', async () => {
    const id = await create({ accepts_marketing: false });
    const customer = { first_name: 'Ada' };
    expect((await send('PUT', `/customers/${id}`, { customer })).body.data.customer).toMatchObject({
      first_name: 'Ada',
      accepts_marketing: false,
    });
    // The same shop in the older version grants it.
    const { body } = await old('PUT', `/customers/${id}`, { customer });
    expect(body.customer).toMatchObject({ accepts_marketing: true });
  });

  it('pages lists by page_size and cursor, and ignores limit', async () => {
    for (let at = 0; at < 25; at++) shop().seed({ email: `p${at}@example.com` });
    const first = (await send('GET', '/customers?limit=250')).body.data;
    expect(first.customers).toHaveLength(10);
    const emails: string[] = [];
    let after = '';
    for (let more = true; more;) {
      const { data } = (await send('GET', `/customers?page_size=10${after}`)).body;
      emails.push(...data.customers.map(({ email }: { readonly email: string }) => email));
      more = data.has_more === true;
      after = `&cursor=${encodeURIComponent(data.cursor)}`;
    }
    expect(new Set(emails).size).toBe(25);
  });

  it('refuses with code and text, and with the statuses that its pages name', async () => {
    const unknown = await send('GET', '/customers/unknown');
    expect(unknown).toMatchObject({ status: 400, body: { message: 'record not found' } });
    await create();
    expect(await send('POST', '/customers', { customer: ADA })).toMatchObject({
      status: 500,
      body: { message: 'Email or Phone is already taken' },
    });
    const stranger = shopClient(() => shop().baseUrl.replace('2022-01', version), {});
    expect(await stranger('GET', '/customers')).toMatchObject({
      status: 400,
      body: { code: 'Unauthorized' },
    });
  });

  it('shows the same customer as the older version, in its own form', async () => {
    const id = await create({ tags: ['a', 'b'] });
    expect((await old('GET', `/customers/${id}`)).body.customer.tags).toBe('a,b');
    await old('PUT', `/customers/${id}`, { customer: { tags: 'a, b,c' } });
    expect((await send('GET', `/customers/${id}`)).body.data.customer.tags).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect((await send('GET', '/customers/count')).body.data).toEqual({ count: 1 });
  });
});
