import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../../src/cli/stores/read-configuration.ts';
import type { Delivery, StoreSource } from '../../../src/generated/types.ts';
import { custom } from '../../../src/sources/tools/custom.ts';
import { NOW, openReceive, PUBLIC_URL } from '../../receive/open-receive.ts';
import { aRequest, type RequestOptions } from '../../support/a-request.ts';

/** A tool that is not known anywhere else: its source, as a page of a shop would describe it, and a delivery of it. */
interface Sender extends Omit<StoreSource, 'tool'> {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

const SECRET = 'a-secret-of-an-unknown-tool';
const PERSON = { email: 'mei@example.com', name: 'Mei' };
const JSON_BODY = JSON.stringify(PERSON);
const fields = { email: '/email', name: '/name' };
const MS = String(NOW);
const RFC = new Date(NOW).toISOString();
const HTTP_DATE = new Date(NOW).toUTCString();
const mac = (text: string, key: string | Buffer = SECRET, hash = 'sha256') =>
  createHmac(hash, key).update(text).digest();
const formOf = (values: Readonly<Record<string, string>>): string =>
  new URLSearchParams(values).toString();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const pair = generateKeyPairSync('ed25519');
const { x: publicKey = '' } = createPublicKey(pair.privateKey).export({ format: 'jwk' });

const SENDERS: Readonly<Record<string, () => Sender>> = {
  'two signatures of two secrets, the time in a label': () => ({
    secrets: ['the-old-secret-0123456', SECRET],
    signature: {
      kind: 'hmac',
      header: 'X-Own-Sig',
      algorithm: 'sha512',
      delimiter: ';',
      label: 's',
      encoding: 'hex',
      content: [{ label: 'ts' }, { literal: ':' }, 'body'],
      time: { label: 'ts', unit: 'ms' },
    },
    delivery: { fields },
    body: JSON_BODY,
    headers: {
      'x-own-sig': ['another secret', SECRET].reduce(
        (all, key) => `${all}; s=${mac(`${MS}:${JSON_BODY}`, key, 'sha512').toString('hex')}`,
        `ts=${MS}`,
      ),
    },
  }),
  'a token in the query': () => ({
    secrets: [SECRET],
    signature: { kind: 'token', query: 'key' },
    delivery: { fields },
    body: JSON_BODY,
    query: `key=${SECRET}`,
  }),
  'user and password, with a form': () => ({
    secrets: [`shop:${SECRET}`],
    signature: { kind: 'basic' },
    delivery: { body: 'form', fields },
    body: formOf(PERSON),
    headers: { ...FORM, authorization: `Basic ${btoa(`shop:${SECRET}`)}` },
  }),
  'ed25519 over method, address and HTTP date, the key in base64url': () => ({
    secrets: [`pk_${publicKey}`],
    signature: {
      kind: 'ed25519',
      header: 'Own-Signature',
      prefix: 'ed=',
      encoding: 'base64url',
      key: { encoding: 'base64url', prefix: 'pk_' },
      content: ['method', ...['url', { header: 'Date' }, 'body'].flatMap(afterLine)],
      time: { header: 'Date', unit: 'http-date' },
    } as StoreSource['signature'] & object,
    delivery: { fields },
    body: JSON_BODY,
    headers: {
      date: HTTP_DATE,
      'own-signature': `ed=${sign(
        null,
        Buffer.from(`POST\n${PUBLIC_URL}/webhooks/tw-main/own\n${HTTP_DATE}\n${JSON_BODY}`),
        pair.privateKey,
      ).toString('base64url')}`,
    },
  }),
  'another address than its own': () => ({
    url: 'https://old.example.com/hook?x=1',
    secrets: [SECRET],
    signature: {
      kind: 'hmac',
      header: 'x-sig',
      algorithm: 'sha1',
      encoding: 'base64',
      content: ['url', { literal: '|' }, 'body'],
    },
    delivery: { fields },
    body: JSON_BODY,
    headers: {
      'x-sig': mac(`https://old.example.com/hook?x=1|${JSON_BODY}`, SECRET, 'sha1').toString(
        'base64',
      ),
    },
  }),
  'sorted keys in capitals, the time in the body': () => ({
    secrets: [SECRET],
    signature: {
      kind: 'hmac',
      header: 'x-sig',
      encoding: 'hex-upper',
      content: ['sorted-json'],
      time: { pointer: '/meta/at', unit: 'rfc3339' },
    },
    delivery: { time: '/meta/at', fields },
    body: `{"z":1.0, "name":"Mei","email":"mei@example.com","meta":{"b":"<&>","at":"${RFC}"}}`,
    headers: {
      'x-sig': mac(
        `{"email":"mei@example.com","meta":{"at":"${RFC}","b":"<&>"},"name":"Mei","z":1.0}`,
      )
        .toString('hex')
        .toUpperCase(),
    },
  }),
  'a form with JSON in a field': () => {
    const body = formOf({ data: JSON.stringify({ contact: PERSON }), site: 'a b' });
    return {
      secrets: [SECRET],
      signature: { kind: 'hmac', header: 'authorization', prefix: 'HMAC ', encoding: 'base64' },
      delivery: {
        body: { jsonField: 'data' },
        fields: { email: '/data/contact/email', name: '/data/contact/name', note: '/site' },
      },
      body,
      headers: { ...FORM, authorization: `HMAC ${mac(body).toString('base64')}` },
    };
  },
  'several people in one post, the time right behind the body': () => {
    const others = [{ ...PERSON, id: 2, email: 'bob@example.com' }];
    const body = JSON.stringify({ shop: 's1', list: [{ id: 1, ...PERSON }, ...others] });
    return {
      secrets: [SECRET],
      signature: {
        kind: 'hmac',
        header: 'x-sig',
        encoding: 'hex',
        content: ['body', { header: 'x-at' }],
        time: { header: 'x-at', unit: 'rfc3339' },
      },
      delivery: { people: '/list', id: '/id', time: { header: 'x-at' }, fields },
      body,
      headers: { 'x-at': RFC, 'x-sig': mac(body + RFC).toString('hex') },
    };
  },
  'answers by their questions': () => ({
    secrets: [SECRET],
    signature: { kind: 'token', header: 'authorization', prefix: 'Token token=' },
    delivery: {
      fields: {
        email: { in: '/answers', where: { '/q/title': 'E-mail *' }, take: '/a' },
        name: { where: { '/q/title': 'Your name' }, take: 'a' },
      },
    },
    body: JSON.stringify({
      answers: [
        { q: { title: 'E-mail *' }, a: ['mei@example.com'] },
        { q: { title: 'Your name' }, a: 'Mei' },
      ],
    }),
    headers: { authorization: `Token token=${SECRET}` },
  }),
  'a handshake by GET': () => ({
    secrets: [SECRET],
    signature: { kind: 'hmac', header: 'x-hub', prefix: 'sha256=', encoding: 'hex' },
    delivery: {
      handshake: { echo: 'hub.challenge', token: 'hub.verify_token' },
      when: { at: '/event', values: { subscribed: 'signed_up' } },
      fields,
    },
    body: JSON.stringify({ event: 'SUBSCRIBED', ...PERSON }),
    headers: {
      'x-hub': `sha256=${mac(JSON.stringify({ event: 'SUBSCRIBED', ...PERSON })).toString('hex')}`,
    },
  }),
  'a number used once in the query, keys in base64url': () => {
    const key = Buffer.from('~~~???>>>0123456789abcdef');
    return {
      secrets: ['sk_live.AAAA', `sk_live.${key.toString('base64url')}`],
      signature: {
        kind: 'hmac',
        query: 'mac',
        encoding: 'base64url',
        key: { encoding: 'base64url', prefix: 'sk_live.' },
        content: [{ query: 'nonce' }, { literal: '\n' }, 'body'],
      },
      delivery: { fields },
      body: JSON_BODY,
      query: `nonce=n%2B1&mac=${mac(`n+1\n${JSON_BODY}`, key).toString('base64url')}`,
    };
  },
  'labels in the query, in nanoseconds': () => ({
    secrets: [SECRET],
    signature: {
      kind: 'hmac',
      query: 'auth',
      delimiter: ',',
      label: 'v',
      encoding: 'base64',
      content: [{ label: 't' }, { literal: '.' }, 'body'],
      time: { label: 't', unit: 'ns' },
    },
    delivery: { fields },
    body: JSON_BODY,
    query: `auth=${encodeURIComponent(
      `t=${MS}000000,v=${mac(`${MS}000000.${JSON_BODY}`).toString('base64')}`,
    )}`,
  }),
};

function afterLine<T>(part: T): readonly (T | { readonly literal: string })[] {
  return [{ literal: '\n' }, part];
}

interface Sent {
  readonly statusCode: number | undefined;
  readonly stored: number;
}

type Forge = (genuine: Sender) => RequestOptions;

const changed = (sender: Sender, change: (value: string) => string): RequestOptions => ({
  body: sender.body,
  query: change(sender.query ?? ''),
  headers: Object.fromEntries(
    Object.entries(sender.headers ?? {}).map(([name, value]) => [
      name,
      name === 'content-type' ? value : change(value),
    ]),
  ),
});
const flipped = (value: string): string =>
  value.slice(0, -3) + (value.at(-3) === '0' ? '1' : '0') + value.slice(-2);

/** Whatever the tool, these say nothing that it said. */
const FORGES: Readonly<Record<string, Forge>> = {
  'without its proof': ({ body }) => ({ body }),
  'with an empty proof': (sender) => changed(sender, () => ''),
  'with one letter changed': (sender) => changed(sender, flipped),
  'cut off': (sender) => changed(sender, (value) => value.slice(0, -4)),
  backwards: (sender) => changed(sender, (value) => value.split('').toReversed().join('')),
  'with the secret at the end of the address': ({ body }) => ({ body, secret: SECRET }),
  'to another source': (sender) => ({ ...changed(sender, String), source: 'other' }),
  'to another store': (sender) => ({ ...changed(sender, String), store: 'us-main' }),
};
/** What only a signature notices. */
const SIGNED_FORGES: Readonly<Record<string, Forge>> = {
  'with another person': (sender) => ({
    ...changed(sender, String),
    body: sender.body.replace('mei', 'eve'),
  }),
  'with a letter at the end': (sender) => ({
    ...changed(sender, String),
    body: `${sender.body}\0`,
  }),
  'without its body': (sender) => ({ ...changed(sender, String), body: '' }),
};

describe.each(Object.entries(SENDERS))('a tool that nobody knows: %s', (_, make) => {
  const sender = make();
  const { body, headers = {}, query = '', ...described } = sender;
  const config: StoreSource = { tool: 'custom', ...described };
  const isSigned = config.signature?.kind === 'hmac' || config.signature?.kind === 'ed25519';

  async function post(
    request: RequestOptions,
    { now = NOW, source = config } = {},
  ): Promise<Sent & { readonly delivery: () => Delivery }> {
    const opened = openReceive({ own: source }, { now: () => now });
    const { statusCode } = await opened.receive(aRequest({ source: 'own', ...request }));
    return { statusCode, stored: opened.copies.length, delivery: opened.delivery };
  }
  const refused = { statusCode: 401, stored: 0 };

  it('is described by its source, and its delivery is read', async () => {
    const shop = { platform: 'shopline', baseUrl: 'https://open.shopline.io/v1', accessToken: 'x' };
    const store = { ...shop, userAgent: 'my-shop', country: 'TW', sources: { own: config } };
    expect(readConfiguration('tw-main', JSON.stringify(store)).mistakes).toEqual([]);
    const sent = await post({ body, headers, query });
    expect(sent).toMatchObject({ statusCode: 200, stored: 1 });
    // `consume` sees what was stored: no proof is among it.
    const stored = sent.delivery();
    expect(JSON.stringify(stored)).not.toContain(SECRET);
    const [found] = custom.read(
      {
        store: 'tw-main',
        source: 'own',
        receivedAt: NOW,
        headers: stored.headers,
        body: Buffer.from(stored.body ?? ''),
      },
      { config, country: 'TW' },
    );
    expect(found).toMatchObject({ kind: 'signup', data: { customer: PERSON } });
  });

  it.each(Object.entries({ ...FORGES, ...(isSigned ? SIGNED_FORGES : {}) }))(
    'is refused %s',
    async (__, forge) => {
      expect(await post(forge(sender))).toMatchObject(refused);
    },
  );

  it('is refused by another secret, and without one', async () => {
    const prefix = config.signature?.key?.prefix ?? 'shop:';
    for (const secrets of [[], [`${prefix}${Buffer.alloc(32, 7).toString('base64url')}`]]) {
      const source = { ...config, secrets };
      expect(await post({ body, headers, query }, { source })).toMatchObject(refused);
    }
  });

  it.runIf(config.signature?.time !== undefined)('is refused an hour later', async () => {
    expect(await post({ body, headers, query }, { now: NOW + 3_600_000 })).toMatchObject(refused);
  });

  it.runIf(config.delivery?.['handshake'] !== undefined)('answers its handshake', async () => {
    const ask = (token: string) =>
      openReceive({ own: config }).receive(
        aRequest({
          method: 'GET',
          source: 'own',
          query: `hub.challenge=12345&hub.verify_token=${token}`,
        }),
      );
    expect(await ask(SECRET)).toMatchObject({ statusCode: 200, body: '12345' });
    expect(await ask('another')).toMatchObject({ statusCode: 401 });
  });
});
