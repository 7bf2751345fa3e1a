import type { DeliveryLine, StoreLine } from '../generated/types.ts';
import { type ReceiveResult, refused } from './answers.ts';
import { fieldsOf } from './form-check.ts';
import type { VerifyLine } from './line-token.ts';
import type { ReceiveRequest } from './request.ts';

/** The page puts LINE's ID token into this field … */
const TOKEN_FIELD = 'line_id_token';

/** … and into this one the nonce of LINE's login, where it used one. */
const NONCE_FIELD = 'line_nonce';

/** A post without its token, and what the token states. */
export interface LinePost {
  readonly body: Buffer;
  readonly user?: DeliveryLine;
}

/**
 * Verifies the ID token of a post and takes it out: it lets its holder speak for the user for an hour, so no queue and no
 * dead letter may hold it. A form without a token is left as it is, unless the configuration requires one.
 *
 * @returns the refusal of a post whose token is old, of another channel or forged.
 * @throws WaitError the keys of LINE cannot be read now.
 */
export async function takeLineToken(
  request: ReceiveRequest,
  line: StoreLine,
  verifyLine: VerifyLine,
): Promise<LinePost | ReceiveResult> {
  const fields = fieldsOf(request) ?? [];
  const textOf = (field: string): string =>
    fields
      .filter(({ name }) => name.replace(/\[\]$/, '') === field)
      .map(({ text }) => text)
      .join('');
  const token = textOf(TOKEN_FIELD);
  if (token === '') {
    return line.required === true
      ? refused('the ID token is missing')
      : { body: withoutTokens(request.body) };
  }
  const verdict = await verifyLine({ token, nonce: textOf(NONCE_FIELD), line });
  if ('why' in verdict) return refused(verdict.why);
  const text = request.body.toString('latin1');
  // No browser escapes the signs of a token.
  if (!text.includes(token)) return refused('the ID token is escaped');
  return { body: Buffer.from(text.replaceAll(token, ''), 'latin1'), user: verdict.user };
}

/** A token that stands in another place, or in a body that cannot be read, must not be stored either. */
function withoutTokens(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const without = text.replaceAll(TOKEN, '');
  return without === text ? body : Buffer.from(without, 'latin1');
}

/** A signed JSON Web Token. Only the start of a word is tried, else many starts would take the square of the length. */
const TOKEN = /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]+/g;
