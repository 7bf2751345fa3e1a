import type { Embedded } from './embedded.ts';

let stores = 0;

/**
 * Configures one more store at a sandbox shop, with limits that no test reaches. So the state of one store (busy, paused)
 * does not affect other tests.
 *
 * @returns its name.
 */
export function newStore(
  services: Pick<Embedded, 'putStore' | 'shopline' | 'shoplazza'>,
  platform: 'shopline' | 'shoplazza',
  overrides: object = {},
): string {
  const name = `${platform}-${(stores += 1)}`;
  services.putStore(name, {
    platform,
    baseUrl: services[platform].baseUrl,
    accessToken: 'sandbox-token',
    country: platform === 'shopline' ? 'TW' : 'US',
    limits: [{ perSecond: 10_000, burst: 10_000 }],
    ...(platform === 'shopline' && { userAgent: 'test' }),
    ...overrides,
  });
  return name;
}
