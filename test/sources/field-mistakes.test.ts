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

describe('mistakes in the `line` of a public form', () => {
  const page = (line: unknown, more: object = {}) =>
    mistakesOf({
      tool: 'html-form',
      public: { origins: ['https://shop.example.com'], ...(line !== undefined && { line }) },
      ...more,
    });
  const AT = '/sources/news/public/line';
  it.each([
    [{}, [`${AT} \`channelId\` is missing`]],
    [{ channelId: 1234567890 }, [`${AT}/channelId must be text`]],
    [
      { channelId: 'U123' },
      [`${AT}/channelId must be the id of a LINE Login channel, such as \`1234567890\``],
    ],
    [
      { channelId: '1', channelSecret: 'short' },
      [`${AT}/channelSecret must have at least 16 characters`],
    ],
    [{ channelId: '1', required: 'yes' }, [`${AT}/required must be true or false`]],
    [{ channelId: '1', chanelSecret: 'x' }, [`${AT} \`chanelSecret\` is not a known field`]],
    ['1234567890', [`${AT} must be an object`]],
  ])('are named: %j', (line, mistakes) => {
    expect(page(line)).toEqual(mistakes);
  });

  it.each([
    'https://evil.example/certs',
    'http://evil.example/certs',
    'http://127.0.0.1.evil.example/certs',
    'http://localhost@evil.example/certs',
    'http://127.0.0.1:80@evil.example/certs',
  ])('lets nobody else be the issuer: %s', (keysUrl) => {
    expect(page({ channelId: '1', keysUrl })).toEqual([
      expect.stringContaining(`${AT}/keysUrl must be an address on this machine`),
    ]);
  });

  it('say where it belongs', () => {
    expect(page(undefined, { line: { channelId: '1' } })).toContain(
      '/sources/news/line stands beside `public`: move it into `public` of the form',
    );
  });

  it.each([
    { channelId: '1234567890' },
    {
      channelId: '1',
      required: true,
      externalId: true,
      name: false,
      channelSecret: 'x'.repeat(32),
    },
    { channelId: '1', keysUrl: 'http://127.0.0.1:9331/certs' },
  ])('are not in %j', (line) => {
    expect(page(line)).toEqual([]);
  });
});
