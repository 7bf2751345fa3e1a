import { WaitError } from '../event/errors.ts';
import { type Http, type HttpAnswer, HttpError } from '../http/http.ts';
import { memberOf } from '../util/is-record.ts';

interface TurnstileCheck {
  /** The widget's secret key. */
  readonly secret: string;
  /** The token that the widget put into the form. */
  readonly token: string;
  /** A UUID of the post. The same post may bring its token again after a 503. */
  readonly postId: string;
}

/**
 * Whether Cloudflare accepts the token.
 *
 * @throws WaitError Cloudflare gives no verdict, for example because the secret key is wrong.
 */
export type Turnstile = (check: TurnstileCheck) => Promise<boolean>;

interface TurnstileDeps {
  readonly http: Http;
  readonly url?: URL;
}

const SITEVERIFY = new URL('https://challenges.cloudflare.com/turnstile/v0/siteverify');
/** The store and the queue get two tries each; the check must leave time for them. */
const TIMEOUT_MS = 1_500;
/** A longer text is no token. */
const MAX_TOKEN = 2_048;
/** Errors that the sender did not cause: the configured key is wrong, or Cloudflare itself fails. */
const NOT_OF_SENDER = new Set(['missing-input-secret', 'invalid-input-secret', 'internal-error']);

/**
 * Asks Cloudflare. The visitor's IP address is optional there, so it is not passed on.
 *
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export const createTurnstile =
  ({ http, url = SITEVERIFY }: TurnstileDeps): Turnstile =>
  async ({ secret, token, postId }) => {
    if (token.length > MAX_TOKEN) return false;
    const body = { secret, response: token, idempotency_key: postId };
    const call = { method: 'POST', url, headers: {}, body, timeoutMs: TIMEOUT_MS } as const;
    return isAccepted(await http(call).catch(toWaitError));
  };

function isAccepted({ status, body }: HttpAnswer): boolean {
  const success = memberOf(body, 'success');
  if (success === true && status === 200) return true;
  const found = memberOf(body, 'error-codes');
  const codes = Array.isArray(found) ? found.map(String) : [];
  const failure = codes.find((code) => NOT_OF_SENDER.has(code));
  if (failure !== undefined) throw new WaitError(`Turnstile answered ${failure}`);
  if (success === false && status < 500) return false;
  throw new WaitError(`Turnstile answered ${status} without a verdict`);
}

function toWaitError(error: unknown): never {
  if (error instanceof HttpError) throw new WaitError(`Turnstile: ${error.message}`);
  throw error;
}
