/** A refusal of the sandbox shop: thrown by a route, sent as it is. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`the sandbox shop answers ${status}`);
    this.status = status;
    this.body = body;
  }
}
