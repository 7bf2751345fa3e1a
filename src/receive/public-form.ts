import { createHash } from 'node:crypto';
import type { DeliveryLine, StorePublicSource, StoreSource } from '../generated/types.ts';
import { allowedOrigins, isAllowedOrigin } from './access.ts';
import {
  accepted,
  type ReceiveResult,
  refused,
  seeOther,
  tooLarge,
  unprocessable,
  unprocessablePage,
  type WebhookAnswer,
} from './answers.ts';
import { mayHaveContact } from './form-check.ts';
import { takeLineToken } from './line-post.ts';
import type { VerifyLine } from './line-token.ts';
import { postedField, type ReceiveRequest } from './request.ts';
import type { Turnstile } from './turnstile.ts';

/** Largest post to a public form, in bytes: a person types less. */
const MAX_FORM_BYTES = 100_000;

/** Turnstile's widget puts its token into this field. */
const TOKEN_FIELD = 'cf-turnstile-response';

/** A post that may be stored. */
export interface GoodPost {
  readonly body: Buffer;
  /** The user of LINE who posted it. */
  readonly line?: DeliveryLine;
}

interface PostDeps {
  /** For an answer that looks like a success. */
  readonly id: string;
  readonly turnstile: Turnstile;
  readonly verifyLine: VerifyLine;
}

/**
 * Checks a post to a public form: its size, its honeypot (a field that people do not see), its ID token of LINE, its
 * contacts and its Turnstile token. Turnstile comes last: its token is good for one check only, and a person may correct
 * the form.
 *
 * @returns what may be stored, or the result of a post that must not be stored.
 * @throws WaitError a token cannot be checked now.
 */
export async function checkPost(
  request: ReceiveRequest,
  { form, config }: { readonly form: StorePublicSource; readonly config: StoreSource },
  deps: PostDeps,
): Promise<GoodPost | ReceiveResult> {
  if (request.body.length > MAX_FORM_BYTES) return tooLarge(MAX_FORM_BYTES);
  if (isTrapped(request, form)) {
    const why = 'the honeypot field was filled in';
    return { outcome: 'trapped', why, answer: formAccepted(request, form, deps.id) };
  }
  const taken = form.line
    ? await takeLineToken(request, form.line, deps.verifyLine)
    : { body: request.body };
  if ('outcome' in taken) return taken;
  const { body, user } = taken;
  const hasContact =
    user?.email !== undefined || (await mayHaveContact({ ...request, body }, config));
  if (!hasContact) return withoutContact(request, form);
  return (await refuseByTurnstile(request, form, deps)) ?? { body, ...(user && { line: user }) };
}

async function refuseByTurnstile(
  request: ReceiveRequest,
  { turnstileSecret: secret }: StorePublicSource,
  { turnstile }: Pick<PostDeps, 'turnstile'>,
): Promise<ReceiveResult | undefined> {
  if (secret === undefined) return undefined;
  const token = postedField(request, TOKEN_FIELD);
  if (token === '') return refused('the Turnstile token is missing');
  const isValid = await turnstile({ secret, token, postId: postIdOf(request) });
  return isValid ? undefined : refused('the Turnstile token is not valid');
}

const NO_CONTACT =
  'The form needs an e-mail address or a phone number that can be used. Please correct it and send the form again.';

/** For the page that a browser shows. */
const NO_CONTACT_PAGE = `${NO_CONTACT}\n請回到上一頁，填寫可以使用的電子郵件或電話號碼，再送出一次。\n`;

/** This parameter of the page's address tells its script why the browser came back. */
const SENT_BACK = ['signup_error', 'contact'] as const;

/** A browser goes back to the form where it says which page that is. Nothing is stored. */
function withoutContact(request: ReceiveRequest, form: StorePublicSource): ReceiveResult {
  const why = 'neither an e-mail nor a phone can be used';
  const issue = { path: '', rule: 'anyOf', expected: 'needs a usable `email` or `phone`' };
  const title = 'The form has no usable contact';
  if (!isNavigation(request)) {
    return { outcome: 'invalid', why, answer: unprocessable(NO_CONTACT, [issue], title) };
  }
  const page = formPage(request, form);
  // Browsers tell other sites only the origin: that page may not be the form.
  const isForm = page !== undefined && (page.pathname !== '/' || page.search !== '');
  if (!isForm) return { outcome: 'invalid', why, answer: unprocessablePage(NO_CONTACT_PAGE) };
  page.searchParams.set(...SENT_BACK);
  return { outcome: 'invalid', why, answer: seeOther(addressOf(page)) };
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
function nextPage(request: ReceiveRequest, form: StorePublicSource): string {
  const thanks = toUrl(form.thanks);
  if (thanks) return thanks.href;
  const page = formPage(request, form);
  return page ? addressOf(page) : `${request.headers['origin'] ?? ''}/`;
}

/** The page that the browser comes from, where it belongs to this form. */
function formPage({ headers }: ReceiveRequest, form: StorePublicSource): URL | undefined {
  const page = toUrl(headers['referer']);
  return page && page.href.length <= MAX_REFERER && allowedOrigins(form).includes(page.origin)
    ? page
    : undefined;
}

/** Built again, without user, password and fragment. */
const addressOf = (page: URL): string => page.origin + page.pathname + page.search;

function toUrl(text: string | undefined): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}
