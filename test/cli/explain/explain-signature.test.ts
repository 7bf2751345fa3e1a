import { describe, expect, it } from 'vitest';
import type { ExplainedSignature } from '../../../src/cli/explain/explain-signature.ts';
import type { StoreSignature } from '../../../src/generated/types.ts';
import { signAs } from '../../support/sign-as.ts';
import { signCustom } from '../../support/sign-custom.ts';
import { fileOf, run, SHOPLAZZA } from './explain-file.ts';

/** The clock of `aTerminal`. */
const NOW = Date.parse('2026-09-15T03:20:00Z');
const SECRET = 'an-invented-secret-0123456789';
const BODY = '{"email":"ada@example.com"}';
const signature: StoreSignature = {
  kind: 'hmac',
  header: 'X-Signature',
  delimiter: ',',
  label: 'v1',
  encoding: 'hex',
  content: [{ label: 't' }, { literal: '.\n' }, { query: 'id' }, { literal: '|' }, 'body'],
  time: { label: 't', unit: 's' },
};

const storeWith = (source: object) =>
  fileOf({
    ...SHOPLAZZA,
    sources: {
      form: {
        tool: 'custom',
        secrets: [SECRET],
        ...(!('tool' in source) && { delivery: { fields: { email: '/email' } } }),
        ...source,
      },
    },
  });
const at = (now: number) =>
  signCustom(signature, {
    body: BODY,
    key: SECRET,
    time: String(Math.floor(now / 1_000)),
    values: { 'query:id': '7' },
  });

/** What `explain` says of the signature of a delivery, as JSON and as text. */
async function signatureIn(content: object, source: object = { signature }) {
  const args = ['--store', 'tw-main', '--source', 'form', '--config', storeWith(source)];
  const file = fileOf(content);
  const json = JSON.parse((await run('explain', file, ...args, '--json')).out) as {
    readonly signature?: ExplainedSignature;
  };
  const { out } = await run('explain', file, ...args);
  return { signature: json.signature, out };
}

describe('explain', () => {
  it('names `PUBLIC_URL` where the address is signed and not known', async () => {
    const signed: StoreSignature = {
      kind: 'hmac',
      header: 'x-signature',
      encoding: 'hex',
      content: ['url', 'body'],
    };
    const content = { headers: { 'x-signature': '00'.repeat(32) }, body: BODY };
    const explained = await signatureIn(content, { signature: signed });
    expect(explained.signature?.result).toBe(
      'It cannot be checked: the address is signed, and `PUBLIC_URL` is not set. Set it to the part of the webhook address before `/webhooks`.',
    );
    // An address of the configuration is known.
    const url = 'https://old.example.com/hook';
    const known = await signatureIn(content, { signature: signed, url });
    expect(known.signature?.result).toContain('the signature does not match');
  });

  it('prints the bytes that were signed and where the signature was read', async () => {
    const { headers, query } = at(NOW);
    const explained = await signatureIn({ headers, query: `?${query}`, body: BODY });
    const seconds = /t=(\d+)/.exec(headers['x-signature'] ?? '')?.[1] ?? '';
    const signed = `${seconds}.\n7|${BODY}`;
    expect(explained.signature).toEqual({
      kind: 'hmac sha256',
      from: 'the header x-signature, label v1',
      signed,
      bytes: Buffer.byteLength(signed),
      time: {
        at: new Date(Number(seconds) * 1_000).toISOString(),
        from: 'the label t',
        windowSeconds: 300,
      },
      missing: [],
      isGenuine: true,
      result: 'It is genuine: `receive` would accept it now.',
    });
    expect(explained.out).toContain(
      'Signature: hmac sha256, read from the header x-signature, label v1.',
    );
    expect(explained.out).toContain(String.raw`${seconds}.\n7|{\"email\":\"ada@example.com\"}`);
    expect(explained.out).toContain('It is genuine');
    expect(explained.out).not.toContain(SECRET);
  });

  it('prints the same when `store check` tries a delivery', async () => {
    const { headers, query } = at(NOW);
    const file = fileOf({ headers, query, body: BODY });
    const args = ['--source', 'form', '--config', storeWith({ signature }), '--delivery', file];
    const { code, out } = await run('store', 'check', 'tw-main', ...args);
    expect(code).toBe(0);
    expect(out).toContain('read from the header x-signature, label v1');
    expect(out).toContain('It is genuine: `receive` would accept it now.');
  });

  it('says why `receive` would refuse it', async () => {
    const old = at(Date.UTC(2026, 0, 1));
    const request = { headers: old.headers, query: old.query, body: BODY };
    const isOld = (await signatureIn(request)).signature;
    expect(isOld?.result).toBe(
      'It is genuine. `receive` would refuse it now: its time is too far away.',
    );
    expect(isOld?.time?.at).toBe('2026-01-01T00:00:00.000Z');
    const forged = { ...request, body: `${BODY} ` };
    expect((await signatureIn(forged)).signature?.result).toBe(
      '`receive` would refuse it now: the signature does not match.',
    );
    const { result } = (await signatureIn({ headers: {}, body: BODY })).signature ?? {};
    expect(result).toBe(
      'It cannot be checked: the file does not hold the header x-signature, the label t, the query parameter id. A stored delivery has no signature; capture the request to see it.',
    );
  });

  it('names a mistake in the signature by its place', async () => {
    const { content, ...rest } = signature;
    expect(content).toBeDefined();
    const { out } = await signatureIn({ headers: {}, body: BODY }, { signature: rest });
    expect(out).toContain('The configuration has a mistake: /signature/time is not signed');
  });

  it.each(['1e300', '-1e300', '8640000000001'])('reads no time in %s seconds', async (seconds) => {
    const inBody: StoreSignature = {
      kind: 'hmac',
      header: 'x-s',
      encoding: 'base64',
      time: { pointer: '/at', unit: 's' },
    };
    const body = `{"at":${seconds},"email":"ada@example.com"}`;
    const { headers } = signCustom(inBody, { body, key: SECRET });
    const explained = await signatureIn({ headers, body }, { signature: inBody });
    expect(explained.signature).toMatchObject({
      time: { from: 'the body at /at' },
      result: '`receive` would refuse it now: the signature has no time.',
    });
  });

  it('shows bytes that are no text as base64', async () => {
    const bytes = Buffer.from([0xff, 0x7b]);
    const plain: StoreSignature = { kind: 'hmac', header: 'x-s', encoding: 'base64' };
    const { headers } = signCustom(plain, { body: bytes, key: SECRET });
    const content = { headers, bodyBase64: bytes.toString('base64') };
    const explained = await signatureIn(content, { signature: plain });
    expect(explained.signature).toMatchObject({ signedBase64: '/3s=', bytes: 2, isGenuine: true });
    expect(explained.out).toContain('signed, as base64 (2 bytes): /3s=');
  });

  it('reads the signature of every tool', async () => {
    const now = NOW;
    const headers = signAs('typeform', { secret: SECRET, body: BODY, url: '', now });
    const explained = await signatureIn({ headers, body: BODY }, { tool: 'typeform' });
    expect(explained.signature).toMatchObject({
      from: 'the header typeform-signature',
      isGenuine: true,
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'a token',
      { signature: { kind: 'token', header: 'x-token' } },
      /token, read from the header x-token/,
    ],
    ['an address', { signature: { kind: 'url' } }, /Nothing is signed: the secret at the end/],
  ])('signs nothing with %s', async (_, source, text) => {
    const explained = await signatureIn({ headers: { 'x-token': SECRET }, body: BODY }, source);
    expect(explained.signature).not.toHaveProperty('signed');
    expect(explained.out).toMatch(text);
    expect(explained.out).not.toContain(SECRET);
  });

  it('says nothing of a signature for a direct event', async () => {
    const event = {
      specversion: '1.0',
      id: 'e-1',
      source: '/pos',
      type: 'customer.signed_up',
      data: { store: 'tw-main', customer: { email: 'ada@example.com' } },
    };
    expect((await signatureIn(event)).signature).toBeUndefined();
  });
});
