import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../../src/generated/types.ts';
import { RejectedError } from '../../../src/event/errors.ts';
import { custom } from '../../../src/sources/tools/custom.ts';
import { thrownBy } from '../../support/thrown-by.ts';
import { aDelivery, readWith, signupOf } from '../form-delivery.ts';

type Settings = NonNullable<StoreSource['delivery']>;

const JSON_TYPE = { 'content-type': 'application/json' };
const read = (body: string | Uint8Array | object, delivery: Settings, headers = {}) =>
  readWith(custom, aDelivery(body, { ...JSON_TYPE, ...headers }), { delivery });
const signup = (body: string | Uint8Array | object, delivery: Settings, headers = {}) =>
  signupOf(custom, aDelivery(body, { ...JSON_TYPE, ...headers }), { delivery });
const customer = (body: object, fields: object) =>
  signup({ email: 'ada@example.com', ...body }, { fields: { email: '/email', ...fields } }).data
    .customer;
const refusal = (action: () => unknown) => thrownBy(action) as RejectedError;
const EMAIL = { email: '/email' };

/** The ids that are found, or the reason of the refusal. Any other error is thrown. */
function readOrRefuse(body: string, settings: Settings): readonly string[] {
  try {
    return read(body, settings).map(({ id }) => id);
  } catch (error) {
    if (error instanceof RejectedError) return [error.message];
    throw error;
  }
}

it('is anonymous unless the source says otherwise', () => {
  expect(custom.trust).toBe('anonymous');
});

it('takes only the time of its length where thousands of records are below one long name', () => {
  const records = Array.from({ length: 10_000 }, () => ({ label: 'Given name', value: 'Ada' }));
  const where = { where: { label: 'Given name' }, take: 'value' };
  const { user } = process.cpuUsage();
  const found = customer({ ['k'.repeat(400_000)]: records }, { firstName: where, tags: where });
  expect(found).toMatchObject({ firstName: 'Ada', tags: ['Ada'] });
  expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(4_000);
});

describe('fields by pointer', () => {
  it('escapes as RFC 6901 says', () => {
    const body = { 'a/b': { 'm~n': 'Ada' }, '': { '0': 'Lin' } };
    expect(customer(body, { firstName: '/a~1b/m~0n', lastName: '//0' })).toMatchObject({
      firstName: 'Ada',
      lastName: 'Lin',
    });
  });

  it('takes the first that is not empty', () => {
    const body = { a: null, b: '  ', c: [], d: false, e: {}, f: 'Ada', g: 'Grace' };
    const all = ['/missing', '/a', '/b', '/c', '/d', '/e', '/f', '/g'];
    expect(customer(body, { name: all })).toMatchObject({ name: 'Ada' });
  });

  it.each(['/__proto__/x', '/constructor/name', '/list/length', '/list/-1', '/list/01', '/text/0'])(
    'finds nothing at %s',
    (pointer) => {
      const body = JSON.parse('{"__proto__":{"x":"Ada"},"list":["b"],"text":"abc"}') as object;
      expect(customer(body, { name: pointer })).toEqual({ email: 'ada@example.com' });
    },
  );

  it('reads phones, birthdays, countries and addresses as forms do', () => {
    const body = { tel: '(091) 234-5678', code: '+886', born: '81年5月14日', land: 'Taiwan' };
    const fields = {
      phone: '/tel',
      'phone.callingCode': '/code',
      birthday: '/born',
      gender: '/sex',
      'addresses.0.city': '/town',
      'addresses.0.countryCode': '/land',
    };
    expect(customer({ ...body, sex: '女', town: 'Taipei' }, fields)).toMatchObject({
      phone: '+886912345678',
      gender: 'female',
      addresses: [{ city: 'Taipei', countryCode: 'TW' }],
    });
  });

  it('keeps large numbers as they were written', () => {
    const body = '{"email":"ada@example.com","id":706405506930370084}';
    const fields = { ...EMAIL, externalId: '/id' };
    expect(signup(body, { fields }).data.customer).toMatchObject({
      externalId: '706405506930370084',
    });
  });

  it('leaves out what has another type, and says so', () => {
    const body = { email: 'a@b.tw', name: { first: 'Ada' }, born: true, tags: [{}], note: [] };
    const fields = { ...EMAIL, name: '/name', birthday: '/born', tags: '/tags', note: '/note' };
    const found = signup(body, { fields });
    expect(found.data).toEqual({ customer: { email: 'a@b.tw' } });
    expect(found.leftOut).toEqual(
      ['name', 'birthday', 'tags'].map((path) => ({ path, rule: 'wrong_form' })),
    );
    expect(found.flaw).toMatchObject({ isFatal: false, error: { reason: 'invalid_delivery' } });
  });

  it('refuses a path that no signup has, also where it finds nothing', () => {
    const error = refusal(() => read({ email: 'a@b.tw' }, { fields: { ...EMAIL, 'x.y': '/z' } }));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect(error.message).toContain('"x.y"');
  });
});

describe('fields by label', () => {
  const list = [
    { label: 'Definition', id: 1 },
    { label: 'Given name', value: '' },
    { label: 'given name', value: 'no' },
    { label: 'Given  name', value: 'Ada' },
  ];

  it('finds the record wherever it stands, and passes empty ones over', () => {
    const body = { data: { answers: [{ fields: list }] } };
    const where = { where: { label: 'Given name' }, take: 'value' };
    expect(customer(body, { firstName: where })).toMatchObject({ firstName: 'Ada' });
  });

  it('looks in one place only, where `in` names it, also into a map of records', () => {
    const body = { old: list, fields: { a1: { label: 'Given name', value: 'Grace' } } };
    const where = { in: '/fields', where: { label: 'Given name' }, take: 'value' };
    expect(customer(body, { firstName: where })).toMatchObject({ firstName: 'Grace' });
  });

  it('compares several members, and members inside of members', () => {
    const body = {
      answers: [
        { field: { ref: 'name' }, type: 'old', text: { en: 'Bo' } },
        { field: { ref: 'name' }, type: 'new', text: { en: 'Ada' } },
      ],
    };
    const where = { where: { '/field/ref': 'name', type: 'new' }, take: '/text/en' };
    expect(customer(body, { name: where })).toMatchObject({ name: 'Ada' });
  });

  it('reads a label of a megabyte, and a person of many records', () => {
    const long = 'x'.repeat(500_000);
    const records = Array.from({ length: 9_000 }, (_, at) => ({
      label: `f${at}`,
      value: `v${at}`,
    }));
    const body = { list: [{ label: long, value: 'no' }, ...records] };
    const where = { where: { label: 'f8999' }, take: 'value' };
    expect(customer(body, { name: where, note: where })).toMatchObject({ name: 'v8999' });
  });
});

describe('constants and tags', () => {
  it('appends every place, each tag once', () => {
    const body = { a: 'x, y', b: ['p, q', 'x'], groups: [{ name: 'vip' }, { name: 'new' }] };
    const fields = {
      tags: [{ value: 'spring, 2026' }, '/a', '/b', { in: '/groups', take: 'name' }],
      'tags.1': '/missing',
    };
    expect(customer(body, fields).tags).toEqual(['spring, 2026', 'x', 'y', 'p, q', 'vip', 'new']);
  });

  it('gives the same text to everybody', () => {
    expect(customer({}, { locale: { value: 'zh-TW' } })).toMatchObject({ locale: 'zh-TW' });
  });
});

describe('consent', () => {
  const consent = (value: unknown, lists: object, more = {}) =>
    read(
      { email: 'ada@example.com', news: value, ...more },
      { fields: { ...EMAIL, 'consent.email': { field: '/news', ...lists } } },
    )[0];
  const YES_NO = { granted: ['Yes, please'], denied: ['No'] };

  it.each([
    ['yes,  PLEASE', { email: { state: 'granted', text: 'yes,  PLEASE' } }],
    ['no', { email: { state: 'denied' } }],
    [['Yes, please', 'No'], { email: { state: 'denied' } }],
  ])('%j is an answer of a list', (value, expected) => {
    expect(consent(value, YES_NO)).toMatchObject({ data: { consent: expected } });
  });

  it.each(['yes', 'true', true, 'Yes, please, but not often', { yes: true }, [{}]])(
    '%j is unclear, because no list has it',
    (value) => {
      const found = consent(value, YES_NO);
      expect(found).toMatchObject({ unclear: [{ channel: 'email', field: '/news' }] });
      expect(found).not.toHaveProperty('data.consent');
    },
  );

  it.each([undefined, null, '', ' ', false, 0])('%j says nothing', (value) => {
    const found = consent(value, YES_NO);
    expect(found).not.toHaveProperty('data.consent');
    expect(found).not.toHaveProperty('unclear');
  });

  it.each([
    [false, 'false'],
    [0, '0'],
    ['off', 'off'],
  ])('%j is a no where the list says so', (value, word) => {
    const lists = { granted: ['true', '1', 'on'], denied: [word] };
    expect(consent(value, lists)).toMatchObject({
      data: { consent: { email: { state: 'denied' } } },
    });
  });

  it('reads every place of a question, and a no wins', () => {
    const fields = {
      ...EMAIL,
      'consent.sms': { field: ['/a', { where: { q: 'SMS' }, take: 'a' }], ...YES_NO },
    };
    const list = [
      { q: 'SMS', a: 'Yes, please' },
      { q: 'SMS', a: 'No' },
    ];
    const [found] = read({ email: 'a@b.tw', a: 'Yes, please', list }, { fields });
    expect(found).toMatchObject({ data: { consent: { sms: { state: 'denied' } } } });
  });

  it('grants nothing without lists, whatever the word', () => {
    const fields = { ...EMAIL, 'consent.email': '/news' };
    const [found] = read({ email: 'a@b.tw', news: 'yes' }, { fields });
    expect(found).toMatchObject({ unclear: [{ channel: 'email' }] });
    expect(found).not.toHaveProperty('data.consent');
  });

  it('keeps the words that were agreed to, also as a constant', () => {
    const fields = {
      ...EMAIL,
      'consent.email': { field: '/news', granted: ['1'] },
      'consent.email.text': { value: 'I want the weekly letter.' },
    };
    const [found] = read({ email: 'a@b.tw', news: 1 }, { fields });
    expect(found).toMatchObject({
      data: { consent: { email: { state: 'granted', text: 'I want the weekly letter.' } } },
    });
  });

  it('is refused beside wrong types in every other field', () => {
    const body = { email: 'ada@example.com', news: 'No', born: {}, tags: [[{}]], name: 7, sex: [] };
    const fields = {
      ...EMAIL,
      birthday: '/born',
      tags: '/tags',
      name: '/name',
      gender: '/sex',
      'consent.email': { field: '/news', ...YES_NO },
    };
    expect(signup(body, { fields }).data).toMatchObject({
      customer: { email: 'ada@example.com' },
      consent: { email: { state: 'denied' } },
    });
  });
});

describe('what an event says', () => {
  const when = {
    at: '/type',
    values: {
      Created: 'signed_up',
      changed: 'updated',
      ping: 'skip',
      unsubscribed: { email: 'denied' },
      stop: { email: 'denied', sms: 'denied' },
      'sms stop': { sms: 'denied' },
    },
  };
  const fields = { ...EMAIL, phone: '/phone', name: '/name', tags: '/tags' };
  const body = { email: 'ada@example.com', phone: '0912345678', name: 'Ada', tags: 'vip' };
  const said = (type: unknown, more = {}) => read({ ...body, ...more, type }, { when, fields })[0];

  it.each([
    ['created', 'customer.signed_up'],
    [' CREATED ', 'customer.signed_up'],
    ['changed', 'customer.updated'],
  ])('%j is %s', (type, expected) => {
    expect(said(type)).toMatchObject({ kind: 'signup', type: expected });
  });

  it.each([
    ['ping', '`when` skips its value'],
    ['created.v2', '`when` does not list its value'],
    ['__proto__', '`when` does not list its value'],
    [7, '`when` does not list its value'],
    [undefined, '`when` finds no value in it'],
    [{}, '`when` finds no value in it'],
  ])('%j is skipped', (type, why) => {
    expect(said(type)).toMatchObject({ kind: 'skipped', why });
  });

  const denied = { state: 'denied' };
  it.each([
    ['unsubscribed', { email: 'ada@example.com' }, { email: denied }],
    ['sms stop', { phone: '0912345678' }, { sms: denied }],
    ['stop', { email: 'ada@example.com', phone: '0912345678' }, { email: denied, sms: denied }],
    [['created', 'unsubscribed'], { email: 'ada@example.com' }, { email: denied }],
  ])('%j is a refusal with its contact, and nothing else', (type, contacts, consent) => {
    expect(said(type)).toMatchObject({
      type: 'customer.updated',
      data: { customer: contacts, consent },
    });
    const [found] = [said(type)];
    expect(Object.keys((found as { data: { customer: object } }).data.customer)).toEqual(
      Object.keys(contacts),
    );
  });

  it.each(['n/a', '', undefined, 7])(
    'a refusal goes by the phone where the e-mail is %j',
    (email) => {
      expect(said('unsubscribed', { email })).toMatchObject({
        data: { customer: { phone: '0912345678' }, consent: { email: denied } },
      });
    },
  );

  it('a refusal takes the listed no of the other channel along, and no yes', () => {
    const lists = { granted: ['Y'], denied: ['N'] };
    const all = { ...fields, 'consent.sms': { field: '/sms', ...lists } };
    const sms = (answer: string) =>
      read({ ...body, type: 'unsubscribed', sms: answer }, { when, fields: all })[0];
    expect(sms('N')).toMatchObject({ data: { consent: { email: denied, sms: denied } } });
    expect(sms('Y')).not.toHaveProperty('data.consent.sms');
  });

  it('a refusal without a contact is a dead letter', () => {
    const error = refusal(() => said('unsubscribed', { email: '', phone: '' }));
    expect(error.message).toContain('a refusal without e-mail and phone');
  });

  it('is read in a header, too', () => {
    const byHeader = { ...when, at: [{ header: 'X-Event-Key' }, '/type'] };
    const found = read(body, { when: byHeader, fields }, { 'x-event-key': 'changed' });
    expect(found).toMatchObject([{ type: 'customer.updated' }]);
  });
});

describe('id and time', () => {
  const idOf = (body: object, settings: Settings, headers = {}) =>
    read(body, { fields: EMAIL, ...settings }, headers)[0]?.id;

  it('are the tool’s own, the first that is there', () => {
    expect(idOf({ event: 42 }, { id: ['/id', '/event'] })).toBe('42');
    expect(idOf({}, { id: { header: 'X-Id' } }, { 'x-id': ' e-7 ' })).toBe('e-7');
  });

  it('are a hash of the post without one, the same on every repetition', () => {
    const id = idOf({ email: 'a@b.tw' }, {});
    expect(id).toMatch(/^delivery-[0-9a-f]{32}$/);
    expect(idOf({ email: 'a@b.tw' }, { id: '/id' })).toBe(id);
    expect(idOf({ email: 'b@b.tw' }, {})).not.toBe(id);
  });

  it('tell two events apart that differ in a header only', () => {
    const when = { at: { header: 'x-topic' }, values: { a: 'signed_up', b: 'updated' } };
    const ids = ['a', 'b'].map((topic) =>
      idOf({ email: 'a@b.tw' }, { when }, { 'x-topic': topic }),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('are the same for a multipart form with another boundary', () => {
    const form = (boundary: string) =>
      read(
        `--${boundary}\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b.tw\r\n--${boundary}--\r\n`,
        { body: 'form', fields: EMAIL },
        { 'content-type': `multipart/form-data; boundary=${boundary}` },
      )[0]?.id;
    expect(form('one')).toBe(form('another'));
  });

  it.each(['x'.repeat(201), 'a\nb', 'x'.repeat(900_000)])(
    'of a kind that no log can hold are hashed',
    (id) => {
      expect(idOf({ id }, { id: '/id' })).toMatch(/^id-[0-9a-f]{32}$/);
    },
  );

  it.each([
    [{ time: '/t' }, { t: '2026-09-15T11:20:00+08:00' }, '2026-09-15T11:20:00+08:00'],
    [{ time: '/t' }, { t: '2026-09-15 03:20:00' }, '2026-09-15T03:20:00Z'],
    [{ time: { at: '/t', unit: 's' } }, { t: 1_789_442_400 }, '2026-09-15T03:20:00.000Z'],
    [{ time: { at: '/t', unit: 'ms' } }, { t: '1789442400000' }, '2026-09-15T03:20:00.000Z'],
    [
      { time: ['/a', { at: '/t', unit: 'ms' }] },
      { a: 'soon', t: 1_789_442_400_000 },
      '2026-09-15T03:20:00.000Z',
    ],
    [{ time: '/t' }, { t: 1_789_442_400 }, undefined],
    [{ time: '/t' }, { t: 'yesterday' }, undefined],
    [{ time: '/t' }, {}, undefined],
  ])('%j of %j is %s', (settings, body, time) => {
    expect(signup({ email: 'a@b.tw', ...body }, { fields: EMAIL, ...settings }).time).toBe(time);
  });

  it('reads nanoseconds, which no number of JavaScript holds', () => {
    const body = '{"email":"a@b.tw","t":1789442400000123456}';
    const settings = { fields: EMAIL, time: { at: '/t', unit: 'ns' } };
    expect(signup(body, settings).time).toBe('2026-09-15T03:20:00.000Z');
  });

  it('reads a time without a zone in that of the source', () => {
    const delivery = { fields: EMAIL, time: '/t' };
    const posted = aDelivery({ email: 'a@b.tw', t: '2026-09-15 11:20:00' });
    const { time } = signupOf(custom, posted, { delivery, timeZone: 'Asia/Taipei' });
    expect(time).toBe('2026-09-15T03:20:00Z');
  });
});

describe('several people in one post', () => {
  const settings = {
    people: '/data/people',
    id: '/id',
    time: '#/at',
    when: { at: '#/type', values: { created: 'signed_up', ping: 'skip' } },
    fields: EMAIL,
  };
  const post = (people: unknown, more = {}) => ({
    type: 'created',
    at: '2026-09-15T03:20:00Z',
    data: { people },
    ...more,
  });
  const ids = (people: unknown, more: object = {}) =>
    read(post(people), { ...settings, ...more }).map(({ id }) => id);

  it('are events of their own, with what the post says to all of them', () => {
    const found = read(
      post([
        { id: 'a', email: 'a@b.tw' },
        { id: 'b', email: 'b@b.tw' },
      ]),
      settings,
    );
    expect(found).toMatchObject([
      { id: 'a', time: '2026-09-15T03:20:00Z', data: { customer: { email: 'a@b.tw' } } },
      { id: 'b', time: '2026-09-15T03:20:00Z', data: { customer: { email: 'b@b.tw' } } },
    ]);
  });

  it('stand apart from an odd neighbour', () => {
    const deep = JSON.parse(`${'['.repeat(60)}1${']'.repeat(60)}`) as unknown;
    const found = read(
      post([{ id: 'a', email: 'a@b.tw' }, deep, null, 'x', { email: 'b@b.tw' }]),
      settings,
    );
    expect(found.map(({ kind }) => kind)).toEqual([
      'signup',
      'refused',
      'signup',
      'signup',
      'signup',
    ]);
    expect(found[1]).toMatchObject({ error: { reason: 'invalid_delivery' } });
    expect(new Set(found.map(({ id }) => id)).size).toBe(5);
  });

  it('never share an id', () => {
    const people = [{ id: 'a' }, { id: 'a' }, {}, {}];
    for (const more of [{}, { id: '#/type' }, { id: { header: 'content-type' } }, { id: '/no' }]) {
      expect(new Set(ids(people, more)).size).toBe(4);
      expect(ids(people, more)).toEqual(ids(people, more));
    }
    expect(ids(people)[0]).toBe('a');
  });

  it('may be a list of e-mails', () => {
    const found = read(post(['a@b.tw', 'b@b.tw']), { ...settings, fields: { email: '' } });
    expect(found).toMatchObject([
      { data: { customer: { email: 'a@b.tw' } } },
      { data: { customer: { email: 'b@b.tw' } } },
    ]);
  });

  it('do not look for a label at a neighbour', () => {
    const fields = { ...EMAIL, name: { where: { label: 'Name' }, take: 'value' } };
    const people = [
      { email: 'a@b.tw' },
      { email: 'b@b.tw', list: [{ label: 'Name', value: 'Bo' }] },
    ];
    const [first] = read(post(people), { ...settings, fields });
    expect(first).not.toHaveProperty('data.customer.name');
  });

  it.each([undefined, {}, 'a', 7])('are a dead letter where the list is %j', (people) => {
    const error = refusal(() => read(post(people), settings));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect(error.message).toContain('`people`');
  });

  it('may be missing in a post that `when` skips', () => {
    expect(read({ type: 'ping' }, settings)).toMatchObject([{ kind: 'skipped' }]);
    expect(read(post([]), settings)).toEqual([]);
  });

  it('are bounded: a million of them are refused in one sentence', () => {
    const body = `{"type":"created","data":{"people":[${'1,'.repeat(480_000)}1]}}`;
    const error = refusal(() => read(body, settings));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect(error.message).toContain('480,001 people');
  });
});

describe('a form', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

  it('has its fields by name; brackets are a part of the name', () => {
    const body = 'contact[email]=ada+news%40example.com&tag=a&tag=b&in[]=c&__proto__=x';
    const fields = { email: '/contact[email]', tags: ['/tag', '/in'], name: '/__proto__' };
    expect(signup(body, { body: 'form', fields }, FORM).data.customer).toEqual({
      email: 'ada+news@example.com',
      tags: ['a', 'b', 'c'],
    });
  });

  it('may hold JSON in a field', () => {
    const payload = JSON.stringify({ customer: { email: 'a@b.tw' } });
    const body = new URLSearchParams({ type: 'x', payload }).toString();
    const settings = {
      body: { jsonField: 'payload' },
      fields: { email: '/payload/customer/email', note: '/type' },
    };
    expect(signup(body, settings, FORM).data.customer).toEqual({ email: 'a@b.tw', note: 'x' });
  });

  it.each([
    ['payload=no', 'not JSON'],
    ['other=1', '`body.jsonField`'],
    ['payload=1&payload=2', '`body.jsonField`'],
    ['{"payload":1}', 'is JSON'],
  ])('of %s is a dead letter', (body, words) => {
    const settings = { body: { jsonField: 'payload' }, fields: EMAIL };
    const error = refusal(() => read(body, settings, FORM));
    expect(error).toMatchObject({ reason: 'invalid_delivery' });
    expect(error.message).toContain(words);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no JSON', 'x', { fields: EMAIL }],
    ['JSON of a hundred thousand levels', '['.repeat(1e5) + ']'.repeat(1e5), { fields: EMAIL }],
    ['half a million values', `[${'1,'.repeat(480_000)}1]`, { fields: EMAIL }],
    ['a configuration of another shape', '{}', { fields: { email: 7 } }],
  ])('%s is a dead letter', (_, body, settings) => {
    expect(refusal(() => read(body, settings as Settings))).toMatchObject({
      name: 'RejectedError',
      reason: 'invalid_delivery',
    });
  });

  it('never throws anything but a RejectedError, whatever is posted', () => {
    const settings: Settings = {
      people: '/a',
      id: ['/id', { header: 'x-id' }],
      time: { at: '/id', unit: 'ms' },
      when: { at: '/id', values: { x: { email: 'denied' }, a: 'signed_up' } },
      fields: {
        email: ['/email', { where: { id: 'a' }, take: 'email' }],
        tags: ['#/a', '/tags'],
        'consent.email': { field: ['/a', '#/id'], granted: ['a'], denied: ['x'] },
      },
    };
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('a', 'x', 'a@b.tw', '', null, true, 7, '__proto__'),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'id', 'email', 'tags', '__proto__'), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(value, fc.boolean(), (body, isList) => {
        const { people: _, ...one } = settings;
        const outcome = () => readOrRefuse(JSON.stringify(body), isList ? settings : one);
        const found = outcome();
        expect(outcome()).toEqual(found);
        expect(new Set(found).size).toBe(found.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is said where the source has no `delivery`', () => {
    const error = refusal(() => readWith(custom, aDelivery('{}')));
    expect(error.message).toContain('has no `delivery`');
  });
});
