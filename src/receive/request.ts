import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request to a webhook address, with the exact bytes of its body. */
export interface ReceiveRequest {
  readonly method: string;
  /** As in the address; absent where it cannot be the name of a store. */
  readonly store: string | undefined;
  /** As in the address; absent where it cannot be the name of a source. */
  readonly source: string | undefined;
  /** What the address ends in after the source. */
  readonly secret: string | undefined;
  /** Without the question mark, as it was sent. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Any text may stand in an address: only what fits this reaches a log, a parameter's name or a message. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Reads what API Gateway hands over. Takes events that lack what it always sends. */
export function toRequest(event: Partial<APIGatewayProxyEventV2>): ReceiveRequest {
  const { store, source, secret } = event.pathParameters ?? {};
  return {
    method: event.requestContext?.http?.method ?? '',
    store: nameOf(store),
    source: nameOf(source),
    secret: secret === '' ? undefined : secret,
    query: event.rawQueryString ?? '',
    headers: Object.fromEntries(
      Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
      ),
    ),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

const nameOf = (text: string | undefined): string | undefined =>
  typeof text === 'string' && NAME.test(text) ? text : undefined;
