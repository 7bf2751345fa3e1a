import { expect, it } from 'vitest';
import { aRequest } from '../support/a-request.ts';
import { openReceive } from './open-receive.ts';

/** As the documentation of the services shows them. */
const REST_API = {
  resource: '/webhooks/{store}/{source}',
  path: '/webhooks/tw-main/form',
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/json' },
  multiValueHeaders: { 'Content-Type': ['application/json'] },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: { store: 'tw-main', source: 'form' },
  stageVariables: null,
  requestContext: { resourceId: 'r', resourcePath: '/webhooks', httpMethod: 'POST', stage: 'dev' },
  body: '{}',
  isBase64Encoded: false,
};
const HTTP_API_1 = { ...REST_API, version: '1.0' };
const LOAD_BALANCER = {
  requestContext: {
    elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b' },
  },
  httpMethod: 'POST',
  path: '/webhooks/tw-main/form',
  queryStringParameters: {},
  headers: { 'content-type': 'application/json' },
  body: '{}',
  isBase64Encoded: false,
};
const { httpMethod: _, ...BARE_LOAD_BALANCER } = { ...LOAD_BALANCER, headers: undefined };
const { pathParameters: __, ...WITHOUT_NAMES } = aRequest();
const FUNCTION_URL = { ...WITHOUT_NAMES, routeKey: '$default' };

it.each([
  ['a REST API', REST_API, 'a REST API sent this event'],
  ['an HTTP API with payload 1.0', HTTP_API_1, 'PayloadFormatVersion'],
  ['a load balancer', LOAD_BALANCER, 'a load balancer sent this event'],
  ['a load balancer with multi-value headers', BARE_LOAD_BALANCER, 'a load balancer'],
  ['a function URL', FUNCTION_URL, 'POST /webhooks/{store}/{source}'],
])('an event of %s gets an answer that says what is needed', async (_name, event, text) => {
  const { receive, reports, copies } = openReceive({ form: { tool: 'html-form' } });
  const answer = await receive(event as never);
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
  expect(JSON.parse(answer.body ?? '')).toMatchObject({
    detail: expect.stringContaining(text) as string,
  });
  expect(reports).toEqual([
    expect.objectContaining({
      outcome: 'unavailable',
      misconfigured: true,
      why: expect.stringContaining(text) as string,
    }),
  ]);
  expect(copies).toEqual([]);
});
