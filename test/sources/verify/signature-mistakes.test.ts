import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../src/cli/stores/read-configuration.ts';

const delivery = { fields: { email: '/email' } };

const read = (source: object) =>
  readConfiguration(
    'tw-main',
    JSON.stringify({
      platform: 'shoplazza',
      baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
      accessToken: 'an-invented-token',
      sources: {
        form: {
          tool: 'custom',
          secrets: ['an-invented-secret'],
          ...(!('tool' in source) && { delivery }),
          ...source,
        },
      },
    }),
  );
const signature = (more: object) => ({
  signature: { kind: 'hmac', header: 'x-signature', encoding: 'hex', ...more },
});
const FENCE =
  'needs a `literal` between it and the body: otherwise two requests could have the same signed text';
const DELIMITER = 'needs `delimiter`: what separates the labelled elements, such as `,`';
const BODY =
  'must have `body` (or `sorted-json`) exactly once: what is not signed, anyone can change';
const ITSELF = 'is the signature itself, which cannot be signed';
const JSON_BODY = 'needs a JSON body, and `delivery.body` says that it is a form';
const FORM = { ...delivery, body: 'form' };
const timed = { header: 'x-time', unit: 's' };

describe('mistakes in a signature', () => {
  const AT = '/sources/form/signature';

  it.each<[string, object, string]>([
    ['parts without the body', signature({ content: [{ literal: 'a' }] }), `${AT}/content ${BODY}`],
    ['no parts', signature({ content: [] }), `${AT}/content ${BODY}`],
    ['the body twice', signature({ content: ['body', 'sorted-json'] }), `${AT}/content ${BODY}`],
    ['a label without a delimiter', signature({ label: 'v1' }), `${AT}/label ${DELIMITER}`],
    [
      'a signed label without a delimiter',
      signature({ content: [{ label: 't' }, { literal: '.' }, 'body'] }),
      `${AT}/content/0 ${DELIMITER}`,
    ],
    [
      'a pointer that is none',
      signature({ time: { pointer: 'meta.at', unit: 's' } }),
      `${AT}/time/pointer must be a JSON Pointer such as \`/meta/timestamp\``,
    ],
    [
      'a pointer with a wrong escape',
      signature({ time: { pointer: '/a~2b', unit: 's' } }),
      `${AT}/time/pointer must be a JSON Pointer such as \`/meta/timestamp\``,
    ],
    [
      'a time from two places',
      signature({ time: { pointer: '/at', ...timed } }),
      `${AT}/time needs exactly one of \`header\`, \`query\`, \`label\` and \`pointer\``,
    ],
    [
      'a time without a unit',
      signature({ time: { pointer: '/at' } }),
      `${AT}/time \`unit\` is missing`,
    ],
    [
      'a time that is not signed',
      signature({ time: timed }),
      `${AT}/time is not signed, so anyone can change it: name the same value in \`content\`, or leave out \`time\``,
    ],
    [
      'two values side by side',
      signature({ content: [{ header: 'x-a' }, { header: 'x-b' }, { literal: '.' }, 'body'] }),
      `${AT}/content/0 ${FENCE}`,
    ],
    [
      'a value beside the method',
      signature({ content: ['body', { literal: '.' }, 'method', { header: 'x-a' }] }),
      `${AT}/content/3 ${FENCE}`,
    ],
    [
      'a part of two kinds',
      signature({ content: ['body', { literal: '.', header: 'x-a' }] }),
      `${AT}/content/1 must be \`body\`, \`sorted-json\`, \`sorted-json-escaped\`, \`url\`, \`method\`, or an object with one of \`literal\`, \`header\`, \`query\` and \`label\``,
    ],
    ['an unknown option', signature({ digest: 'sha256' }), `${AT} \`digest\` is not a known field`],
    [
      'an unknown hash',
      signature({ algorithm: 'md5' }),
      `${AT}/algorithm must be sha1, sha256 or sha512`,
    ],
    [
      'no place',
      { signature: { kind: 'token' } },
      `${AT} needs exactly one of \`header\` and \`query\`: where the signature stands`,
    ],
    [
      'two places',
      signature({ query: 'sig' }),
      `${AT} needs exactly one of \`header\` and \`query\`: where the signature stands`,
    ],
    ['no kind', { signature: {} }, `${AT} \`kind\` is missing`],
    [
      'no encoding',
      { signature: { kind: 'hmac', header: 'x-s' } },
      `${AT} needs \`encoding\`: \`hex\`, \`hex-upper\`, \`base64\` or \`base64url\``,
    ],
    [
      'an option of another kind',
      { signature: { kind: 'token', header: 'x-token', algorithm: 'sha256' } },
      `${AT}/algorithm has no effect on the kind \`token\``,
    ],
    [
      'a header that is no name',
      signature({ header: 'x signature' }),
      `${AT}/header must be the name of a header`,
    ],
    ['a signature that is a text', { signature: 'hmac' }, `${AT} must be an object`],
    [
      'a signature of a tool that signs in its own way',
      { tool: 'typeform', ...signature({}) },
      `${AT} is for \`custom\` only: this tool signs in its own way`,
    ],
    [
      '`unsigned`',
      { unsigned: true, ...signature({}) },
      '/sources/form/unsigned contradicts `signature`: take one of them out',
    ],
    [
      'the header of the signature itself',
      signature({ content: [{ header: 'X-Signature' }, { literal: '.' }, 'body'] }),
      `${AT}/content/0 ${ITSELF}`,
    ],
    [
      'the label of the signature itself',
      signature({
        delimiter: ',',
        label: 'v1',
        content: ['body', { literal: '.' }, { label: 'v1' }],
      }),
      `${AT}/content/2 ${ITSELF}`,
    ],
    [
      'the parameter of the signature itself',
      {
        signature: {
          kind: 'hmac',
          query: 'sig',
          encoding: 'hex',
          content: ['body', { literal: '.' }, { query: 'sig' }],
        },
      },
      `${AT}/content/2 ${ITSELF}`,
    ],
    [
      'an address that holds the signature',
      { signature: { kind: 'hmac', query: 'sig', encoding: 'hex', content: ['url', 'body'] } },
      `${AT}/content/0 holds the query with the signature, which cannot be signed: write the address that the tool signs into \`url\` of the source`,
    ],
    [
      'a label with the delimiter',
      signature({ delimiter: ',', label: 'a,b' }),
      `${AT}/label holds the \`delimiter\`: no label can`,
    ],
    [
      'a prefix with the delimiter',
      signature({ delimiter: ',', prefix: 'v1,' }),
      `${AT}/prefix holds the \`delimiter\`: no element can`,
    ],
    [
      'a time in the JSON of a form',
      { ...signature({ time: { pointer: '/at', unit: 's' } }), delivery: FORM },
      `${AT}/time/pointer ${JSON_BODY}`,
    ],
    [
      'sorted keys of a form',
      { ...signature({ content: ['sorted-json'] }), delivery: FORM },
      `${AT}/content/0 ${JSON_BODY}`,
    ],
    [
      'a value beside a form',
      {
        ...signature({ content: [{ header: 'x-id' }, 'body'] }),
        delivery: { ...delivery, body: { jsonField: 'data' } },
      },
      `${AT}/content/0 ${JSON_BODY}: only JSON shows where a value beside it ends`,
    ],
    ['a time of another type', signature({ time: 300 }), `${AT}/time must be an object`],
    [
      'a text key where bytes are needed',
      {
        signature: {
          kind: 'ed25519',
          header: 'x-s',
          encoding: 'hex',
          key: { prefix: 'pk_' },
        },
      },
      `${AT} needs \`key\` with the \`encoding\` of the public key: \`hex\`, \`base64\` or \`base64url\``,
    ],
  ])('%s: one sentence with its place', (_, source, mistake) => {
    expect(read(source).mistakes).toEqual([mistake]);
  });

  it.each<[string, object, readonly string[], readonly string[]]>([
    [
      'no base64',
      signature({ key: { encoding: 'base64', prefix: 'whsec_' } }),
      ['whsec_QUFB', 'QUFB', 'whsec_', 'whsec_not base64!', 'whpk_QUFB'],
      [2, 3, 4].map(
        (at) =>
          `/sources/form/secrets/${at} cannot be a key: it must be base64 after \`whsec_\`, and not empty`,
      ),
    ],
    [
      'no hex',
      signature({ key: { encoding: 'hex' } }),
      ['00ff', '00FF', '00f', 'xyz'],
      [2, 3].map(
        (at) => `/sources/form/secrets/${at} cannot be a key: it must be hex, and not empty`,
      ),
    ],
    [
      'no base64url',
      signature({ key: { encoding: 'base64url', prefix: 'sk_' } }),
      ['sk_-_8A', '-_8', 'sk_+/8A', 'sk_-_9'],
      [2, 3].map(
        (at) =>
          `/sources/form/secrets/${at} cannot be a key: it must be base64url after \`sk_\`, and not empty`,
      ),
    ],
    [
      'no public key',
      {
        signature: { kind: 'ed25519', header: 'x-s', encoding: 'hex', key: { encoding: 'hex' } },
      },
      ['00'.repeat(32), '00'.repeat(31)],
      ['/sources/form/secrets/1 cannot be a public key: it must be 32 bytes in hex'],
    ],
    [
      'no user and password',
      { signature: { kind: 'basic' } },
      ['shop:a-long-enough-password', 'a-password-alone'],
      ['/sources/form/secrets/1 must be `user:password`'],
    ],
  ])('names the secrets that are %s, never their values', (_, source, secrets, mistakes) => {
    const found = read({ ...source, secrets }).mistakes;
    expect(found).toEqual(mistakes);
  });
});

it('takes a signature in the query of another address than its own', () => {
  const signed = { kind: 'hmac', query: 'sig', encoding: 'hex', content: ['url', 'body'] };
  const { mistakes } = read({ url: 'https://old.example.com/hook', signature: signed });
  expect(mistakes).toEqual([]);
});

it.each([
  [
    { timeZone: 'Taipei' },
    'has a `timeZone` that is not known, so its times count as UTC: write a name such as `Asia/Taipei`',
  ],
  [
    { public: { origins: ['https://shop.example.com'] } },
    'has `public`, which has no effect: only an `html-form` can be posted to by any browser',
  ],
])('warns of a setting that is read otherwise than it looks: %o', (stray, warning) => {
  const timedSignature = {
    content: [{ header: 'x-time' }, { literal: '.' }, 'body'],
    time: timed,
  };
  expect(read({ ...signature(timedSignature), ...stray }).warnings).toEqual([
    `/sources/form ${warning}`,
  ]);
});

describe('a signature that is weaker than it looks', () => {
  const NO_TIME = '/sources/form has a signature without `time`: replays cannot be refused by age';
  const SIGNS_NOTHING = (kind: string) =>
    `/sources/form has a signature of the kind \`${kind}\`, which signs nothing: replays cannot be refused by age, and a changed body is not noticed`;
  const SHORT = '/sources/form has a secret of less than 16 characters, which could be guessed';

  it.each<[string, object, readonly string[]]>([
    ['without a time', signature({}), [NO_TIME]],
    [
      'with a time',
      signature({ content: [{ header: 'x-time' }, { literal: '.' }, 'body'], time: timed }),
      [],
    ],
    ['that is a token', { signature: { kind: 'token', header: 'x-t' } }, [SIGNS_NOTHING('token')]],
    [
      'that is a short token',
      { signature: { kind: 'token', header: 'x-t' }, secrets: ['fifteen-letters'] },
      [SIGNS_NOTHING('token'), SHORT],
    ],
    [
      'that is a short password',
      { signature: { kind: 'basic' }, secrets: ['a-long-user-name:short'] },
      [SIGNS_NOTHING('basic'), SHORT],
    ],
    [
      'in the address, as other tools say it',
      { unsigned: true, secrets: ['sixteen-letters!'] },
      [],
    ],
    [
      'by nothing',
      {},
      [
        '/sources/form refuses every request: it needs `signature`, or `unsigned` and a secret in the address',
      ],
    ],
    ['in the address', { signature: { kind: 'url' } }, [SIGNS_NOTHING('url')]],
    [
      'in the address, short',
      { signature: { kind: 'url' }, secrets: ['fifteen-letters'] },
      ['/sources/form has no secret of at least 16 characters: every request is refused'],
    ],
    [
      'without a secret',
      { ...signature({}), secrets: [] },
      ['/sources/form has no secret: every request is refused'],
    ],
  ])('is said aloud: %s', (_, source, warnings) => {
    expect(read(source)).toMatchObject({ mistakes: [], warnings });
  });
});
