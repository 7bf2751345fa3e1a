import { hmacScheme } from './hmac-scheme.ts';

/**
 * Klaviyo: body and the text of its time header are signed. That header has been seen hours away from the time in the
 * signed body, and nobody documents whether a repetition renews either of them. So the age is that of `meta.timestamp`,
 * and a day is let through: a delivery that comes twice does no harm, one that is refused for ever is lost.
 */
export const klaviyoScheme = hmacScheme({
  header: 'klaviyo-signature',
  encoding: 'hex',
  content: ({ headers, body }) => {
    const time = headers['klaviyo-timestamp'];
    return time === undefined || time === '' ? undefined : [body, time];
  },
  signedAt: ({ body }) => metaTimestamp(body),
  windowMs: 24 * 3_600_000,
});

function metaTimestamp(body: Uint8Array): number | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const meta = field(parsed, 'meta');
    const time = Date.parse(String(field(meta, 'timestamp')));
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
