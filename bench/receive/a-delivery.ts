import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { signDelivery } from '../../src/local/samples/post.ts';
import { parseDeliveryFile } from '../../src/sources/delivery-file.ts';

const SAMPLE = new URL('../../events/webhooks/typeform.json', import.meta.url);
export const PUBLIC_URL = 'http://localhost:8787';

/** A signed Typeform delivery as API Gateway's event. */
export function aDelivery(): APIGatewayProxyEventV2 {
  const now = Date.now();
  const sample = parseDeliveryFile(readFileSync(SAMPLE, 'utf8'), now);
  if (sample === undefined) throw new Error('the sample is not a delivery');
  const { url, headers } = signDelivery(sample, { publicUrl: PUBLIC_URL, now });
  const { pathname } = new URL(url);
  const [, , store = '', source = ''] = pathname.split('/');
  const routeKey = 'POST /webhooks/{store}/{source}';
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: '',
    headers: { ...headers, host: 'localhost:8787' },
    pathParameters: { store, source },
    requestContext: {
      accountId: '000000000000',
      apiId: 'bench',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: 'POST',
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'Typeform Webhooks',
      },
      requestId: 'bench',
      routeKey,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: now,
    },
    body: sample.body,
    isBase64Encoded: false,
  };
}
