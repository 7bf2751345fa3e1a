import { describe, expect, it } from 'vitest';
import {
  baseUrlOf,
  credentialMistakes,
  credentialOf,
} from '../../../src/sources/fetch/credentials.ts';
import { hubspotFetcher as hubspot } from '../../../src/sources/fetch/hubspot.ts';
import { metaFetcher as metaLeadAds } from '../../../src/sources/fetch/meta-lead-ads.ts';
import { surveycakeFetcher as surveycake } from '../../../src/sources/fetch/surveycake.ts';

describe('the address that a credential may reach', () => {
  it.each([
    ['https://graph.facebook.com/v25.0', metaLeadAds],
    ['https://graph.facebook.com/v25.0/', metaLeadAds],
    ['https://api-eu1.hubapi.com', hubspot],
    ['https://tea.surveycake.com', surveycake],
    ['http://127.0.0.1:9331/meta', metaLeadAds],
    ['http://localhost:9331', hubspot],
    ['http://[::1]:9331', hubspot],
  ])('may be %s', (baseUrl, fetcher) => {
    expect(baseUrlOf({ baseUrl }, fetcher)).toBe(baseUrl.replace(/\/$/, ''));
  });

  it.each([
    ['https://evil.example', metaLeadAds],
    ['http://graph.facebook.com', metaLeadAds],
    ['https://graph.facebook.com.evil.example', metaLeadAds],
    ['https://graph.facebook.com@evil.example', metaLeadAds],
    ['https://evil.example#graph.facebook.com', metaLeadAds],
    ['https://graph.facebook.com:8443', metaLeadAds],
    ['https://user:pass@graph.facebook.com', metaLeadAds],
    ['https://notsurveycake.com', surveycake],
    ['https://surveycake.com.evil.example', surveycake],
    ['http://169.254.169.254/latest', hubspot],
    ['http://127.0.0.1.evil.example', hubspot],
    ['http://10.0.0.1', hubspot],
    ['file:///etc/passwd', hubspot],
    ['no address', hubspot],
    // The path of the call would become a part of something else, or no address at all.
    ['https://graph.facebook.com/v25.0?', metaLeadAds],
    ['https://graph.facebook.com/v25.0#', metaLeadAds],
    ['https://graph.facebook.com ', metaLeadAds],
    [' https://graph.facebook.com', metaLeadAds],
    ['https://graph.face\nbook.com', metaLeadAds],
    ['https://graph.facebook.com\\v25.0', metaLeadAds],
  ])('is never %s', (baseUrl, fetcher) => {
    expect(baseUrlOf({ baseUrl }, fetcher)).toBeUndefined();
  });
});

describe('a mistake in a credential', () => {
  it.each([
    ['is missing', undefined, metaLeadAds, /^is missing: Meta posts only an id/],
    ['lacks the token', {}, hubspot, /^needs `token` for HubSpot$/],
    ['lacks the IV', { key: '0123456789abcdef' }, surveycake, /^needs `iv` for SurveyCake$/],
    [
      'goes to another host',
      { token: 'x', baseUrl: 'https://evil.example' },
      hubspot,
      /no https address of a host of HubSpot: api\.hubapi\.com/,
    ],
    [
      'has a short key',
      { key: 'x', iv: '0123456789abcdef' },
      surveycake,
      /^must have in `key` exactly 16/,
    ],
    ['holds a header', { token: 'x\r\ny: z' }, hubspot, /^must have in `token` visible/],
    ['holds too much', { token: 'x', key: 'y' }, hubspot, /^has `key`, which HubSpot does not/],
    ['has no effect', { token: 'x' }, undefined, /^has no effect/],
  ])('%s', (_, fetch, fetcher, expected) => {
    const mistakes = credentialMistakes(fetch, fetcher);
    expect(mistakes).toEqual([expect.stringMatching(expected)]);
    expect(mistakes.join('')).not.toContain('evil.example');
  });

  it.each([
    [{ token: 'x' }, metaLeadAds],
    [{ key: '0123456789abcdef', iv: 'fedcba9876543210' }, surveycake],
    [undefined, undefined],
  ])('is none in %j', (fetch, fetcher) => {
    expect(credentialMistakes(fetch, fetcher)).toEqual([]);
  });
});

it('lies with the store, or in the source of a store that an older version wrote', () => {
  const fetch = { leads: { token: 'new' } };
  const sources = { leads: { tool: 'meta-lead-ads', fetch: { token: 'old' } } } as const;
  expect(credentialOf({ fetch, sources }, 'leads')).toEqual({ token: 'new' });
  expect(credentialOf({ sources }, 'leads')).toEqual({ token: 'old' });
  expect(credentialOf({}, 'toString')).toBeUndefined();
});
