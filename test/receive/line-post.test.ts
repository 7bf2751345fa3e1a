import { describe, expect, it, onTestFinished } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import type { StoreLine, StoreSource } from '../../src/generated/types.ts';
import { createHttp } from '../../src/http/http.ts';
import { createLineIssuer } from '../../src/local/line-issuer.ts';
import { lazyVerifyLine } from '../../src/receive/lazy-line.ts';
import type { LineCheck, LineVerdict } from '../../src/receive/line-token.ts';
import { aRequest } from '../support/a-request.ts';
import { NOW, openReceive } from './open-receive.ts';

const SHOP = 'https://shop.example.com';
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJVMSJ9.c2ln-_bmF0dXJl';
const USER = { userId: 'U1', email: 'mei@example.com', name: '小美' };
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=b';

const page = (line: Partial<StoreLine> = {}): Readonly<Record<string, StoreSource>> => ({
  form: {
    tool: 'html-form',
    public: { origins: [SHOP], honeypot: 'website', line: { channelId: '1234567890', ...line } },
  },
});

function open(line: Partial<StoreLine> = {}, verdict: LineVerdict | Error = { user: USER }) {
  const checks: LineCheck[] = [];
  const opened = openReceive(page(line), {
    verifyLine: async (check) => {
      checks.push(check);
      if (verdict instanceof Error) throw verdict;
      return verdict;
    },
  });
  const post = async (body: string, type = FORM) =>
    opened.receive(aRequest({ body, headers: { 'content-type': type, origin: SHOP } }));
  return { ...opened, checks, post };
}

const part = (name: string, text: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;

describe('a post with an ID token of LINE', () => {
  it.each([
    [FORM, `phone=0912345678&line_id_token=${TOKEN}`, 'phone=0912345678&line_id_token='],
    [MULTIPART, `${part('line_id_token', TOKEN)}--b--`, `${part('line_id_token', '')}--b--`],
    ['application/json', JSON.stringify({ line_id_token: TOKEN }), '{"line_id_token":""}'],
    [
      'text/plain',
      JSON.stringify([{ name: 'line_id_token', value: TOKEN }]),
      '[{"name":"line_id_token","value":""}]',
    ],
    [
      'application/json',
      JSON.stringify(JSON.stringify({ line_id_token: TOKEN })),
      '"{\\"line_id_token\\":\\"\\"}"',
    ],
  ])('as %s is stored without it, and with what it states', async (type, body, stored) => {
    const { post, delivery, checks } = open();
    expect(await post(body, type)).toMatchObject({ statusCode: 200 });
    expect(delivery()).toMatchObject({ body: stored, line: USER });
    expect(checks).toEqual([{ token: TOKEN, nonce: '', line: { channelId: '1234567890' } }]);
    expect(JSON.stringify(delivery())).not.toContain(TOKEN);
  });

  it('brings the nonce of its page along', async () => {
    const { post, checks } = open();
    await post(`line_id_token=${TOKEN}&line_nonce=n-1`);
    expect(checks).toMatchObject([{ nonce: 'n-1' }]);
  });

  it.each(['required', 'not required'])(
    "is the same 401 as everybody's where it is refused, %s",
    async (word) => {
      const { post, copies, reports } = open(
        { required: word === 'required' },
        { why: 'the ID token has expired' },
      );
      const refused = await post(`email=ada@example.com&line_id_token=${TOKEN}`);
      const stranger = await open().receive(
        aRequest({
          body: 'email=ada@example.com',
          headers: { 'content-type': FORM, origin: 'https://else.example' },
        }),
      );
      expect(refused).toEqual(stranger);
      expect(refused).toMatchObject({ statusCode: 401 });
      expect(copies).toEqual([]);
      expect(reports).toMatchObject([{ outcome: 'refused', why: 'the ID token has expired' }]);
    },
  );

  it('is a 503 that the page may read and repeat while the keys cannot be read', async () => {
    const { post, copies } = open({}, new WaitError('the keys of LINE: no answer in time'));
    expect(await post(`line_id_token=${TOKEN}`)).toMatchObject({
      statusCode: 503,
      headers: { 'access-control-allow-origin': SHOP, 'retry-after': '30' },
    });
    expect(copies).toEqual([]);
  });

  it('may be missing, unless it is required', async () => {
    const free = open();
    expect(await free.post('email=ada@example.com&line_id_token=')).toMatchObject({
      statusCode: 200,
    });
    expect(free.delivery()).not.toHaveProperty('line');
    const strict = open({ required: true });
    expect(await strict.post('email=ada@example.com')).toMatchObject({ statusCode: 401 });
    expect(strict.checks).toEqual([]);
  });

  it('needs no typed contact if it states an e-mail, else one', async () => {
    expect(await open().post(`line_id_token=${TOKEN}`)).toMatchObject({ statusCode: 200 });
    const noEmail = { user: { userId: 'U1' } };
    expect(await open({}, noEmail).post(`line_id_token=${TOKEN}&name=1234567`)).toMatchObject({
      statusCode: 422,
    });
    expect(
      await open({}, noEmail).post(`line_id_token=${TOKEN}&email=a@example.com`),
    ).toMatchObject({ statusCode: 200 });
  });

  it('is refused where it is escaped, because it would stay in the body', async () => {
    const { post, copies } = open();
    expect(await post(`line_id_token=${TOKEN.replaceAll('.', '%2E')}`)).toMatchObject({
      statusCode: 401,
    });
    expect(copies).toEqual([]);
  });

  it.each([
    ['application/json', `{"line_id_token":"${TOKEN}","line_id_token":""}`],
    ['application/json', `{"data":{"line_id_token":"${TOKEN}"}}`],
    ['application/json', `{"line_id_token":"${TOKEN}", no JSON`],
    [FORM, `name=%FF&line_id_token=${TOKEN}`],
    [MULTIPART, part('line_id_token', TOKEN)],
  ])('is not stored from a place where no token is read (%s, %s)', async (type, body) => {
    const { post, delivery } = open();
    await post(body.replace('{', '{"email":"ada@example.com",'), type);
    expect(JSON.stringify(delivery())).not.toContain(TOKEN);
  });

  it('is looked for in the time that a body takes', async () => {
    const { post } = open();
    const { user } = process.cpuUsage();
    await post(`email=ada@example.com&a=${'eyJ'.repeat(30_000)}`);
    await post(`email=ada@example.com&a=${'eyJ.'.repeat(20_000)}`);
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(2_000);
  });

  it('is not even looked at for a bot', async () => {
    const { post, checks } = open();
    expect(await post(`website=x&line_id_token=${TOKEN}`)).toMatchObject({ statusCode: 200 });
    expect(checks).toEqual([]);
  });

  it('says nothing where the form has no `line`', async () => {
    const opened = openReceive({ form: { tool: 'html-form', public: { origins: [SHOP] } } });
    const headers = { 'content-type': FORM, origin: SHOP };
    await opened.receive(aRequest({ body: `email=a@example.com&line_id_token=${TOKEN}`, headers }));
    expect(opened.delivery()).not.toHaveProperty('line');
  });

  it.each([
    [FORM, 'email=ada@example.com&line=x&line.email=eve@example.com&line[userId]=U2'],
    [
      'application/json',
      JSON.stringify({
        email: 'ada@example.com',
        line: { userId: 'U2', email: 'eve@example.com' },
      }),
    ],
  ])('cannot be claimed by a field of the form (%s)', async (type, body) => {
    const { post, delivery } = open();
    await post(body, type);
    expect(delivery()).not.toHaveProperty('line');
  });

  it('cannot be claimed by a header', async () => {
    const opened = openReceive(page());
    const headers = {
      'content-type': FORM,
      origin: SHOP,
      line: '{"userId":"U2"}',
      'x-line-user': 'U2',
    };
    await opened.receive(aRequest({ body: 'email=ada@example.com', headers }));
    expect(opened.delivery().headers).toEqual({ 'content-type': FORM });
    expect(opened.delivery()).not.toHaveProperty('line');
  });
});

describe('a post whose token is verified by the keys of the issuer', () => {
  async function openIssuer() {
    const issuer = await createLineIssuer(() => NOW);
    await issuer.listen();
    onTestFinished(() => issuer.close());
    const verifyLine = lazyVerifyLine({ http: createHttp(), now: () => NOW });
    const opened = openReceive(page({ keysUrl: issuer.keysUrl }), { verifyLine });
    const post = async (token: string) => {
      const body = `line_id_token=${token}`;
      const headers = { 'content-type': FORM, origin: SHOP };
      return opened.receive(aRequest({ body, headers }));
    };
    return { ...opened, issuer, post };
  }

  it('is stored, or refused', async () => {
    const { issuer, post, delivery, copies } = await openIssuer();
    expect(await post(await issuer.token({ aud: '9' }))).toMatchObject({ statusCode: 401 });
    expect(copies).toEqual([]);
    expect(await post(await issuer.token())).toMatchObject({ statusCode: 200 });
    expect(delivery().line).toMatchObject({ email: 'mei.lin@example.com' });
  });

  it('may be sent again where the issuer cannot be reached', async () => {
    const { issuer, post, copies, reports } = await openIssuer();
    const token = await issuer.token();
    await issuer.close();
    expect(await post(token)).toMatchObject({ statusCode: 503 });
    expect(copies).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'unavailable' }]);
    expect(JSON.stringify(reports)).not.toContain(token);
  });
});
