import { createHash } from 'node:crypto';
import type { StorePublicSource } from '../generated/types.ts';
import { allowedOrigins, isAllowedOrigin } from './access.ts';
import { accepted, seeOther, type WebhookAnswer } from './answers.ts';
import { postedField, type ReceiveRequest } from './request.ts';
import { type ReceiveResult, refused, tooLarge } from './result.ts';
import type { Turnstile } from './turnstile.ts';

/** Largest post to a public form, in bytes: a person types less. */
const MAX_FORM_BYTES = 100_000;

/** Turnstile's widget puts its token into this field. */
const TOKEN_FIELD = 'cf-turnstile-response';

/**
 * Checks a post to a public form: size, Turnstile token, and honeypot (a field that people do not see).
 *
 * @param id for an answer that looks like a success.
 * @returns the result of a post that must not be stored; undefined for a good one.
 * @throws WaitError the token cannot be checked now.
 */
export async function checkPost(
  request: ReceiveRequest,
  form: StorePublicSource,
  { id, turnstile }: { readonly id: string; readonly turnstile: Turnstile },
): Promise<ReceiveResult | undefined> {
  if (request.body.length > MAX_FORM_BYTES) return tooLarge(MAX_FORM_BYTES);
  if (isTrapped(request, form)) {
    const why = 'the honeypot field was filled in';
    return { outcome: 'trapped', why, answer: formAccepted(request, form, id) };
  }
  if (form.turnstileSecret === undefined) return undefined;
  const token = postedField(request, TOKEN_FIELD);
  if (token === '') return refused('the Turnstile token is missing');
  const check = { secret: form.turnstileSecret, token, postId: postIdOf(request) };
  return (await turnstile(check)) ? undefined : refused('the Turnstile token is not valid');
}

const isTrapped = (request: ReceiveRequest, { honeypot }: StorePublicSource): boolean =>
  honeypot !== undefined && postedField(request, honeypot).trim() !== '';

/** A UUID that is the same for the same post. A token counts once per id, and a browser may repeat a post after a 503. */
function postIdOf({ store, source, body }: ReceiveRequest): string {
  const hash = createHash('sha256').update(`${store}/${source}/`).update(body).digest('hex');
  const parts = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ] as const;
  const [a, b, c, d, e] = parts.map(([from, to]) => hash.slice(from, to));
  return `${a}-${b}-4${c}-8${d}-${e}`;
}

/** The headers that let a page of this form read an answer. */
export const corsHeaders = (
  request: ReceiveRequest,
  form: StorePublicSource | undefined,
): Readonly<Record<string, string>> =>
  isAllowedOrigin(request, form)
    ? { 'access-control-allow-origin': request.headers['origin'] ?? '', vary: 'origin' }
    : {};

/** A plain form moves the browser on to a page; a script gets the id of the delivery. */
export function formAccepted(
  request: ReceiveRequest,
  form: StorePublicSource,
  id: string,
): WebhookAnswer {
  return isNavigation(request) ? seeOther(nextPage(request, form)) : accepted(id);
}

/** Whether the browser will show the answer as a page. Old browsers do not say so, but ask for HTML. */
function isNavigation({ headers }: ReceiveRequest): boolean {
  const mode = headers['sec-fetch-mode'];
  return mode === undefined ? /\btext\/html\b/i.test(headers['accept'] ?? '') : mode === 'navigate';
}

/** A longer address is not sent back. */
const MAX_REFERER = 2_000;

/** `thanks`, else the page with the form, else its origin. Never an address that the sender can choose. */
function nextPage({ headers }: ReceiveRequest, form: StorePublicSource): string {
  const thanks = toUrl(form.thanks);
  if (thanks) return thanks.href;
  const page = toUrl(headers['referer']);
  const origin = headers['origin'] ?? '';
  // Built again, without user, password and fragment.
  return page && page.href.length <= MAX_REFERER && allowedOrigins(form).includes(page.origin)
    ? page.origin + page.pathname + page.search
    : `${origin}/`;
}

function toUrl(text: string | undefined): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}
