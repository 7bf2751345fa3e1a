/** There was no answer. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** False only where it is certain that the server never saw the request. */
  readonly maybeSent: boolean;
  /** Whether the server may still be working on it: the time was up, the connection stood. */
  readonly isPending: boolean;

  /** @param detail a code or one of our own texts: texts of network errors can quote addresses with their query. */
  constructor(detail: string, maybeSent: boolean, isPending = false) {
    super(detail);
    this.maybeSent = maybeSent;
    this.isPending = isPending;
  }
}

/** Failures before a connection stood. Certificates are checked before the first byte of the request is sent. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_.*|ERR_TLS_.*|.*_CERT.*|UNABLE_TO_VERIFY_.*)$/;

/** Keeps the code and drops the text. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? new HttpError(error.code, !NEVER_SENT.test(error.code))
    : new HttpError('no answer', true);
}
