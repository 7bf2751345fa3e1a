import { hmacCheck } from './hmac-scheme.ts';
import type { Scheme } from './scheme.ts';

/** Mailchimp since 2026: `t=<seconds>,v1=<hex>`, time and body are signed. Webhooks from before stay unsigned. */
export const mailchimpScheme: Scheme = {
  claim: ({ headers, body }) => {
    const parts = (headers['x-mailchimp-signature'] ?? '').split(',');
    const [time, ...more] = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
    const signatures = parts.filter((part) => part.startsWith('v1='));
    if (time === undefined || more.length > 0 || signatures.length === 0) return undefined;
    return { content: [`${time}.`, body], signatures, signedAt: () => Number(time) * 1_000 };
  },
  check: (secret) => hmacCheck(secret, { encoding: 'hex', prefix: 'v1=' }),
  windowMs: 300_000,
};
