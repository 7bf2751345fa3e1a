import { describe, expect, it } from 'vitest';
import { putTogether, takeApart } from '../../src/config/store-parts.ts';
import type { Store } from '../../src/generated/types.ts';

const SHOP = {
  platform: 'shopline',
  baseUrl: 'https://open.shopline.io/v1',
  accessToken: 'shop-token',
  country: 'TW',
} as const;

const STORE: Store = {
  ...SHOP,
  sources: {
    leads: { tool: 'meta-lead-ads', secrets: ['app-secret'], fetch: { token: 'page-token' } },
    join: { tool: 'typeform', secrets: ['form-secret'], country: 'JP' },
  },
};

describe('a configuration that is taken apart', () => {
  it('keeps the credential for fetching with the store, where receive cannot read it', () => {
    const { shop, sources } = takeApart(STORE);
    expect(shop).toEqual({ ...SHOP, fetch: { leads: { token: 'page-token' } } });
    expect(sources).toEqual({
      leads: { country: 'TW', tool: 'meta-lead-ads', secrets: ['app-secret'] },
      join: { country: 'JP', tool: 'typeform', secrets: ['form-secret'] },
    });
    expect(JSON.stringify(sources)).not.toContain('page-token');
  });

  it('is put together as people wrote it', () => {
    const { shop, sources } = takeApart(STORE);
    expect(putTogether({ ...shop }, sources)).toEqual(STORE);
  });

  it('has no `fetch` where no source needs one', () => {
    const { sources: _, ...rest } = STORE;
    expect(takeApart(rest)).toEqual({ shop: SHOP, sources: {} });
    expect(putTogether(SHOP, {})).toEqual(SHOP);
  });

  it('takes a credential that stands beside the sources, and one in a source wins', () => {
    const { shop } = takeApart({ ...STORE, fetch: { leads: { token: 'old' }, x: { token: 'y' } } });
    expect(shop.fetch).toEqual({ leads: { token: 'page-token' }, x: { token: 'y' } });
  });
});

it('shows a credential whose source does not exist, and one that is no record', () => {
  const fetch = { gone: { token: 'x' } };
  expect(putTogether({ ...SHOP, fetch }, {})).toEqual({ ...SHOP, fetch });
  expect(putTogether({ ...SHOP, fetch: 7 }, {})).toEqual({ ...SHOP, fetch: 7 });
});
