import { describe, expect, it } from 'vitest';
import {
  EVENT,
  explained,
  fieldsOf,
  fileOf,
  FORM,
  run,
  SHOPLAZZA,
  SHOPLINE,
} from './explain-file.ts';

const answer = (ref: string, type: string, value: unknown) => ({
  type,
  [type]: value,
  field: { id: `id_${ref}`, ref, type },
});
const TYPEFORM = {
  headers: { 'Content-Type': 'application/json' },
  body: {
    event_id: 'e1',
    event_type: 'form_response',
    form_response: {
      submitted_at: '2026-09-15T03:20:00Z',
      answers: [
        answer('ref_given', 'text', 'Ada'),
        answer('ref_mail', 'email', 'ada@example.com'),
        answer('birthday', 'date', '1992-05-14'),
        answer('ref_ok', 'boolean', true),
      ],
    },
  },
};
describe('signup-relay explain', () => {
  it.each([
    ['customer.firstName', 'ref_given', 'fields: firstName', ['name = Ada']],
    ['customer.email', 'ref_mail', 'default: type', ['email = ada@example.com']],
    ['customer.birthday', 'birthday', 'default: name', ['birthday = 1992-05-14']],
    [
      'consent.email.state',
      'ref_ok',
      'fields: consent.email',
      ['is_subscribed_marketing_email = true'],
    ],
  ])(
    'says where %s comes from, by which rule, and what is sent',
    async (field, reference, rule, sent) => {
      const one = (await fieldsOf(TYPEFORM, 'form')).get(field);
      expect(one?.from.reference).toBe(reference);
      expect(one?.rule).toBe(rule);
      expect(one?.sent.map(({ parameter, value }) => `${parameter} = ${String(value)}`)).toEqual(
        sent,
      );
    },
  );

  it('explains every event of a batch, and what is wrong with one of them', async () => {
    const batch = [EVENT, { ...EVENT, id: 'e-2', type: 'other' }, { ...EVENT, id: 'e-3' }];
    const { code, signups } = await explained(batch, 'native');
    expect(code).toBe(1);
    expect(signups).toMatchObject([
      { outcome: 'mapped', eventId: 'e-1' },
      { outcome: 'rejected', reason: 'invalid_event' },
      { outcome: 'mapped', eventId: 'e-3' },
    ]);
  });

  it('names a message of another service', async () => {
    const records = { Records: [{ eventSource: 'aws:s3', s3: {} }] };
    const { code, signups } = await explained(records, 'native');
    expect(code).toBe(1);
    expect(signups).toMatchObject([
      { outcome: 'rejected', detail: expect.stringContaining('S3 notification') as string },
    ]);
  });

  it('names a field of a plain form by its name, and takes a phone apart as the shop wants it', async () => {
    const phone = (await fieldsOf(FORM, 'plain')).get('customer.phone');
    expect(phone?.from).toEqual({ place: 'phone' });
    expect(phone?.sent.map(({ parameter }) => parameter)).toEqual([
      'mobile_phone',
      'mobile_phone_country_calling_code',
    ]);
  });

  it('reads a multipart form', async () => {
    const body = [
      '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nada@example.com\r\n',
      '--x--\r\n',
    ].join('');
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const email = (await fieldsOf({ headers, body }, 'plain')).get('customer.email');
    expect(email?.from.place).toBe('email');
  });

  it('shows the name that another tool gives its own field', async () => {
    const body =
      'type=subscribe&fired_at=2026-09-15+03%3A20%3A00&data[id]=1&data[email]=ada%40example.com&data[merges][FNAME]=Ada';
    const fields = await fieldsOf({ headers: FORM.headers, body }, 'mail');
    expect(fields.get('customer.firstName')?.from.place).toBe('data[merges][FNAME]');
    expect(fields.get('customer.firstName')?.rule).toBe('fixed by the tool');
  });

  it.each([
    ['customer.email', 'question_2', 'default: type'],
    ['customer.phone', 'question_3', 'default: name'],
    ['consent.email.state', 'question_4', 'default: name'],
  ])('tells a default by type from one by name: %s of Tally', async (field, reference, rule) => {
    const option = { id: 'o1', text: 'Yes, I agree to get e-mails' };
    const fields = [
      {
        key: 'question_2',
        label: 'Where do we write?',
        type: 'INPUT_EMAIL',
        value: 'ada@example.com',
      },
      { key: 'question_3', label: 'Phone', type: 'INPUT_PHONE_NUMBER', value: '+886912345678' },
      {
        key: 'question_4',
        label: 'email opt-in',
        type: 'CHECKBOXES',
        value: ['o1'],
        options: [option],
      },
    ];
    const body = { eventId: 'e', eventType: 'FORM_RESPONSE', data: { fields } };
    const one = (await fieldsOf({ headers: TYPEFORM.headers, body }, 'tally')).get(field);
    expect(one?.from.reference).toBe(reference);
    expect(one?.rule).toBe(rule);
  });

  it('explains each signup of a batch by its own place', async () => {
    const of = (name: string) => ({ customer: { email: `${name}@example.com` } });
    const events = [
      { ...EVENT, id: 'ada', data: of('ada') },
      { ...EVENT, id: 'bob', data: of('bob') },
    ];
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    const { signups } = await explained({ headers, body: events }, 'native');
    const places = signups.map((one) => one.outcome === 'mapped' && one.fields[0]?.from.place);
    expect(places).toEqual(['0.data.customer.email', '1.data.customer.email']);
  });

  it('says what the platform cannot hold', async () => {
    const fields = await fieldsOf(FORM, 'plain', SHOPLAZZA);
    expect(fields.get('customer.gender')).toMatchObject({ isUnheld: true, sent: [] });
    expect(fields.get('customer.email')).toMatchObject({ isUnheld: false });
  });

  it('takes a canonical event, and marks what a second request brings', async () => {
    const fields = await fieldsOf(EVENT, 'plain');
    expect(fields.get('customer.externalId')).toMatchObject({
      from: { place: 'data.customer.externalId' },
      sent: [{ parameter: 'ref_user_id', value: 'crm-7', request: 'update' }],
    });
    expect(fields.get('customer.tags.0')?.sent).toMatchObject([
      { parameter: 'tags.0', value: 'fair' },
    ]);
  });

  it('takes an event of a delivery, and its data alone', async () => {
    const data = { store: 'tw-main', source: 'plain', ...FORM };
    const event = { ...EVENT, type: 'webhook.delivered', data };
    const config = fileOf(SHOPLINE);
    for (const content of [event, data]) {
      const { code, out } = await run('explain', fileOf(content), '--config', config);
      expect(code).toBe(0);
      expect(out).toContain('mobile_phone = 0912345678');
      expect(out).toContain('personal data');
      expect(out).not.toContain('an-invented-token');
    }
  });

  it('says why something is no signup', async () => {
    const body = {
      destination: 'x',
      events: [
        {
          type: 'follow',
          webhookEventId: '1',
          timestamp: 1,
          source: { type: 'user', userId: 'u' },
        },
      ],
    };
    const { code, signups } = await explained({ headers: TYPEFORM.headers, body }, 'line');
    expect(code).toBe(0);
    expect(signups).toMatchObject([{ outcome: 'skipped' }]);
  });

  it.each([
    ['a phone that is none', { ...FORM, body: 'phone=0000' }, 'plain', 'invalid_signup'],
    ['a source that is not configured', FORM, 'nobody', 'unknown_source'],
    ['a body that the tool does not post', { headers: {}, body: '[]' }, 'form', 'invalid_delivery'],
  ])('ends with 1 and the reason for %s', async (_, content, source, reason) => {
    const { code, signups } = await explained(content, source);
    expect(code).toBe(1);
    expect(signups).toMatchObject([{ outcome: 'rejected', reason }]);
  });

  it('shows place and rule of a rejection', async () => {
    const event = { ...EVENT, data: { store: 'tw-main', customer: { email: 'nothing' } } };
    const { out } = await run('explain', fileOf(event), '--config', fileOf(SHOPLINE));
    expect(out).toMatch(/Rejected: invalid_signup\.\n {2}\/customer\/email .* \(rule: format\)/);
  });
});

describe('a delivery that names its customer by an id alone', () => {
  const ADDED = {
    headers: { 'x-shopify-topic': 'customer.tags_added', 'x-shopify-event-id': 'e1' },
    body: { customerId: 'gid://shopify/Customer/1', tags: ['vip', 'gold'] },
  };
  it.each([SHOPLINE, SHOPLAZZA])('shows its tags, and nothing of a new customer', async (store) => {
    const { code, signups } = await explained(ADDED, 'shop', store);
    expect(code).toBe(0);
    expect(signups).toMatchObject([{ vendorId: 'gid://shopify/Customer/1', always: [] }]);
    const tags = await fieldsOf(ADDED, 'shop', store);
    expect([...tags.values()].map(({ sent }) => sent.length)).toEqual([1, 1]);
  });

  it('says what to switch on', async () => {
    const names = ['--store', 'tw-main', '--source', 'shop'];
    const { out } = await run('explain', fileOf(ADDED), ...names, '--config', fileOf(SHOPLINE));
    expect(out).toContain('customers/create');
  });
});
