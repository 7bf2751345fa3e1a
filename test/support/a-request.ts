import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface RequestOptions {
  readonly method?: string;
  readonly store?: string;
  readonly source?: string;
  readonly secret?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes come as base64, as from API Gateway. */
  readonly body?: string | Uint8Array;
}

/** A request as an HTTP API passes it to a function (payload 2.0). */
export function aRequest(options: RequestOptions = {}): APIGatewayProxyEventV2 {
  const { method = 'POST', store = 'tw-main', source = 'form', secret, query = '' } = options;
  const { headers = {}, body = '' } = options;
  const rawPath = `/webhooks/${store}/${source}${secret === undefined ? '' : `/${secret}`}`;
  const route = `${method} /webhooks/{store}/{source}${secret === undefined ? '' : '/{secret}'}`;
  const isText = typeof body === 'string';
  return {
    version: '2.0',
    routeKey: route,
    rawPath,
    rawQueryString: query,
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: { store, source, ...(secret !== undefined && { secret }) },
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.10',
        userAgent: 'test',
      },
      requestId: 'id',
      routeKey: route,
      stage: '$default',
      time: '22/Nov/2026:03:04:05 +0000',
      timeEpoch: 1_795_316_645_000,
    },
    ...(body.length > 0 && { body: isText ? body : Buffer.from(body).toString('base64') }),
    isBase64Encoded: !isText,
  };
}
