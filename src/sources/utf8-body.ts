import { RejectedError } from '../event/errors.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body as text, without its byte order mark.
 *
 * @throws RejectedError `invalid_delivery` when it is not UTF-8.
 */
export function toUtf8(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw new RejectedError('invalid_delivery', 'the delivery is not UTF-8 text');
  }
}
