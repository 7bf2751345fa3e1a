import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueuedFault } from '../../src/local/sandbox/fault.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { deleteLedgerItem, ledgerItems } from '../support/ledger-table.ts';
import {
  BIRTHDAY,
  leaksIn,
  MARK,
  markedEvent,
  type MarkedPerson,
  markedPerson,
  TOKEN,
} from '../support/marked-person.ts';
import { newStore } from '../support/new-store.ts';
import { type PackagedService, packageService } from '../support/package-service.ts';
import { openPackaged } from '../support/packaged.ts';
import { contentOf } from '../support/queued.ts';
import { type AttemptLine, pollOnce } from '../support/poll-once.ts';
import { purgeQueues } from '../support/sqs-calls.ts';

let service: PackagedService;
let embedded: Embedded;
let lambda: ZippedFunction;
let people = 0;
beforeAll(async () => {
  [service, embedded] = await Promise.all([packageService(), openEmbedded()]);
  lambda = await openPackaged('consume', embedded.env, service);
}, 120_000);
afterAll(async () => {
  await lambda.close();
  await Promise.all([service.close(), embedded.close()]);
});
beforeEach(async () => {
  for (const { pk } of await ledgerItems(embedded)) await deleteLedgerItem(embedded, pk);
  embedded.shopline.reset();
  embedded.shoplazza.reset();
  await purgeQueues(embedded.sqs);
});

type Json = Readonly<Record<string, unknown>>;
const newPerson = (): MarkedPerson => markedPerson((people += 1));

/** Runs the bodies as one batch, and searches all traces of the relay for personal data. */
async function attemptsAt(...bodies: readonly string[]): Promise<readonly AttemptLine[]> {
  for (const body of bodies) await embedded.send(body);
  const { lines, attempts } = await pollOnce(embedded, lambda);
  expect(lines.flatMap(leaksIn), 'log lines').toEqual([]);
  expect(attempts, 'one line per attempt').toHaveLength(bodies.length);
  const others = lines
    .map((line) => JSON.parse(line) as Json)
    .filter((line) => !('_aws' in line) && line['message'] !== 'signup');
  // A refused token pauses its store, which writes its own line.
  expect(others.filter(({ message }) => message !== 'store paused')).toEqual([]);
  for (const queue of ['signups', 'deadLetters'] as const) {
    const { ready, delayed } = await contentOf(embedded, queue);
    const attributes = [...ready, ...delayed].map((message) => message.messageAttributes);
    expect(leaksIn(JSON.stringify(attributes)), `attributes on ${queue}`).toEqual([]);
  }
  expect(leaksIn(JSON.stringify(await ledgerItems(embedded))), 'the ledger').toEqual([]);
  return attempts;
}

const PLATFORMS = ['shopline', 'shoplazza'] as const;
const verbatim = (platform: (typeof PLATFORMS)[number]): Json =>
  platform === 'shopline'
    ? { memo: 'Qzmark memo', custom_fields: { '5a72fdb0e388097fac000008': 'Qzmark size' } }
    : { password: 'Qzmarkpassword', password_confirmation: 'Qzmarkpassword' };

describe.each(PLATFORMS)('a signup that %s accepts', (platform) => {
  it('leaves no personal data when it is created, repeated and updated', async () => {
    const store = newStore(embedded, platform);
    const person = newPerson();
    const data = { store, [platform]: verbatim(platform) };
    const [created] = await attemptsAt(markedEvent(person, data));
    const shop = embedded[platform];
    expect(created).toMatchObject({
      eventId: expect.stringMatching(/^hash:[0-9a-f]{32}$/),
      source: expect.stringMatching(/^hash:[0-9a-f]{32}$/),
      type: 'customer.signed_up',
      store,
      platform,
      outcome: 'created',
      attempts: 1,
      durationMs: expect.any(Number),
      ageMs: expect.any(Number),
      customerId: shop.customers()[0]?.id,
      contacts: [expect.stringMatching(/^[0-9a-f]{16}$/), expect.stringMatching(/^[0-9a-f]{16}$/)],
      calls: shop.calls().map(({ method, route, status, requestId }) => ({
        call: `${method} ${route}`,
        status,
        requestId,
        durationMs: expect.any(Number),
      })),
    });
    // The personal data did reach the shop, so the search is meaningful.
    expect(leaksIn(JSON.stringify(shop.customers())).length).toBeGreaterThan(5);
    expect(await attemptsAt(markedEvent(person, data))).toMatchObject([{ outcome: 'unchanged' }]);
    const later = { time: '2026-11-21T00:00:00Z', type: 'customer.updated', id: 'later' };
    const changed = { customer: { ...person.customer, name: 'Qzmarknew', lastName: 'Qzmarknew' } };
    expect(await attemptsAt(markedEvent(person, { store, ...changed }, later))).toMatchObject([
      { outcome: 'updated', eventId: 'later', store, platform },
    ]);
  });
});

const text = `${MARK} at host`;
const odd = { [MARK]: text };
const WRONG_CUSTOMERS: Json = {
  email: text,
  phone: text,
  name: odd,
  firstName: [text],
  lastName: odd,
  gender: text,
  birthday: `${MARK} ${BIRTHDAY}`,
  locale: text,
  externalId: odd,
  note: `${text}\u0000`,
  registeredAt: text,
  tags: [`${text}\u0000`],
  addresses: [{ line1: odd, countryCode: text, phone: text, [`${MARK}@host`]: text }],
};

describe('an invalid signup', () => {
  it.each(Object.entries(WRONG_CUSTOMERS))(
    'in its %s leaves no personal data',
    async (name, value) => {
      const person = newPerson();
      const customer = { ...person.customer, [name]: value };
      for (const store of ['tw-main', 'us-main']) {
        const attempts = await attemptsAt(markedEvent(person, { store, customer }));
        expect(attempts).toMatchObject([{ reason: 'invalid_signup', attempts: 0, calls: [] }]);
      }
    },
  );

  it.each<[string, (person: MarkedPerson) => Json]>([
    ['consent state', () => ({ consent: { email: { state: text, text } } })],
    ['consent time', () => ({ consent: { sms: { state: 'granted', at: text } } })],
    ['options', () => ({ options: { sendWelcome: text } })],
    [
      'SHOPLINE parameters',
      () => ({ shopline: { gender: text, birthday: text, is_member: text } }),
    ],
    ['SHOPLINE tags', () => ({ shopline: { tags: [MARK.slice(0, 2), text.repeat(20)] } })],
    ['Shoplazza password', () => ({ store: 'us-main', shoplazza: { password: 'Qzmarkpassword' } })],
    [
      'Shoplazza confirmation',
      () => ({
        store: 'us-main',
        shoplazza: { password: 'Qzmarkpassword', password_confirmation: 'Qzmarkother' },
      }),
    ],
    [
      'Shoplazza address',
      () => ({ store: 'us-main', shoplazza: { addresses: [{ first_name: odd, gender: text }] } }),
    ],
  ])('in its %s leaves no personal data', async (_, dataOf) => {
    const person = newPerson();
    const attempts = await attemptsAt(markedEvent(person, { store: 'tw-main', ...dataOf(person) }));
    expect(attempts[0]?.['reason']).toMatch(/^invalid_(signup|request)$/);
  });

  it.each([
    ['an e-mail', ({ email }: MarkedPerson) => email],
    ['a phone', ({ phone }: MarkedPerson) => phone],
    ['the digits of a phone', ({ phone }: MarkedPerson) => phone.slice(1)],
  ])('in a field named like %s leaves no personal data', async (_, nameOf) => {
    const person = newPerson();
    const field = { [nameOf(person)]: text };
    const datas: readonly Json[] = [
      { customer: { ...person.customer, ...field } },
      { customer: { ...person.customer, addresses: [field] } },
      { consent: field },
      { options: field },
      field,
      { shopline: field },
      { shopline: { delivery_addresses: [field] } },
      { shopline: { custom_fields: { [nameOf(person)]: 5 } } },
      { store: 'us-main', shoplazza: field },
      { store: 'us-main', shoplazza: { addresses: [field] } },
    ];
    const bodies = datas.map((data) => markedEvent(person, { store: 'tw-main', ...data }));
    for (const attempt of await attemptsAt(...bodies)) {
      expect(attempt['reason']).toMatch(/^invalid_(signup|request)$/);
    }
  });

  it.each([
    ['type', { type: text }],
    ['specversion', { specversion: text }],
    ['time', { time: text }],
    ['data', { data: text }],
    ['extension attribute', { [`${MARK}@host`]: text, specversion: text }],
  ])('in the %s of its event leaves no personal data', async (_, parts) => {
    const attempts = await attemptsAt(markedEvent(newPerson(), { store: 'tw-main' }, parts));
    expect(attempts[0]?.['reason']).toMatch(/^invalid_(event|signup)$/);
  });

  it.each([
    ['starts with an e-mail', 'Qzmark.Mail@qzmark-host.example,Qzmarkfirst'],
    ['breaks off after an e-mail', '{"email":"qzmark@qzmark-host.example"'],
    ['holds an e-mail without quotes', '{"specversion":"1.0","email":qzmark@qzmark-host.example}'],
    ['is a bare e-mail in quotes', '"qzmark@qzmark-host.example"'],
  ])('because its body %s leaves no personal data', async (_, body) => {
    const attempts = await attemptsAt(body);
    expect(attempts[0]?.['reason']).toMatch(/^invalid_(json|event)$/);
  });
});

const base64 = (value: string): string => Buffer.from(value).toString('base64');
const sha256 = (value: string): string =>
  createHash('sha256').update(value.toLowerCase()).digest('hex');
const thrice = (value: string): string =>
  [1, 2, 3].reduce((encoded) => encodeURIComponent(encoded), value);

describe('an identifier with personal data in it', () => {
  it.each<readonly [string, (person: MarkedPerson) => string]>([
    ['the e-mail', ({ email }) => `join-${email}`],
    ['the e-mail, percent-encoded', ({ email }) => `join-${encodeURIComponent(email)}`],
    ['the e-mail without its signs', ({ email }) => email.replaceAll(/[^A-Za-z0-9]/g, '-')],
    ['the phone', ({ phone }) => `tel:${phone}`],
    ['the digits of the phone', ({ phone }) => `join-${phone.slice(1)}`],
    ['the phone as it is dialled', ({ phone }) => `join-0${phone.slice(4)}-1`],
    ['the name', () => 'join-qzmarkfirst-qzmarklast'],
    ['one word of the name', () => 'join-Qzmarkfirst'],
    ['a name of an address', () => 'QZMARK_FAMILY-7'],
    ['the local part of the e-mail', ({ email }) => `join.${email.split('@')[0]}`],
    ['the last digits of the phone', ({ phone }) => `join-${phone.slice(-6)}`],
    ['the e-mail, encoded three times', ({ email }) => thrice(email)],
    ['the e-mail, encoded too often', ({ email }) => thrice(thrice(thrice(email)))],
    ['the e-mail in base64', ({ email }) => `join-${base64(email)}`],
    ['the e-mail in base64url', ({ email }) => Buffer.from(`>>>${email}`).toString('base64url')],
    ['the e-mail in hexadecimal digits', ({ email }) => Buffer.from(email).toString('hex')],
    ['the phone in base64', ({ phone }) => `a${base64(phone)}`],
    ['a word of the name in base64', () => `ab${base64('Qzmarklast')}`],
    ['the SHA-256 of the e-mail', ({ email }) => sha256(email)],
    ['the name of an override', () => 'join-qzmarkoverride'],
    ['the phone of an override', () => 'join-912-876-501'],
  ])('%s never appears, for a valid and an invalid signup', async (_, idOf) => {
    const store = newStore(embedded, 'shoplazza');
    const person = newPerson();
    const parts = { id: idOf(person), source: `/forms/${idOf(person)}` };
    const wrong = { ...person.customer, gender: 'unknown' };
    const broken = { ...parts, specversion: '0.3' };
    const shopline = { name: 'Qzmarkoverride', mobile_phone: '0912876501' };
    const attempts = await attemptsAt(
      markedEvent(person, { store, shopline }, parts),
      markedEvent(person, { store, shopline, customer: wrong }, parts),
      markedEvent(person, { store, shopline }, broken),
    );
    for (const { eventId, source } of attempts) {
      const hash = expect.stringMatching(/^hash:[0-9a-f]{32}$/);
      expect([eventId, source ?? eventId]).toEqual([hash, hash]);
    }
    expect(attempts.map(({ outcome }) => String(outcome)).toSorted()).toEqual([
      'created',
      'dead_lettered',
      'dead_lettered',
    ]);
  });
});

describe('a name that a sender made up', () => {
  it.each<readonly [string, (person: MarkedPerson) => string]>([
    ['a word of the name', () => 'qzmarkfirst'],
    ['the whole name', () => 'Qzmarkfirst-Qzmarklast'],
    ['the phone', ({ phone }) => `x${phone.slice(1)}`],
    ['the phone with separators', ({ phone }) => `886-${phone.slice(4)}`],
    ['the e-mail', ({ email }) => email],
    ['the e-mail without its signs', ({ email }) => email.replaceAll(/[^A-Za-z0-9]/g, '_')],
  ])('never shows as a store or a field, if it is made of %s', async (_, nameOf) => {
    const person = newPerson();
    const name = nameOf(person);
    const store = 'tw-main';
    const attempts = await attemptsAt(
      markedEvent(person, { store: name }, { id: 'store' }),
      markedEvent(person, { store, customer: { ...person.customer, [name]: 1 } }, { id: 'field' }),
      markedEvent(person, { store, shopline: { custom_fields: { [name]: 5 } } }, { id: 'place' }),
    );
    const reasons = attempts
      .map(({ eventId, reason }) => `${String(eventId)} ${String(reason)}`)
      .toSorted();
    expect(reasons.join(', ')).toMatch(
      /^field invalid_signup, place invalid_request, store (?:unknown_store|invalid_signup)$/,
    );
  });
});

describe.each(PLATFORMS)('an id that %s makes of personal data', (platform) => {
  it.each<readonly [string, (person: MarkedPerson) => string]>([
    ['a word of the name', () => 'qzmarkfirst-1'],
    ['the phone', ({ phone }) => `c-${phone.slice(1)}`],
    ['the e-mail in base64', ({ email }) => Buffer.from(email).toString('base64url')],
  ])('never shows in a log line (%s)', async (_, idOf) => {
    const store = newStore(embedded, platform);
    const person = newPerson();
    const id = idOf(person);
    const headers = { 'Request-Id': id };
    const made = answer(201, { id, customer: { id } }, { method: 'POST', headers });
    embedded[platform].set({ faults: [made] });
    const { email, phone, name, firstName, lastName } = person.customer;
    const customer = { email, phone, name, firstName, lastName };
    await embedded.send(markedEvent(person, { store, customer, consent: undefined }));
    const { lines, attempts } = await pollOnce(embedded, lambda);
    expect(lines.flatMap(leaksIn)).toEqual([]);
    expect(attempts).toMatchObject([
      { outcome: 'created', customerId: expect.stringMatching(/^hash:[0-9a-f]{32}$/) },
    ]);
    expect(JSON.stringify(attempts)).not.toContain(id);
  });
});

/** Forms in which a shop could repeat a request. */
function echoes({ email, phone }: MarkedPerson): readonly unknown[] {
  const all = `${email} ${phone} Qzmarkfull Qzmarkname ${TOKEN} ${BIRTHDAY}`;
  return [
    { code: all, message: all, error: all, errors: [all] },
    { code: 'Qzmark', message: `Email ${email} is already in use`, error: { [email]: [all] } },
    { code: TOKEN, message: [all, `${phone} is invalid`], errors: { [email]: [all], name: all } },
    { message: `Name Qzmarkfull is invalid`, errors: [{ message: all, value: phone }] },
    { error: `Phone ${phone.slice(1)} is already taken`, errors: [`Email ${email} is invalid`] },
    [all, all],
    all,
    { [email]: all },
  ];
}

const answer = (status: number, body: unknown, more: object = {}): QueuedFault => ({
  kind: 'answer',
  status,
  body,
  times: 20,
  ...more,
});
const html = ({ email, phone }: MarkedPerson): string =>
  `<html><title>${email}</title><body>${phone} Qzmarkfirst ${TOKEN} ${encodeURIComponent(email)}</body></html>`;

describe.each(PLATFORMS)('an answer of %s that repeats the request', (platform) => {
  let store = '';
  beforeEach(() => {
    store = newStore(embedded, platform);
  });
  const body = (person: MarkedPerson): string =>
    markedEvent(person, { store, [platform]: verbatim(platform) });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('leaves no personal data with 422, form %i', async (form) => {
    for (const method of ['GET', 'POST']) {
      const person = newPerson();
      embedded[platform].set({ faults: [answer(422, echoes(person)[form], { method })] });
      const [attempt] = await attemptsAt(body(person));
      expect(attempt).toMatchObject({ store, platform });
    }
  });

  it.each([400, 401, 403, 404, 409, 429, 500, 503])(
    'leaves no personal data with %i',
    async (status) => {
      const person = newPerson();
      const [first] = echoes(person);
      const headers = { 'Request-Id': person.email, 'Retry-After': person.phone };
      embedded[platform].set({ faults: [answer(status, first, { headers })] });
      const [attempt] = await attemptsAt(body(person));
      expect(attempt).toMatchObject({ store, platform });
    },
  );

  it.each([200, 500, 502])('leaves no personal data with %i and HTML', async (status) => {
    const person = newPerson();
    const headers = { 'content-type': 'text/html' };
    embedded[platform].set({ faults: [answer(status, html(person), { headers })] });
    expect(await attemptsAt(body(person))).toMatchObject([{ outcome: 'postponed', attempts: 1 }]);
  });

  it('leaves no personal data when the update is refused', async () => {
    const person = newPerson();
    await attemptsAt(markedEvent(person, { store }));
    embedded[platform].set({ faults: [answer(422, echoes(person)[0], { method: 'PUT' })] });
    const later = { time: '2026-11-21T00:00:00Z' };
    const customer = { ...person.customer, firstName: 'Qzmarknew', name: 'Qzmarknew' };
    const attempts = await attemptsAt(markedEvent(person, { store, customer }, later));
    expect(attempts).toMatchObject([{ outcome: 'dead_lettered' }]);
  });

  it('leaves no personal data when connections are cut', async () => {
    for (const afterWrite of [false, true]) {
      embedded[platform].set({ faults: [{ kind: 'reset', afterWrite, times: 20 }] });
      store = newStore(embedded, platform);
      expect(await attemptsAt(body(newPerson()))).toMatchObject([{ outcome: 'postponed' }]);
    }
  });
});
