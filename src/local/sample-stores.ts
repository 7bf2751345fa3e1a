import { FIXED_WEBHOOK_ADDRESS } from './local-ports.ts';
import type { LocalServices } from './local-services.ts';
import { sampleSources } from './samples/sources.ts';

/** The token that the sandbox shops let in. */
const TOKEN = 'sandbox-token';

/** Configures the two stores that the samples are for, one per platform, each with one source per tool. */
export function putSampleStores(
  { putStore, shopline, shoplazza }: LocalServices,
  publicUrl: string = FIXED_WEBHOOK_ADDRESS,
): void {
  const sources = sampleSources(publicUrl);
  putStore('tw-main', {
    platform: 'shopline',
    baseUrl: shopline.baseUrl,
    accessToken: TOKEN,
    userAgent: 'signup-relay-local',
    country: 'TW',
    sources,
  });
  putStore('us-main', {
    platform: 'shoplazza',
    baseUrl: shoplazza.baseUrl,
    accessToken: TOKEN,
    country: 'US',
    sources,
  });
}
