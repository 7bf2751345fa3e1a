import { describe, expect, it } from 'vitest';
import type { Explained } from '../../../src/cli/explain/explained.ts';
import { explained, fileOf, run, SHOPLINE } from './explain-file.ts';

const storeWith = (delivery: object) => ({
  ...SHOPLINE,
  sources: {
    own: { tool: 'custom', unsigned: true, secrets: ['a-secret-of-16-characters'], delivery },
  },
});
const HEADERS = { 'content-type': 'application/json', 'x-event-key': 'created' };
const explain = async (body: unknown, delivery: object, headers: object = HEADERS) =>
  explained({ headers, body }, 'own', storeWith(delivery));
const rulesOf = (one: Explained | undefined) =>
  one?.outcome === 'mapped'
    ? Object.fromEntries(
        one.fields.map(({ field, from, rule }) => [field, `${rule}: ${from.place}`]),
      )
    : one;

const BODY = {
  id: 'e-1',
  contact: { mail: 'ada@example.com', phone: '0912345678' },
  answers: [
    { label: 'Given name', value: 'Ada' },
    { label: 'Town', value: 'Taipei' },
    { label: 'Street', value: '1 Invented Lane' },
    { label: 'News by e-mail', value: 'Yes' },
  ],
  source: 'https://www.example.com',
};
const FIELDS = {
  email: ['/no', '/contact/mail'],
  firstName: { where: { label: 'Given name' }, take: 'value' },
  note: { header: 'x-event-key' },
  tags: [{ value: 'fair' }, '/source'],
  'consent.email': {
    field: { where: { label: 'News by e-mail' }, take: 'value' },
    granted: ['Yes'],
  },
};

describe('explain of a custom source', () => {
  it('says which pointer, label, header or constant gave each field', async () => {
    const { code, signups } = await explain(BODY, { fields: FIELDS });
    expect(code).toBe(0);
    expect(rulesOf(signups[0])).toEqual({
      'customer.email': 'pointer: /contact/mail',
      'customer.firstName': 'label: /answers/0/value',
      'customer.note': 'header: header x-event-key',
      'customer.tags.0': 'constant: constant',
      'customer.tags.1': 'pointer: /source',
      'consent.email.state': 'label: /answers/3/value',
      'consent.email.text': 'label: /answers/3/value',
    });
  });

  it('takes only the time of its length where a thousand records are below one long name', async () => {
    const records = Array.from({ length: 1_000 }, () => ({ label: 'Given name', value: 'Ada' }));
    const where = { where: { label: 'Given name' }, take: 'value' };
    const { user } = process.cpuUsage();
    const body = { mail: 'ada@example.com', ['k'.repeat(300_000)]: records };
    const { signups } = await explain(body, { fields: { email: '/mail', tags: where } });
    expect(signups).toMatchObject([{ outcome: 'mapped' }]);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(4_000);
  });

  it('says what is not read, with the line that would read it', async () => {
    const { signups } = await explain(BODY, { fields: { ...FIELDS, tags: { value: 'fair' } } });
    expect(signups[0]?.reading?.unread).toEqual([
      { place: '/id', value: 'e-1' },
      { place: '/contact/phone', value: '0912345678', suggestion: '"phone": "/contact/phone"' },
      { place: '/answers/1/label', value: 'Town' },
      {
        place: '/answers/1/value',
        value: 'Taipei',
        suggestion: '"addresses.0.city": { "where": { "label": "Town" }, "take": "value" }',
      },
      { place: '/answers/2/label', value: 'Street' },
      {
        place: '/answers/2/value',
        value: '1 Invented Lane',
        suggestion: '"addresses.0.line1": { "where": { "label": "Street" }, "take": "value" }',
      },
      { place: '/source', value: 'https://www.example.com' },
    ]);
  });

  it('suggests lines that a store takes, a consent with lists to fill in', async () => {
    const body = { email: 'a@b.tw', consent_email: 'on', state: 'active', mail2: 'c@b.tw' };
    const { signups } = await explain(body, { fields: {} });
    const lines = signups[0]?.reading?.unread.flatMap(({ suggestion }) => suggestion ?? []) ?? [];
    expect(lines).toEqual([
      '"email": "/email"',
      '"consent.email": { "field": "/consent_email", "granted": ["<words of the yes>"], "denied": ["<words of the no>"] }',
    ]);
    const fields = JSON.parse(`{${lines.join(',')}}`) as object;
    expect((await explain(body, { fields })).code).toBe(0);
  });

  it('says it of a delivery without a contact, too: so a new source can be made', async () => {
    const { code, signups } = await explain(BODY, {});
    expect(code).toBe(1);
    expect(signups).toMatchObject([
      { outcome: 'rejected', reason: 'invalid_signup', reading: { nothing: [] } },
    ]);
    expect(signups[0]?.reading?.unread.length).toBe(12);
  });

  it('says id, time and event, and why one is skipped', async () => {
    const settings = {
      id: '/id',
      time: '/at',
      when: { at: { header: 'X-Event-Key' }, values: { created: 'signed_up' } },
      fields: { email: '/contact/mail' },
    };
    const body = { ...BODY, at: '2026-09-15T03:20:00Z' };
    const { signups } = await explain(body, settings);
    expect(signups[0]).toMatchObject({
      eventId: 'e-1',
      reading: {
        event: [
          { part: 'id', place: '/id', value: 'e-1' },
          { part: 'time', place: '/at', value: '2026-09-15T03:20:00Z' },
          { part: 'when', place: 'header x-event-key', value: 'created' },
        ],
      },
    });
    const other = await explain(body, settings, { 'x-event-key': 'deleted' });
    expect(other.signups[0]).toMatchObject({
      outcome: 'skipped',
      why: '`when` does not list its value',
      reading: { event: [{}, {}, { part: 'when', value: 'deleted' }], nothing: [] },
    });
  });

  it('names the value that made a refusal', async () => {
    const when = { at: '/status', values: { stop: { email: 'denied' } } };
    const body = { status: 'stop', mail: 'ada@example.com' };
    const { signups } = await explain(body, { when, fields: { email: '/mail', name: '/name' } });
    expect(rulesOf(signups[0])).toEqual({
      'customer.email': 'pointer: /mail',
      'consent.email.state': 'when: /status',
    });
    expect(signups[0]?.reading?.nothing).toEqual([]);
  });

  it('shows the line for an unclear answer with the reference and the lists of the source', async () => {
    const body = { mail: 'a@b.tw', news: 'Maybe' };
    const fields = { email: '/mail', 'consent.email': { field: ['/news'], granted: ['Yes'] } };
    const { signups } = await explain(body, { fields });
    expect(signups[0]).toMatchObject({
      unclear: [
        {
          field: '/news',
          configuration: {
            yes: '"consent.email": { "field": ["/news"], "granted": ["Yes", "Maybe"] }',
            no: '"consent.email": { "field": ["/news"], "granted": ["Yes"], "denied": ["Maybe"] }',
          },
        },
      ],
    });
  });

  it('shows each person apart, and what belongs to all of them once', async () => {
    const settings = { people: '/list', time: '#/at', fields: { email: '/mail' } };
    const body = { at: 7, shop: 'x', list: [{ mail: 'a@b.tw', age: 30 }, { mail: 'b@b.tw' }] };
    const { signups } = await explain(body, settings);
    const unread = signups.map(({ reading }) => reading?.unread.map(({ place }) => place));
    expect(unread).toEqual([['/age', '#/at', '#/shop'], []]);
    expect(signups[0]?.reading?.nothing).toEqual([
      {
        place: '/delivery/time',
        text: '`#/at` holds no time that can be read: a number needs `unit`',
      },
    ]);
  });

  it.each([
    ['no JSON', 'x'],
    ['JSON of a hundred thousand levels', '['.repeat(1e5) + ']'.repeat(1e5)],
    ['half a million values', `[${'1,'.repeat(480_000)}1]`],
  ])('rejects %s without an error of its own', async (_, body) => {
    const { code, signups } = await explain(body, { fields: { email: '/email' } });
    expect(code).toBe(1);
    expect(signups).toMatchObject([{ outcome: 'rejected', reason: 'invalid_delivery' }]);
  });

  it('prints foreign text harmless, and long values cut', async () => {
    const body = { mail: 'a@b.tw', 'x\u001B[31m': `y\u202E${'z'.repeat(5_000)}` };
    const { out } = await run(
      'explain',
      fileOf({ headers: {}, body, store: 'tw-main', source: 'own' }),
      '--config',
      fileOf(storeWith({ fields: { email: '/mail' } })),
    );
    expect(out).not.toContain('\u001B');
    expect(out).not.toContain('\u202E');
    expect(out).toContain('Not read:');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(250);
  });
});

describe('store check --delivery', () => {
  const check = (body: unknown, delivery: object, ...options: readonly string[]) =>
    run(
      'store',
      'check',
      'tw-main',
      '--source',
      'own',
      '--delivery',
      fileOf({ headers: HEADERS, body }),
      '--config',
      fileOf(storeWith(delivery)),
      ...options,
    );

  it('says what would become of a delivery, and that every setting fits', async () => {
    const { code, out } = await check(BODY, { fields: { email: '/contact/mail' } });
    expect(code).toBe(0);
    expect(out).toContain('Mapped: customer.signed_up for store "tw-main"');
    expect(out).toContain('tw-main: every setting fits this delivery.');
  });

  it('names each place that holds nothing in one sentence', async () => {
    const fields = {
      email: '/contact/mail',
      birthday: ['/born', { where: { q: 'b' }, take: 'a' }],
    };
    const { code, out } = await check(BODY, { id: '/event', fields }, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      nothing: [
        '/delivery/id: `/event` finds nothing in this delivery',
        '/delivery/fields/birthday: `/born`, `{"where":{"q":"b"},"take":"a"}` finds nothing in this delivery',
      ],
    });
  });

  it.each<[object, string | undefined]>([
    [
      { fields: { email: '/mail', name: '/name' } },
      '/delivery/fields/name: `/name` holds further places and no text: name the place inside it',
    ],
    [
      { fields: { email: '/mail', note: '/note' } },
      '/delivery/fields/note: `/note` is empty in this delivery',
    ],
    [
      { commonNames: '/answers', fields: { email: '/mail' } },
      '/delivery/commonNames: `/answers` finds no answers in this delivery',
    ],
    [
      { commonNames: { in: '/name', name: 'q', value: 'a' }, fields: { email: '/mail' } },
      undefined,
    ],
    // Of what is skipped no answer is read.
    [{ commonNames: '/answers', when: { at: '/mail', values: { x: 'signed_up' } } }, undefined],
  ])('says exactly what a place holds: %j', async (delivery, mistake) => {
    const body = { mail: 'a@b.tw', name: { first: 'Ada' }, note: '' };
    const { out } = await check(body, delivery, '--json');
    const { nothing } = JSON.parse(out) as { readonly nothing: readonly string[] };
    expect(nothing).toEqual(mistake === undefined ? [] : [mistake]);
  });

  it('takes for nothing only what every person lacks', async () => {
    const body = { list: [{ mail: 'a@b.tw', tel: '0912345678' }, { mail: 'b@b.tw' }] };
    const fields = { email: '/mail', phone: '/tel' };
    expect((await check(body, { people: '/list', fields })).code).toBe(0);
  });

  it('names mistakes of the configuration before it tries anything', async () => {
    const { code, out } = await check(BODY, { fields: { emial: '/contact/mail' } });
    expect(code).toBe(1);
    expect(out).toBe(
      'tw-main: needs a look:\n  /sources/own/delivery/fields/emial is no path of a signup such as `email` or `addresses.0.city`',
    );
  });

  it('ends with 1 for a delivery that would be a dead letter', async () => {
    const { code, out } = await check({}, { fields: {} });
    expect(code).toBe(1);
    expect(out).toContain('Rejected: invalid_signup.');
  });

  it('names apart what is about the store and not about this delivery', async () => {
    const { userAgent, ...store } = storeWith({ fields: { email: '/contact/mail' } });
    const { code, out } = await check(BODY, {}, '--config', fileOf(store));
    expect([code, userAgent]).toEqual([0, expect.any(String)]);
    expect(out).toMatch(
      /\n\ntw-main: every setting fits this delivery\.\n\ntw-main, apart from this delivery:\n {2}\/userAgent is missing/,
    );
  });

  it('takes one store', async () => {
    const { code, err } = await run('store', 'check', 'a', 'b', '--delivery', 'x.json');
    expect([code, err]).toEqual([2, expect.stringContaining('With --delivery, name one store.')]);
  });
});
