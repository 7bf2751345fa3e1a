/** A request without a complete answer. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** False only where it is certain that the server never saw the request. */
  readonly maybeSent: boolean;
  /** Whether the server may still be processing it: the time ended while the connection was open. */
  readonly isPending: boolean;
  /** Whether there is an answer that is longer than the caller takes. */
  readonly isTooLong: boolean;

  /** @param detail a code or a text of this project: texts of network errors can quote addresses with their query. */
  constructor(detail: string, maybeSent: boolean, isPending = false, isTooLong = false) {
    super(detail);
    this.maybeSent = maybeSent;
    this.isPending = isPending;
    this.isTooLong = isTooLong;
  }
}

/** Common words for undici's own error codes. */
const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'ECONNRESET',
  PRIVATE_ADDRESS: 'its host leads into a private network',
};

/** Keeps the code and drops the text. @param maybeSent whether a byte of the request may have been sent. */
export function toHttpError(error: Error, maybeSent: boolean): HttpError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no answer';
  return new HttpError(WORDS[code] ?? code, maybeSent);
}
