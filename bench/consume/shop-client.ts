/** One call to the shop. @returns the parsed answer. @throws Error the call failed. */
export type ShopClient = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: string,
) => Promise<unknown>;
