/** An answer of a sandbox shop, for comparison. */
interface ShopAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into JSON of many shapes
  readonly body: any;
  readonly requestId: string | null;
}

type Send = (method: string, path: string, body?: unknown) => Promise<ShopAnswer>;

/** Calls a sandbox shop over real HTTP. @param headers usually the token. */
export function shopClient(baseUrl: () => string, headers: Readonly<Record<string, string>>): Send {
  return async (method, path, body) => {
    const response = await fetch(baseUrl() + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      requestId: response.headers.get('request-id'),
    };
  };
}

export const SHOPLINE_TOKEN = { authorization: 'Bearer sandbox-token' };
export const SHOPLAZZA_TOKEN = { 'access-token': 'sandbox-token' };
