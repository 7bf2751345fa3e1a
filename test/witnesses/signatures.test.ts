import { validateSignature } from '@line/bot-sdk';
import fc from 'fast-check';
import { WebhooksHelper } from 'square';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signaturesOf } from '../../src/sources/verify/schemes.ts';
import { verify } from '../../src/sources/verify/verify.ts';
import { signAs, type SigningTool } from '../support/sign-as.ts';

const NOW = Date.parse('2026-11-22T03:04:05Z');

function check(
  tool: SigningTool,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Uint8Array;
    readonly url?: string;
  },
  secret: string,
): string | undefined {
  const { headers, body, url = '' } = request;
  const arrived = { method: 'POST', query: '', headers, body: Buffer.from(body), url };
  return verify(signaturesOf({ tool }), arrived, { secrets: [secret], now: NOW });
}

describe("the vendors' own libraries", () => {
  it('Standard Webhooks: what the library signs is accepted', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string({ unit: 'binary' }),
        fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
        (key, body, id) => {
          const secret = `whsec_${Buffer.from(key).toString('base64')}`;
          const signature = new Webhook(secret).sign(id, new Date(NOW), body);
          const headers = {
            'webhook-id': id,
            'webhook-timestamp': String(NOW / 1000),
            'webhook-signature': signature,
          };
          expect(check('standard-webhooks', { headers, body }, secret)).toBeUndefined();
          expect(check('google-forms', { headers, body: `${body}x` }, secret)).toBeDefined();
        },
      ),
    );
  });

  const text = fc.string({ unit: 'binary', minLength: 1 });

  it('Square: the library and we accept and refuse the same', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.boolean(), async (secret, body, url, forge) => {
        const headers = signAs('square', { secret, url, now: NOW, body });
        const given = forge ? `${body}x` : body;
        const theirs = await WebhooksHelper.verifySignature({
          requestBody: given,
          signatureHeader: headers['x-square-hmacsha256-signature'] ?? '',
          signatureKey: secret,
          notificationUrl: url,
        });
        const ours = check('square', { headers, body: given, url }, secret);
        expect(ours === undefined).toBe(theirs);
        expect(theirs).toBe(!forge);
      }),
    );
  });

  it('LINE: the library and we accept and refuse the same', () => {
    fc.assert(
      fc.property(text, fc.uint8Array(), fc.boolean(), (secret, bytes, forge) => {
        const body = Buffer.from(bytes);
        const headers = signAs('line', { secret, url: '', now: NOW, body });
        const given = forge ? Buffer.concat([body, Buffer.from('x')]) : body;
        const theirs = validateSignature(given, secret, headers['x-line-signature'] ?? '');
        const ours = check('line', { headers, body: given }, secret);
        expect(ours === undefined).toBe(theirs);
        expect(theirs).toBe(!forge);
      }),
    );
  });
});
