import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../src/cli/stores/read-configuration.ts';
import { hooksOf } from '../../../src/cli/stores/shop-hooks.ts';

const STORE = {
  platform: 'shopline',
  baseUrl: 'https://open.shopline.io/v1',
  accessToken: 'an-invented-token',
  userAgent: 'my-shop',
} as const;
const URL = 'https://hooks.example.com';

describe('the webhooks of a shop', () => {
  it('are registered at the address of the source, with their topics', () => {
    const sources = { shop: { tool: 'shopline' as const, secrets: ['not-a-secret'] } };
    expect(hooksOf('tw-main', { ...STORE, sources }, URL).slice(1)).toEqual([
      '  POST https://open.shopline.io/v1/webhooks',
      '  address  https://hooks.example.com/webhooks/tw-main/shop',
      '  topics   user/create, user/update, user/remove, user/mobile_sign_up, user/membership_tier_update',
    ]);
  });

  it('end in the secret where the hook is not signed, and the secret is not shown', () => {
    const secrets = ['0123456789abcdef'];
    const sources = { shop: { tool: 'shopline' as const, secrets, unsigned: true } };
    const text = hooksOf('tw-main', { ...STORE, sources }, URL).join('\n');
    expect(text).toContain('/webhooks/tw-main/shop/<secret>\n');
    expect(text).not.toContain(secrets[0]);
  });

  it('of Shoplazza are one for each topic; without a source it says what is missed', () => {
    const store = { platform: 'shoplazza', baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01' };
    const sources = { lazza: { tool: 'shoplazza' } } as const;
    const lines = hooksOf('us', { ...store, platform: 'shoplazza', sources }, URL);
    expect(lines.at(-1)).toBe(
      '  topic    customers/create, customers/update, customers/delete (one webhook each)',
    );
    const [first] = hooksOf('us', { ...store, platform: 'shoplazza' }, URL);
    expect(first).toMatch(/^Shoplazza does not tell the relay what changes/);
  });

  it('of another kind of shop are a mistake', () => {
    const text = JSON.stringify({ ...STORE, sources: { shop: { tool: 'shoplazza' } } });
    expect(readConfiguration('tw-main', text).mistakes).toEqual([
      '/sources/shop/tool is for shops of Shoplazza, and this store is one of SHOPLINE: take `shopline`',
    ]);
  });
});
