import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awsEndpoint } from '../../../src/aws/json/open.ts';
import { gathered, openLedgerTable } from '../../../src/aws/ledger/open-table.ts';
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

describe('gathered reads', () => {
  const itemOf = (pk: string) => ({ pk, of: pk });
  const open = () => {
    const requests: (readonly string[])[] = [];
    const modes: unknown[] = [];
    const getAll = gathered(async (pks, mode) => {
      requests.push(pks.concat());
      modes.push(mode);
      if (pks.includes('broken')) throw new WaitError('the ledger is throttled');
      return new Map(pks.filter((pk) => pk !== 'none').map((pk) => [pk, itemOf(pk)]));
    });
    return { getAll, requests, modes };
  };

  it('are one request per turn, and each caller gets its own items', async () => {
    const { getAll, requests } = open();
    const answers = await Promise.all([getAll(['a', 'b']), getAll(['b', 'none']), getAll([])]);
    expect(requests).toEqual([['a', 'b', 'none']]);
    expect(answers.map((items) => Array.from(items.values()))).toEqual([
      [itemOf('a'), itemOf('b')],
      [itemOf('b')],
      [],
    ]);
  });

  it('start after they were asked for: a later one never gets an earlier answer', async () => {
    const { getAll, requests } = open();
    const first = getAll(['a']);
    await first;
    await getAll(['a']);
    expect(requests).toEqual([['a'], ['a']]);
  });

  it('are read one by one where the request fails, so that one of them stops no other', async () => {
    const { getAll, requests, modes } = open();
    const answers = await Promise.allSettled([getAll(['a']), getAll(['broken'])]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await getAll(['a'])).get('a')).toEqual(itemOf('a'));
    expect(requests).toEqual([['a', 'broken'], ['a'], ['broken'], ['a']]);
    // The time for tries is used up: a second time would end the function.
    expect(modes).toEqual([undefined, 'fast', 'fast', undefined]);
  });

  it('are not read again where one caller asked alone', async () => {
    const { getAll, requests } = open();
    await expect(getAll(['broken'])).rejects.toThrow('throttled');
    expect(requests).toEqual([['broken']]);
  });

  it('leave the fast reads of a batch alone', async () => {
    const { getAll, requests } = open();
    await Promise.all([getAll(['a'], 'fast'), getAll(['b'], 'fast, eventually consistent')]);
    expect(requests).toEqual([['a'], ['b']]);
  });
});
