import { ShopError } from '../shop-error.ts';

/** 422 with one text per broken rule, in the documented shape. */
export function invalid(errors: readonly string[]): ShopError {
  return new ShopError(422, { errors });
}

export function customerNotFound(): ShopError {
  return new ShopError(404, { errors: ['record not found'] });
}

export function addressNotFound(): ShopError {
  return new ShopError(404, { errors: ['Record not found'] });
}
