import { describe, expect, it } from 'vitest';
import { changedRules } from '../../../src/cli/stores/check-store.ts';
import { readConfiguration } from '../../../src/cli/stores/read-configuration.ts';
import type { Store, StoreSource } from '../../../src/generated/types.ts';

const storeOf = (
  sources: Readonly<Record<string, StoreSource>>,
  more: Partial<Store> = {},
): Store => ({
  platform: 'shoplazza',
  baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
  accessToken: 'an-invented-token',
  sources,
  ...more,
});
const DECIDED = { trust: 'anonymous', unusable: 'leave-out' } as const;

describe('rules that changed, per source', () => {
  it.each([
    ['html-form', 'consent.email'],
    ['google-forms', 'consent.sms'],
    ['typeform', 'consent.email'],
    ['tally', 'consent.email'],
    ['jotform', 'consent.sms'],
    ['klaviyo', 'consent.sms'],
    ['brevo', 'consent.sms'],
    ['activecampaign', 'consent.sms'],
    ['mailchimp', 'consent.sms'],
  ] as const)('%s: %s without lists, with a line that is taken', (tool, path) => {
    const source: StoreSource = { tool, fields: { [path]: 'the "box"' }, ...DECIDED };
    const [rule, ...others] = changedRules(storeOf({ news: source }));
    expect(others).toEqual([]);
    expect(rule?.sources).toEqual(['news']);
    expect(rule?.what).toContain(path);
    const fields = JSON.parse(`{${rule?.line ?? ''}}`) as StoreSource['fields'] & object;
    const corrected = storeOf({ news: { ...source, fields } });
    expect(changedRules(corrected)).toEqual([]);
    expect(readConfiguration('x', JSON.stringify(corrected)).mistakes).toEqual([]);
  });

  it.each([
    ['lists', { field: 'news', granted: ['Yes'] }],
    ['an option that is named', 'news=Yes, send me news'],
  ])('says nothing of a consent with %s', (_, field) => {
    const source: StoreSource = { tool: 'tally', fields: { 'consent.email': field }, ...DECIDED };
    expect(changedRules(storeOf({ news: source }))).toEqual([]);
  });

  it('names the form tools that are anonymous by default, and all sources that leave out', () => {
    const sources: Readonly<Record<string, StoreSource>> = {
      form: { tool: 'html-form' },
      talk: { tool: 'tally', trust: 'verified' },
      till: { tool: 'square' },
      strict: { tool: 'jotform', unusable: 'refuse' },
    };
    expect(changedRules(storeOf(sources))).toMatchObject([
      { sources: ['form', 'strict'], line: '"trust": "verified"' },
      { sources: ['form', 'talk', 'till'], line: '"unusable": "refuse"' },
    ]);
    expect(changedRules(storeOf(sources, { unusable: 'refuse' }))).toHaveLength(1);
  });

  it('says nothing of a store without sources', () => {
    expect(changedRules(storeOf({}))).toEqual([]);
  });
});
