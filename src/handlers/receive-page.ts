import type { StorePublicSource, StoreSource } from '../generated/types.ts';
import { allowedOrigins, publicOf } from '../receive/access.ts';
import { accepted, type Answer, seeOther } from '../receive/answers.ts';
import type { ReceiveRequest } from '../receive/request.ts';

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
