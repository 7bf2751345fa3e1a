/** One call to the shop. @returns the parsed answer. @throws Error it was not a success. */
export type ShopClient = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: string,
) => Promise<unknown>;
