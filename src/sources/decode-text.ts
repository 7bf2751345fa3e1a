import { RejectedError } from '../event/errors.ts';

/**
 * Bytes as text; a mark of byte order is left out.
 *
 * @param charset as the sender names it: `utf-8`, `big5`, `shift_jis`, …
 * @throws RejectedError `invalid_delivery` when the charset is unknown or the bytes are none of it: guessing would put
 * broken letters into a customer's name.
 */
export function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    const detail =
      'the delivery is no text in the charset that it names (UTF-8 where it names none)';
    throw new RejectedError('invalid_delivery', detail);
  }
}
