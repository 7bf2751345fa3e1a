import type { LocalServices } from './local-services.ts';

/** The token that the sandbox shops let in. */
const TOKEN = 'sandbox-token';

/** Configures the two stores that the samples are for, one per platform. */
export function putSampleStores({ putStore, shopline, shoplazza }: LocalServices): void {
  putStore('tw-main', {
    platform: 'shopline',
    baseUrl: shopline.baseUrl,
    accessToken: TOKEN,
    userAgent: 'signup-relay-local',
    country: 'TW',
  });
  putStore('us-main', {
    platform: 'shoplazza',
    baseUrl: shoplazza.baseUrl,
    accessToken: TOKEN,
    country: 'US',
  });
}
