import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signDelivery } from '../../../src/local/samples/post.ts';
import { sampleSecret } from '../../../src/local/samples/sources.ts';
import { parseDeliveryFile } from '../../../src/sources/delivery-file.ts';
import { SIGNING_TOOLS, signAs } from '../../support/sign-as.ts';

const FOLDER = new URL('../../../events/webhooks/', import.meta.url);
const now = Date.parse('2026-11-22T03:04:05.678Z');
const publicUrl = 'http://localhost:8787';

function sampleOf(tool: string) {
  const delivery = parseDeliveryFile(readFileSync(new URL(`${tool}.json`, FOLDER), 'utf8'), now);
  if (delivery === undefined) throw new Error(`${tool} is no delivery`);
  return delivery;
}

describe('signDelivery', () => {
  it.each(SIGNING_TOOLS)('signs a delivery of %s as the tool documents it', (tool) => {
    const sample = sampleOf(tool);
    // The reference signer supports one id only.
    const id = signAs('standard-webhooks', { secret: '', body: '', url: '', now })['webhook-id'];
    const own = 'webhook-id' in sample.headers && id !== undefined ? { 'webhook-id': id } : {};
    const delivery = { ...sample, headers: { ...sample.headers, ...own } };
    const { url, headers } = signDelivery(delivery, { publicUrl, now });
    expect(url).toBe(`${publicUrl}/webhooks/${delivery.store}/${tool}`);
    const signed = signAs(tool, { ...delivery, secret: sampleSecret(tool), url, now });
    expect(headers).toEqual({ ...delivery.headers, ...signed });
  });

  it.each(['jotform', 'brevo', 'activecampaign', 'surveycake'] as const)(
    'gives %s, which cannot sign, an address with its secret',
    (tool) => {
      const delivery = sampleOf(tool);
      expect(signDelivery(delivery, { publicUrl, now })).toEqual({
        url: `${publicUrl}/webhooks/${delivery.store}/${tool}/not-a-secret-of-${tool}`,
        headers: delivery.headers,
      });
    },
  );

  it('posts the form from its own page', () => {
    const { url, headers } = signDelivery(sampleOf('html-form'), { publicUrl, now });
    expect(url).toBe(`${publicUrl}/webhooks/tw-main/html-form`);
    expect(headers['origin']).toBe(publicUrl);
  });
});

describe('parseDeliveryFile', () => {
  it.each(readdirSync(FOLDER))('reads %s', (file) => {
    const { headers, body } = sampleOf(file.replace('.json', ''));
    expect(headers['content-type']).toMatch(/^\w+\/./);
    expect(body.length).toBeGreaterThan(40);
    expect(body).not.toContain('{{');
  });

  it('inserts the time at its placeholder', () => {
    expect(sampleOf('klaviyo').body).toContain('"timestamp":"2026-11-22T03:04:05.678Z"');
  });

  it.each(['', 'name=x', '[]', '{"specversion":"1.0","id":"1","data":{"store":"tw-main"}}'])(
    'leaves %j to the queue',
    (text) => {
      expect(parseDeliveryFile(text, now)).toBeUndefined();
    },
  );
});
