import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
import { ConfigError } from '../../src/event/errors.ts';
import { parseConfigured, parseConfiguredSource } from '../../src/sources/parse-configured.ts';

const storeWith = (source: object): string =>
  JSON.stringify({
    platform: 'shoplazza',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'an-invented-token',
    sources: {
      own: { tool: 'custom', unsigned: true, secrets: ['a-secret-of-16-characters'], ...source },
    },
  });
const mistakesOf = (delivery: unknown): readonly string[] =>
  readConfiguration('tw-main', storeWith({ delivery })).mistakes;

const AT = '/sources/own/delivery';
const POINTER =
  'must be a JSON Pointer such as `/data/email`, with `~1` for `/` and `~0` for `~` inside a name';
const LISTS = { granted: ['Yes'], denied: ['No'] };

describe('mistakes in how a source describes its deliveries', () => {
  it.each<[string, unknown, string]>([
    ['a pointer without `/`', { fields: { email: 'data.email' } }, `${AT}/fields/email ${POINTER}`],
    ['a lonely `~`', { fields: { email: '/a~b' } }, `${AT}/fields/email ${POINTER}`],
    ['a pointer in a list', { fields: { name: ['/a', 'b'] } }, `${AT}/fields/name/1 ${POINTER}`],
    [
      'people that are no pointer',
      { people: 'data' },
      `${AT}/people must be a JSON Pointer such as \`/data/contacts\``,
    ],
    [
      'people by `#`',
      { people: '#/data' },
      `${AT}/people must be a JSON Pointer such as \`/data/contacts\``,
    ],
    ['an id that is no pointer', { id: 'id' }, `${AT}/id ${POINTER}`],
    [
      'a path that no signup has',
      { fields: { emial: '/email' } },
      `${AT}/fields/emial is no path of a signup such as \`email\` or \`addresses.0.city\``,
    ],
    [
      'a consent without lists',
      { fields: { 'consent.email': '/news' } },
      `${AT}/fields/consent.email needs the answers that count: \`{ "field": "/…", "granted": [ … ], "denied": [ … ] }\``,
    ],
    [
      'a consent with a field alone',
      { fields: { 'consent.sms': { field: '/news' } } },
      `${AT}/fields/consent.sms needs a list \`granted\` or \`denied\``,
    ],
    [
      'a constant yes',
      { fields: { 'consent.email': { field: [{ value: 'Yes' }], ...LISTS } } },
      `${AT}/fields/consent.email has a constant \`value\`: this must come from the delivery`,
    ],
    [
      'an e-mail for everybody',
      { fields: { email: ['/email', { value: 'a@b.tw' }] } },
      `${AT}/fields/email has a constant \`value\`: this must come from the delivery`,
    ],
    [
      'one answer in both lists',
      { fields: { 'consent.email': { field: '/n', granted: ['a', 'YES'], denied: ['yes'] } } },
      `${AT}/fields/consent.email has the same answer in \`granted\` (number 2) and in \`denied\` (number 1): take it out of one list`,
    ],
    [
      'lists of a field that is no consent',
      { fields: { email: { field: '/n', ...LISTS } } },
      `${AT}/fields/email has \`field\` or lists of answers: only \`consent.email\` and \`consent.sms\` can have them`,
    ],
    [
      'a place beside the question',
      { fields: { 'consent.email': { field: '/n', header: 'x-a', ...LISTS } } },
      `${AT}/fields/consent.email has \`header\` beside \`field\`: write it inside \`field\``,
    ],
    [
      'a record without what to take',
      { fields: { email: { where: { label: 'Email' } } } },
      `${AT}/fields/email \`take\` is missing: \`where\` needs it`,
    ],
    [
      'a value to take from nowhere',
      { fields: { email: { take: 'value' } } },
      `${AT}/fields/email needs \`where\`, \`in\` or both`,
    ],
    [
      'two places in one',
      { fields: { name: { header: 'x-name', value: 'Ada' } } },
      `${AT}/fields/name needs either \`take\` (with \`where\`, \`in\` or both), \`header\` or \`value\``,
    ],
    ['an unknown setting', { pepole: '/a' }, `${AT} \`pepole\` is not a known field`],
    [
      'an unknown kind of body',
      { body: 'xml' },
      `${AT}/body must be \`json\`, \`form\` or \`{ "jsonField": "<name of the field>" }\``,
    ],
    [
      'an unknown meaning',
      { when: { at: '/t', values: { a: 'created' } } },
      `${AT}/when/values/a must be \`signed_up\`, \`updated\`, \`skip\`, \`refusals\` or the channels that it refuses, such as \`{ "email": "denied" }\``,
    ],
    [
      'a grant by `when`',
      { when: { at: '/t', values: { a: { email: 'granted' } } } },
      `${AT}/when/values/a/email must be denied`,
    ],
    [
      'one value twice',
      { when: { at: '/t', values: { New: 'signed_up', ' new': 'skip' } } },
      `${AT}/when/values has the same value twice: letter case and white space make no difference`,
    ],
    [
      'nothing but skipped values',
      { when: { at: '/t', values: { a: 'skip' } } },
      `${AT}/when/values skips everything: no value is a signup`,
    ],
    ['an unknown unit', { time: { at: '/t', unit: 'min' } }, `${AT}/time/unit must be s, ms or ns`],
    [
      'a time in two places',
      { time: { at: '/t', header: 'x-time', unit: 's' } },
      `${AT}/time needs either \`at\` or \`header\``,
    ],
    [
      'a unit without a place',
      { time: ['/t', { unit: 's' }] },
      `${AT}/time/1 needs either \`at\` or \`header\``,
    ],
    ['a handshake that is no object', { handshake: true }, `${AT}/handshake must be an object`],
    [
      'a status that is a text',
      { answer: { status: '200' } },
      `${AT}/answer/status must be a whole number`,
    ],
    [
      'a header of credentials to keep',
      { keepHeaders: ['X-Event', 'Authorization'] },
      `${AT}/keepHeaders names the header \`Authorization\`: signatures and credentials are never stored`,
    ],
    [
      'a signature as an id',
      { id: { header: 'x-hub-signature-256' } },
      `${AT}/id names the header \`x-hub-signature-256\`: signatures and credentials are never stored`,
    ],
    [
      'a cookie as what happened',
      { when: { at: { header: 'cookie' }, values: { a: 'signed_up' } } },
      `${AT}/when/at names the header \`cookie\`: signatures and credentials are never stored`,
    ],
    [
      'two answers',
      { answer: { text: 'ok', json: {} } },
      `${AT}/answer has \`text\` and \`json\`: a post has one answer`,
    ],
    [
      'a 204 with a body',
      { answer: { status: 204, text: 'ok' } },
      `${AT}/answer has status 204 and \`text\`: 204 has no body`,
    ],
    [
      'a status of an error',
      { answer: { status: 500 } },
      `${AT}/answer/status must be 200, 201, 202 or 204`,
    ],
    [
      'an answer of two lines',
      { answer: { text: 'a\nb' } },
      `${AT}/answer/text must be visible ASCII characters on one line`,
    ],
    [
      'a handshake of nothing',
      { handshake: { token: 't' } },
      `${AT}/handshake needs either \`echo\` or \`text\``,
    ],
    ['no object', [], '/sources/own/delivery must be an object'],
  ])('%s: one sentence with its place', (_, delivery, mistake) => {
    expect(mistakesOf(delivery)).toEqual([mistake]);
  });

  it('are named for a custom source without `delivery`, and for `fields` beside it', () => {
    expect(mistakesOf(undefined)).toEqual([
      `${AT} is missing: it says where the fields of a signup stand`,
    ]);
    const { mistakes } = readConfiguration(
      'tw-main',
      storeWith({ delivery: {}, fields: { email: '/email' } }),
    );
    expect(mistakes).toEqual([
      '/sources/own/fields is not read of a `custom` source: use `delivery.fields`',
    ]);
  });

  it('are named for another tool that has a `delivery`', () => {
    const { mistakes } = readConfiguration(
      'tw-main',
      storeWith({ tool: 'jotform', delivery: { fields: {} } }),
    );
    expect(mistakes).toEqual([`${AT} is only for the tool \`custom\``]);
  });

  it('never quote what the configuration holds', () => {
    const delivery = { fields: { 'ada@example.com': '/a', email: 'ada@example.com' } };
    expect(mistakesOf(delivery).join()).not.toContain('ada@example.com');
  });
});

describe('the relay itself', () => {
  const wrong = { fields: { 'consent.email': '/news' } };
  it('takes no source with such a mistake', async () => {
    const source = JSON.stringify({ tool: 'custom', unsigned: true, delivery: wrong });
    await expect(parseConfiguredSource('tw-main', 'own', source)).rejects.toThrow(ConfigError);
    await expect(parseConfigured('tw-main', storeWith({ delivery: wrong }))).rejects.toThrow(
      '/sources/own/delivery/fields/consent.email needs the answers that count',
    );
  });

  it('takes every setting that there is', async () => {
    const delivery = {
      body: { jsonField: 'payload' },
      people: '/payload/people',
      id: ['/id', '#/id', { header: 'x-event-id' }],
      time: ['/at', { at: '#/ts', unit: 'ns' }, { header: 'x-time', unit: 'ms' }],
      when: { at: { header: 'X-Event-Key' }, values: { a: 'updated', b: { sms: 'denied' } } },
      fields: {
        email: ['', '/email', { in: '#/list', where: { '/a/b': 'x' }, take: '/value' }],
        tags: [{ value: 'a' }, { in: '/tags', take: 'name' }],
        'consent.sms': { field: ['/a', { header: 'x-sms' }], denied: ['no'] },
        'consent.sms.text': { value: 'I agree.' },
        'addresses.4.city': '/city',
      },
      handshake: { echo: 'hub.challenge', token: 'hub.verify_token' },
      answer: { status: 202, json: { ok: true }, echo: '/challenge' },
      keepHeaders: ['X-Request-Id', 'x-event-key'],
    };
    expect(mistakesOf(delivery)).toEqual([]);
    await expect(parseConfigured('tw-main', storeWith({ delivery }))).resolves.toMatchObject({
      sources: { own: { delivery } },
    });
  });
});
