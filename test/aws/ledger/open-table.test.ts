import { afterEach, beforeAll, expect, it } from 'vitest';
import { awsEndpoint } from '../../../src/aws/json/open.ts';
import { openLedgerTable } from '../../../src/aws/ledger/open-table.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { openStubServer, type StubServer } from '../../support/stub-server.ts';

let server: StubServer | undefined;
beforeAll(() => {
  Object.assign(process.env, {
    AWS_REGION: 'ap-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDLOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'session',
  });
});
afterEach(() => server?.close());

it.each([
  [{}, 'ap-east-1', 'https://dynamodb.ap-east-1.amazonaws.com/'],
  [{}, 'cn-north-1', 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
  [
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'us-east-1',
    'https://dynamodb-fips.us-east-1.amazonaws.com/',
  ],
  [
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'us-gov-west-1',
    'https://dynamodb.us-gov-west-1.amazonaws.com/',
  ],
  [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'eu-west-1', 'https://dynamodb.eu-west-1.api.aws/'],
  [
    {
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
    },
    'eu-west-1',
    'https://dynamodb.eu-west-1.amazonaws.com/',
  ],
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'eu-west-1', 'http://127.0.0.1:4566/'],
  [
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2' },
    'eu-west-1',
    'http://127.0.0.1:2/',
  ],
  [{ AWS_ENDPOINT_URL_DYNAMODB: '' }, 'us-west-2', 'https://dynamodb.us-west-2.amazonaws.com/'],
])('with %j in %s DynamoDB is at %s', (env, region, url) => {
  expect(awsEndpoint(env, 'dynamodb', region).href).toBe(url);
});

it.each([
  [{}, 'ap-east-1', 'https://ssm.ap-east-1.amazonaws.com/'],
  [{ AWS_ENDPOINT_URL_DYNAMODB: 'http://x' }, 'eu-west-1', 'https://ssm.eu-west-1.amazonaws.com/'],
  [{ AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:2' }, 'eu-west-1', 'http://127.0.0.1:2/'],
])('with %j in %s Parameter Store is at %s', (env, region, url) => {
  expect(awsEndpoint(env, 'ssm', region).href).toBe(url);
});

it('signs with the credentials and the region of the environment', async () => {
  server = await openStubServer((_, response) => response.end('{}'));
  const table = openLedgerTable({ AWS_ENDPOINT_URL: server.url }, 'ledger', Date.now);
  expect(await table.get('pk')).toBeUndefined();
  expect(server.requests[0]?.headers).toMatchObject({
    'x-amz-security-token': 'session',
    authorization: expect.stringMatching(/Credential=AKIDLOCAL\/\d{8}\/ap-east-1\/dynamodb\//),
  });
});

it('makes one try in the fast mode', async () => {
  server = await openStubServer((_, response) => {
    response.statusCode = 500;
    response.end();
  });
  const table = openLedgerTable({ AWS_ENDPOINT_URL: server.url }, 'ledger', Date.now);
  await expect(table.getAll(['pk'], 'fast')).rejects.toBeInstanceOf(WaitError);
  expect(server.requests).toHaveLength(1);
});
