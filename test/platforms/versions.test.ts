import { describe, expect, it } from 'vitest';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { shoplazzaVersion, versionMistake } from '../../src/platforms/versions.ts';
import { testDigest } from '../support/platform-fixtures.ts';
import { errorOf } from './contract/verdict-of.ts';

const KNOWN = '2022-01, 2025-06, 2026-01 or 2026-07';

describe('the version of a Shoplazza store', () => {
  it.each([
    ['https://demo.myshoplaza.com/openapi/2022-01', '2022-01'],
    ['https://demo.myshoplaza.com/openapi/2025-06/', '2025-06'],
    ['https://gateway.example/shops/demo/openapi/2026-01', '2026-01'],
    ['http://127.0.0.1:9328/openapi/2026-07', '2026-07'],
  ])('of %s is %s', (baseUrl, name) => {
    expect(shoplazzaVersion(baseUrl)?.name).toBe(name);
    expect(versionMistake({ platform: 'shoplazza', baseUrl })).toBeUndefined();
  });

  it.each([
    ['https://demo.myshoplaza.com/openapi/2024-07', 'names version 2024-07'],
    ['https://demo.myshoplaza.com/openapi/2027-01/', 'names version 2027-01'],
    ['https://demo.myshoplaza.com/openapi/2022-01/customers', 'names no version'],
    ['https://demo.myshoplaza.com', 'names no version'],
  ])('of %s is refused with a sentence', (baseUrl, found) => {
    expect(versionMistake({ platform: 'shoplazza', baseUrl })).toBe(
      `${found} of Shoplazza's API at its end, and the relay speaks ${KNOWN}: end the address with one of these, such as \`/openapi/2026-01\``,
    );
  });

  it('is not asked of SHOPLINE', () => {
    const baseUrl = 'https://open.shopline.io/v1';
    expect(versionMistake({ platform: 'shopline', baseUrl })).toBeUndefined();
  });

  it('pauses the store if a function meets one that the relay does not speak', async () => {
    const open = createPlatforms({
      http: () => Promise.reject(new Error('no call was expected')),
      digest: testDigest,
      now: () => 0,
    });
    const baseUrl = 'https://demo.myshoplaza.com/openapi/2024-07';
    const opened = Promise.resolve().then(() =>
      open(
        { platform: 'shoplazza', baseUrl, accessToken: 'token' },
        { remainingMs: () => 0, onCall: () => undefined, waitForSlot: async () => undefined },
      ),
    );
    const { verdict, message } = await errorOf(opened);
    expect(verdict).toEqual({ kind: 'closed' });
    expect(message).toContain('names version 2024-07');
  });
});
