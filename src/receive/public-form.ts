import { createHash } from 'node:crypto';
import type { StorePublicSource, StoreSource } from '../generated/types.ts';
import { allowedOrigins, publicOf } from './access.ts';
import { accepted, type Answer, seeOther } from './answers.ts';
import { postedField } from './posted-field.ts';
import type { ReceiveRequest } from './request.ts';
import { type ReceiveResult, refused, tooLarge } from './result.ts';
import type { Turnstile } from './turnstile.ts';

interface ScreenDeps {
  readonly turnstile: Turnstile;
  readonly newId: () => string;
}

/** A form on a page may have so many bytes: people type less. */
const MAX_FORM_BYTES = 100_000;

/** Where Turnstile's widget puts its token. */
const TOKEN_FIELD = 'cf-turnstile-response';

/**
 * What a public source asks of a post beyond its origin: its size, an empty honeypot, a token of Turnstile.
 *
 * @returns what became of a post that is not kept; undefined where it is, and for every other source.
 * @throws WaitError when a token cannot be checked now.
 */
export async function screenPublic(
  request: ReceiveRequest,
  config: StoreSource,
  { turnstile, newId }: ScreenDeps,
): Promise<ReceiveResult | undefined> {
  const form = publicOf(config);
  if (form === undefined) return undefined;
  if (request.body.length > MAX_FORM_BYTES) return tooLarge(MAX_FORM_BYTES);
  if (isTrapped(request, form)) {
    const why = 'the field that people do not see was filled in';
    return { outcome: 'trapped', why, answer: acceptedAs(request, config, newId()) };
  }
  if (form.turnstileSecret === undefined) return undefined;
  const token = postedField(request, TOKEN_FIELD);
  if (token === '') return refused('the token of Turnstile is missing');
  const check = { secret: form.turnstileSecret, token, postId: postIdOf(request) };
  return (await turnstile(check)) ? undefined : refused('the token of Turnstile is not valid');
}

const isTrapped = (request: ReceiveRequest, { honeypot }: StorePublicSource): boolean =>
  honeypot !== undefined && postedField(request, honeypot).trim() !== '';

/** The same for the same post, so that a browser may post again after a 503: a token counts only once otherwise. */
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

/** Longer addresses are not sent back. */
const MAX_REFERER = 2_000;

/** A stored delivery: a browser that posted a public form is sent on to a page, every other sender is told the id. */
export function acceptedAs(request: ReceiveRequest, config: StoreSource, id: string): Answer {
  const form = publicOf(config);
  return form && isNavigation(request) ? seeOther(pageAfter(request, form)) : accepted(id);
}

/** Whether the browser shows the answer to the person. Browsers that do not say so ask for a page. */
function isNavigation({ headers }: ReceiveRequest): boolean {
  const mode = headers['sec-fetch-mode'];
  return mode === undefined ? /\btext\/html\b/i.test(headers['accept'] ?? '') : mode === 'navigate';
}

/** `thanks`, else the page with the form, else its origin: never an address that whoever posts can choose. */
function pageAfter({ headers }: ReceiveRequest, form: StorePublicSource): string {
  const thanks = toUrl(form.thanks);
  if (thanks) return thanks.href;
  const page = toUrl(headers['referer']);
  const origin = headers['origin'] ?? '';
  // Rebuilt without user, password and fragment.
  return page && page.href.length <= MAX_REFERER && allowedOrigins(form).includes(page.origin)
    ? page.origin + page.pathname + page.search
    : `${origin}/`;
}

function toUrl(text: string | undefined): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}
