import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { aRequest } from '../support/a-request.ts';
import { openReceive } from './open-receive.ts';

const SHOP = 'https://shop.example.com';
const URLENCODED = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const publicForm: StoreSource = { tool: 'html-form', public: { origins: [SHOP] }, country: 'TW' };

const post = (body: string, type = URLENCODED, headers: Readonly<Record<string, string>> = {}) =>
  aRequest({ body, headers: { 'content-type': type, origin: SHOP, ...headers } });
const form = (fields: Readonly<Record<string, string>>): string =>
  String(new URLSearchParams(fields));

async function statusOf(
  request: ReturnType<typeof post>,
  config: Partial<StoreSource> = {},
): Promise<number | undefined> {
  const { receive, copies } = openReceive({ form: { ...publicForm, ...config } });
  const { statusCode } = await receive(request);
  expect(copies).toHaveLength(statusCode === 200 ? 1 : 0);
  return statusCode;
}

describe('a post to a public form', () => {
  it.each<[string, string, string?]>([
    ['nothing', ''],
    ['no contact', form({ name: 'Ada Lin' })],
    ['blank contacts', form({ email: ' ', phone: '', name: 'Ada' })],
    ['a bad e-mail', form({ email: 'ada@', name: 'Ada' })],
    ['two bad contacts', form({ email: 'ada at example.com', phone: 'N/A' })],
    ['an impossible phone', form({ phone: '12345678901234567' })],
    ['a phone of zeros', form({ phone: '0000000000' })],
    ['a birthday and a postal code', form({ email: 'ada', birthday: '1992-05-14', zip: '10617' })],
    ['an e-mail in a note', form({ email: 'x', note: 'ada@example.com' })],
    ['a bad e-mail in a group', form({ 'customer[email]': 'ada' })],
    ['a bad e-mail in JSON', '{"customer":{"email":"ada","birthday":"1992-05-14"}}', JSON_TYPE],
    ['a bad e-mail in a list', '[{"name":"email","value":"ada"}]', JSON_TYPE],
    ['JSON in JSON', JSON.stringify('{"email":"ada"}'), JSON_TYPE],
    ['nothing in JSON', '{}', JSON_TYPE],
  ])('with %s is refused with a sentence, and not stored', async (_, body, type) => {
    expect(await statusOf(post(body, type))).toBe(422);
  });

  it.each<[string, string, string?, Partial<StoreSource>?]>([
    ['an e-mail', form({ email: 'ada@example.com' })],
    ['an e-mail with a lost plus', form({ email: 'ada news@example.com' })],
    ['an e-mail in full width', form({ email: 'ada＠example.com' })],
    ['an e-mail with an entity', form({ email: 'ada&#64;example.com' })],
    ['a phone beside a bad e-mail', form({ email: 'ada', phone: '0912-345-678' })],
    ['a phone with a lost plus', 'phone= 886 912 345 678'],
    ['a phone of another country', form({ phone: '+44 20 7946 0958' })],
    ['a phone without its country', form({ phone: '030 901820' }), URLENCODED, {}],
    ['a phone and its calling code', form({ phone: '020 7946 0958', dial_code: '+44' })],
    ['a contact under a name of its own', form({ contact_no: '0912345678', email: '' })],
    ['a contact in JSON', '{"customer":{"email":"ada@example.com"}}', JSON_TYPE],
    ['a phone that is a number', '{"phone":886912345678}', JSON_TYPE],
    ['a contact in a list', '[{"name":"email","value":"ada@example.com"}]', JSON_TYPE],
    ['a body that is no form', 'no JSON', JSON_TYPE],
  ])('with %s is stored', async (_, body, type) => {
    expect(await statusOf(post(body, type))).toBe(200);
  });

  it('is read by the fields of its source', async () => {
    const fields = { email: 'E-Mail  address', phone: 'q1' };
    expect(await statusOf(post(form({ 'E-Mail address': 'x', more: '1' })), { fields })).toBe(422);
    expect(await statusOf(post(form({ q1: '0912345678', x: 'x' })), { fields })).toBe(200);
  });

  it('passes where its store has no country and the phone lacks it', async () => {
    const { receive } = openReceive({ form: { tool: 'html-form', public: { origins: [SHOP] } } });
    expect(await receive(post(form({ phone: '0912345678' })))).toMatchObject({ statusCode: 200 });
  });

  it('answers a script with the reason, which its page may read', async () => {
    const { receive, reports } = openReceive({ form: publicForm });
    const answer = await receive(post(form({ email: 'ada' })));
    expect(answer).toMatchObject({
      statusCode: 422,
      headers: { 'access-control-allow-origin': SHOP },
      body: expect.stringContaining('needs an e-mail address or a phone number that can be used'),
    });
    expect(answer.body).not.toContain('ada');
    expect(reports).toMatchObject([
      { outcome: 'invalid', why: 'neither an e-mail nor a phone can be used', status: 422 },
    ]);
  });

  const browser = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };

  it('sends a browser back to the form, where it says which page that is', async () => {
    const { receive } = openReceive({ form: publicForm });
    const headers = { ...browser, referer: `${SHOP}/join?a=1#b` };
    expect(await receive(post(form({ email: 'ada' }), URLENCODED, headers))).toMatchObject({
      statusCode: 303,
      headers: { location: `${SHOP}/join?a=1&signup_error=contact` },
    });
  });

  it.each([`${SHOP}/`, 'https://evil.example/join', ''])(
    'shows a browser from %j a sentence in two languages',
    async (referer) => {
      const { receive } = openReceive({ form: publicForm });
      const headers = { ...browser, referer };
      const answer = await receive(post(form({ email: 'ada' }), URLENCODED, headers));
      expect(answer).toMatchObject({
        statusCode: 422,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
      expect(answer.body).toMatch(/Please correct it[^]*電子郵件/);
    },
  );

  const nested = (levels: number): string =>
    `{"email":"ada@example.com","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  it('of 40 levels is stored', async () => {
    expect(await statusOf(post(nested(39), JSON_TYPE))).toBe(200);
  });

  it.each([
    ['41 levels', nested(41)],
    ['thousands of levels', nested(40_000)],
    ['41 levels, as JSON in JSON', JSON.stringify(nested(41))],
  ])('of %s is refused with the rule, and not stored', async (_, body) => {
    const { receive, copies, reports } = openReceive({ form: publicForm });
    const answer = await receive(post(body, JSON_TYPE));
    expect(answer).toMatchObject({
      statusCode: 422,
      headers: { 'access-control-allow-origin': SHOP },
    });
    expect(answer.body).toContain('must have at most 40 levels');
    expect(copies).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'invalid' }]);
  });

  it.each([
    ['in a list', (name: string) => ({ [name]: Array.from({ length: 1_900 }, () => '1') })],
    [
      'in a group',
      (name: string) => ({
        [name]: Object.fromEntries(Array.from({ length: 1_900 }, (__, at) => [`k${at}`, '1'])),
      }),
    ],
  ])('costs no more where the name of thousands of values %s is long', async (_, fields) => {
    const { user } = process.cpuUsage();
    await statusOf(post(JSON.stringify(fields('\u200B'.repeat(20_000))), JSON_TYPE));
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(2_000);
  });

  it('spends no Turnstile token on a post that has to be corrected', async () => {
    const config = { public: { origins: [SHOP], turnstileSecret: 'x' } };
    expect(await statusOf(post(form({ email: 'ada', 'cf-turnstile-response': 't' })), config)).toBe(
      422,
    );
  });
});

describe('a form of half a million fields', () => {
  const SECRET = 'a-secret-of-the-address';
  const multipart = `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`.repeat(15_000);
  const sources = (tool: StoreSource['tool']): Readonly<Record<string, StoreSource>> => ({
    form: { tool, unsigned: true, secrets: [SECRET] },
  });

  it.each<[string, StoreSource['tool'], string, string]>([
    ['pairs', 'html-form', 'a&'.repeat(499_999), URLENCODED],
    ['pairs without a type', 'html-form', 'a&'.repeat(499_999), ''],
    ['pairs', 'jotform', 'a&'.repeat(499_999), URLENCODED],
    ['pairs', 'activecampaign', 'a&'.repeat(499_999), URLENCODED],
    ['lines', 'html-form', 'a=\n'.repeat(333_000), 'text/plain'],
    ['values of JSON', 'html-form', `{"a":[${'1,'.repeat(480_000)}1]}`, JSON_TYPE],
    ['texts of JSON', 'html-form', `{"a":[${'1,'.repeat(2_000)}1]}`, JSON_TYPE],
    ['parts', 'html-form', `${multipart}--b--`, 'multipart/form-data; boundary=b'],
  ])('as %s of %s is refused cheaply, with a sentence', async (_, tool, body, type) => {
    const { receive, copies, reports } = openReceive(sources(tool));
    const startedAt = performance.now();
    const answer = await receive(
      aRequest({ secret: SECRET, body, headers: { 'content-type': type } }),
    );
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(answer).toMatchObject({
      statusCode: 422,
      body: expect.stringMatching(/the form must have at most [\d,]+ (?:fields|values)/),
    });
    expect(copies).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'invalid' }]);
  });
});
