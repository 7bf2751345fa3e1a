import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** `/webhooks/{store}/{source}` and `/webhooks/{store}/{source}/{secret}`, as in `serverless.yml`. */
const ROUTE = /^\/webhooks\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/;

/**
 * A request to a webhook address as API Gateway's event, payload format 2.0.
 *
 * @returns undefined if no route matches.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function toHttpEvent(
  request: IncomingMessage,
  body: Buffer,
  now: number,
): APIGatewayProxyEventV2 | undefined {
  const { rawPath, rawQueryString } = addressOf(request);
  const [, store, source, secret] = ROUTE.exec(rawPath)?.map(decoded) ?? [];
  if (store === undefined || source === undefined) return undefined;
  const headers = headersOf(request);
  const method = request.method ?? 'GET';
  const ending = secret === undefined ? '' : '/{secret}';
  return {
    version: '2.0',
    routeKey: `ANY /webhooks/{store}/{source}${ending}`,
    rawPath,
    rawQueryString,
    headers,
    pathParameters: { store, source, ...(secret !== undefined && { secret }) },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: `ANY /webhooks/{store}/{source}${ending}`,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(isUtf8(body) ? 'utf8' : 'base64') }),
    isBase64Encoded: !isUtf8(body),
  };
}

/** Splits the raw address; `URL` would normalise the path. */
export function addressOf({ url = '/' }: IncomingMessage): {
  readonly rawPath: string;
  readonly rawQueryString: string;
} {
  const [rawPath = '/', ...query] = url.split('?');
  return { rawPath, rawQueryString: query.join('?') };
}

/** Names in lower case; a repeated header becomes one, with commas. */
const headersOf = ({ headersDistinct }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  );

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
