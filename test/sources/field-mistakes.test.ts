import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';

const mistakesOf = (source: object): readonly string[] => {
  const store = {
    platform: 'shoplazza',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'an-invented-token',
    sources: { news: { tool: 'typeform', secrets: ['an-invented-secret'], ...source } },
  };
  return readConfiguration('tw-main', JSON.stringify(store)).mistakes;
};
const consent = (field: unknown, path = 'consent.email') => ({ fields: { [path]: field } });

describe('mistakes in the sources of a configuration', () => {
  const AT = '/sources/news/fields/consent.email';
  it.each([
    [
      'an answer in both lists',
      consent({ field: 'q', granted: ['No', 'Yes, please'], denied: ['ＹＥＳ,  &#112;lease'] }),
      `${AT} has the same answer in \`granted\` (number 2) and in \`denied\` (number 1): take it out of one list`,
    ],
    [
      'an unknown option',
      consent({ field: 'q', granted: ['Yes'], grants: ['Yes'] }),
      `${AT} has the unknown option \`grants\`: a consent field has \`field\`, \`granted\` and \`denied\``,
    ],
    [
      'an unknown option alone',
      consent({ field: 'q', grants: ['Yes'] }),
      `${AT} has the unknown option \`grants\`: a consent field has \`field\`, \`granted\` and \`denied\``,
    ],
    ['no list', consent({ field: 'q' }), `${AT} needs a list \`granted\` or \`denied\``],
    [
      'no field',
      consent({ granted: ['Yes'] }),
      `${AT} needs \`field\`, the name of a field of the tool`,
    ],
    [
      'a list that is a text',
      consent({ field: 'q', granted: 'Yes' }),
      `${AT} needs 1 to 50 answers in \`granted\`, each a text of at most 500 characters`,
    ],
    [
      'lists of a field that is no consent',
      consent({ field: 'q', granted: ['ada@example.com'] }, 'email'),
      '/sources/news/fields/email must be the name of a field of the tool: only `consent.email` and `consent.sms` can have lists of answers',
    ],
    [
      'a trust that is no word of ours',
      { trust: 'friend' },
      '/sources/news/trust must be `verified` or `anonymous`',
    ],
    [
      'a trust that is no text',
      { trust: true },
      '/sources/news/trust must be `verified` or `anonymous`',
    ],
  ])('%s: one sentence that names the place', (_, source, mistake) => {
    expect(mistakesOf(source)).toEqual([mistake]);
  });

  it.each([
    consent({ field: 'q', granted: ['Yes!'], denied: ['Yes'] }),
    consent({ field: 'q', denied: ['No'] }, 'consent.sms'),
    consent('q=Yes'),
    { trust: 'verified', reconsent: true, unusable: 'refuse' },
  ])('takes %j', (source) => {
    expect(mistakesOf(source)).toEqual([]);
  });

  it('names every place, and other mistakes beside it', () => {
    const source = {
      trust: 'me',
      unusable: 'drop',
      fields: { email: { field: 'e', granted: ['x'] }, 'consent.sms': { field: 's' }, phone: '' },
    };
    expect(mistakesOf(source).map((one) => one.split(' ')[0])).toEqual([
      '/sources/news/trust',
      '/sources/news/fields/email',
      '/sources/news/fields/consent.sms',
      '/sources/news/fields/phone',
      '/sources/news/unusable',
    ]);
  });
});
