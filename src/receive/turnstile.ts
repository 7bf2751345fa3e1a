import { WaitError } from '../event/errors.ts';
import { type Http, type HttpAnswer, HttpError } from '../http/http.ts';
import { memberOf } from '../util/is-record.ts';

/** The token of one post, and what it is checked with. */
interface TurnstileCheck {
  /** The widget's secret key. */
  readonly secret: string;
  /** What the widget put into the form. */
  readonly token: string;
  /** A UUID of the post: the same post again, after a 503, may bring its token again. */
  readonly postId: string;
}

/**
 * Whether Cloudflare knows the token as that of a person.
 *
 * @throws WaitError when it gives no answer, or cannot tell because the secret key is wrong.
 */
export type Turnstile = (check: TurnstileCheck) => Promise<boolean>;

interface TurnstileOptions {
  readonly http: Http;
  readonly url?: URL;
}

const SITEVERIFY = new URL('https://challenges.cloudflare.com/turnstile/v0/siteverify');
/** With two tries at the store and two at the queue it ends before the function's time does. */
const TIMEOUT_MS = 1_500;
/** Longer texts are no tokens. */
const MAX_TOKEN = 2_048;
/** Not the sender's fault: the key of the configuration, or Cloudflare itself. */
const OURS = new Set(['missing-input-secret', 'invalid-input-secret', 'internal-error']);

/**
 * Asks Cloudflare. The address of the person is not passed on: it is optional.
 *
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 */
export const createTurnstile =
  ({ http, url = SITEVERIFY }: TurnstileOptions): Turnstile =>
  async ({ secret, token, postId }) => {
    if (token.length > MAX_TOKEN) return false;
    const body = { secret, response: token, idempotency_key: postId };
    const call = { method: 'POST', url, headers: {}, body, timeoutMs: TIMEOUT_MS } as const;
    return verdictOf(await http(call).catch(toWaitError));
  };

function verdictOf({ status, body }: HttpAnswer): boolean {
  const success = memberOf(body, 'success');
  if (success === true && status === 200) return true;
  const codes = memberOf(body, 'error-codes');
  const ours = Array.isArray(codes) ? codes.find((code) => OURS.has(String(code))) : undefined;
  if (ours !== undefined) throw new WaitError(`Turnstile answered ${String(ours)}`);
  if (success === false && status < 500) return false;
  throw new WaitError(`Turnstile answered ${status} without a verdict`);
}

function toWaitError(error: unknown): never {
  if (error instanceof HttpError) throw new WaitError(`Turnstile: ${error.message}`);
  throw error;
}
