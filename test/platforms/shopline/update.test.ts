import { describe, expect, it } from 'vitest';
import { testDigest } from '../../support/platform-fixtures.ts';
import { failureOf, useShopline } from './use-shopline.ts';

const { shop, platform, factsOf, calls } = useShopline();

describe('update', () => {
  it('makes no call when there is nothing to send', async () => {
    const { id } = shop().seed({});
    expect(await platform().update(id, [])).toMatchObject({ unheld: [] });
    expect(calls()).toEqual([]);
  });

  it('sets these facts in one call and leaves everything else alone', async () => {
    const before = shop().seed({
      email: 'ada@example.com',
      memo: 'VIP',
      is_subscribed_marketing_email: true,
      tags: ['gold'],
    });
    const facts = factsOf({ name: 'Ada Lin', externalId: 'crm-7', locale: 'en' });
    expect(await platform().update(before.id, facts)).toMatchObject({ unheld: [] });
    expect(calls()).toEqual(['PUT /customers/{id}']);
    expect(shop().customers()[0]).toEqual({
      ...before,
      name: 'Ada Lin',
      ref_user_id: 'crm-7',
      locale_code: 'en',
      updated_at: expect.any(String),
    });
  });

  it('adds tags to those that are there', async () => {
    const { id } = shop().seed({ tags: ['gold'] });
    expect(await platform().update(id, factsOf({ tags: ['fair', 'gold'] }))).toEqual({
      unheld: [],
    });
    expect(shop().customers()[0]?.tags).toEqual(['gold', 'fair']);
    expect(calls()).toEqual(['PATCH /customers/{id}/tags']);
  });

  it('reports tags for which there is no room', async () => {
    const tags = Array.from({ length: 60 }, (_, at) => `tag-${at}`);
    const { id } = shop().seed({ tags });
    const facts = factsOf({ tags: ['fair', 'tag-0'] });
    expect(await platform().update(id, facts)).toEqual({ unheld: [`tag:${testDigest('fair')}`] });
    expect(shop().customers()[0]?.tags).toEqual(tags);
    expect(calls()).toEqual(['PATCH /customers/{id}/tags']);
  });

  it('adds as many tags as there is room for', async () => {
    const tags = Array.from({ length: 58 }, (_, at) => `tag-${at}`);
    const { id } = shop().seed({ tags });
    const facts = factsOf({ tags: ['tag-0', 'fair', 'vip', 'pos'] });
    expect(await platform().update(id, facts)).toEqual({ unheld: [`tag:${testDigest('pos')}`] });
    expect(shop().customers()[0]?.tags).toEqual([...tags, 'fair', 'vip']);
    expect(calls()).toEqual(['PATCH /customers/{id}/tags', 'PATCH /customers/{id}/tags']);
  });

  it('adds an address once and keeps those that are there', async () => {
    const stored = { country: '台灣', country_code: 'TW', city: 'Tainan', layer1: null };
    const { id } = shop().seed({ delivery_addresses: [stored] });
    const facts = factsOf({ addresses: [{ city: 'Taipei', countryCode: 'TW' }] });
    await platform().update(id, facts);
    await platform().update(id, facts);
    expect(
      shop()
        .customers()[0]
        ?.delivery_addresses.map((one) => one['city']),
    ).toEqual(['Tainan', 'Taipei']);
    expect(calls()).toEqual(['GET /customers/{id}', 'PUT /customers/{id}', 'GET /customers/{id}']);
  });

  it.each<[string, unknown]>([
    ['a page', '<html>'],
    ['another customer', { id: 'b2', delivery_addresses: [] }],
    ['a list that is none', { delivery_addresses: 'Taipei' }],
    ['addresses that are none', { delivery_addresses: ['Taipei'] }],
  ])('overwrites no addresses after reading %s', async (_, body) => {
    const { id } = shop().seed({ delivery_addresses: [{ city: 'Tainan' }] });
    const answer = typeof body === 'object' ? { id, ...body } : body;
    shop().set({ faults: [{ kind: 'answer', status: 200, body: answer }] });
    const { verdict } = await failureOf(
      platform().update(id, factsOf({ addresses: [{ city: 'Taipei' }] })),
    );
    expect(verdict).toEqual({ kind: 'again' });
    expect(calls()).toEqual(['GET /customers/{id}']);
  });

  it.each([
    ['a parameter', { name: 'Ada' }],
    ['a tag', { tags: ['fair'] }],
    ['an address', { addresses: [{ city: 'Taipei' }] }],
  ])('notices with %s that the customer is gone', async (_, customer) => {
    const { verdict } = await failureOf(platform().update('0'.repeat(24), factsOf(customer)));
    expect(verdict).toEqual({ kind: 'gone' });
  });

  it('ends in the same customer whichever of a birthday with and without its year comes first', async () => {
    const whole = factsOf({ birthday: '1992-05-14' });
    const day = factsOf({ birthday: '--06-01' });
    const year = whole.filter(({ key }) => key === 'birthday.year');
    const [first, second] = [shop().seed({}).id, shop().seed({}).id];
    await platform().update(first, whole);
    await platform().update(first, day);
    await platform().update(second, day);
    await platform().update(second, year);
    const birthdays = shop()
      .customers()
      .map((one) => [one.birth_year, one.birth_month, one.birth_day]);
    expect(birthdays).toEqual([
      [1992, 6, 1],
      [1992, 6, 1],
    ]);
  });
});
