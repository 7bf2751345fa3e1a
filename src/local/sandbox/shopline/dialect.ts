import { ShopError } from '../shop.ts';

/** 422 with everything that is wrong. The shape is documented, code and texts are the sandbox's own. */
export function invalid(problems: readonly string[]): ShopError {
  const message = problems.join('; ');
  return new ShopError(422, { error: message, message, code: 'UNPROCESSABLE_ENTITY', extras: {} });
}

export function customerNotFound(): ShopError {
  return new ShopError(404, { message: 'Customer not found', code: 'NOT_FOUND', extras: {} });
}

export function forbidden(message: string): ShopError {
  return new ShopError(403, { message, code: 'FORBIDDEN', extras: {} });
}
