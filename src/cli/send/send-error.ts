/** Nothing was sent; why, in words for the person at the terminal. */
export class SendError extends Error {
  override readonly name = 'SendError';
}
