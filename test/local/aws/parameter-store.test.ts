import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
  SSMServiceException,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createParameterStore,
  type ParameterStore,
} from '../../../src/local/aws/parameter-store.ts';

const NOW = Date.parse('2026-11-22T03:04:05Z');
let store: ParameterStore;
let client: SSMClient;

beforeEach(async () => {
  store = createParameterStore(() => NOW);
  client = new SSMClient({
    endpoint: await store.listen(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterEach(async () => {
  client.destroy();
  await store.close();
});

const put = async (name: string, value: string, more: object = {}) =>
  client.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', ...more }));
const get = async (name: string, decrypt = true) =>
  client.send(new GetParameterCommand({ Name: name, WithDecryption: decrypt }));

it('returns a stored value with version and time', async () => {
  expect(await put('/app/one', 'secret')).toMatchObject({ Version: 1, Tier: 'Standard' });
  expect((await get('/app/one')).Parameter).toMatchObject({
    Name: '/app/one',
    Value: 'secret',
    Type: 'SecureString',
    Version: 1,
    LastModifiedDate: new Date(NOW),
    ARN: expect.stringMatching(/:parameter\/app\/one$/),
  });
});

it('returns a SecureString unreadable without decryption', async () => {
  store.put('/app/one', 'secret');
  expect((await get('/app/one', false)).Parameter?.Value).not.toContain('secret');
  await put('/app/open', 'open', { Type: 'String' });
  expect((await get('/app/open', false)).Parameter?.Value).toBe('open');
});

it('answers for an unknown name as the SDK expects', async () => {
  const failure = get('/app/nothing');
  await expect(failure).rejects.toBeInstanceOf(ParameterNotFound);
  await expect(failure).rejects.toMatchObject({
    $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
  });
  await expect(
    client.send(new DeleteParameterCommand({ Name: '/app/nothing' })),
  ).rejects.toBeInstanceOf(ParameterNotFound);
});

it('overwrites only when told to', async () => {
  await put('/app/one', 'old');
  await expect(put('/app/one', 'new')).rejects.toBeInstanceOf(ParameterAlreadyExists);
  expect(await put('/app/one', 'new', { Overwrite: true })).toMatchObject({ Version: 2 });
  expect((await get('/app/one')).Parameter?.Value).toBe('new');
});

it.each([
  ['Standard', 4_096],
  ['Advanced', 8_192],
])('accepts values up to the limit of the tier %s', async (tier, length) => {
  await put('/app/long', 'x'.repeat(length), { Tier: tier });
  await expect(put('/app/longer', 'x'.repeat(length + 1), { Tier: tier })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

it('deletes', async () => {
  store.put('/app/one', 'secret');
  await client.send(new DeleteParameterCommand({ Name: '/app/one' }));
  await expect(get('/app/one')).rejects.toBeInstanceOf(ParameterNotFound);
});

it('reads several, and lists the missing ones', async () => {
  store.put('/app/one', '1');
  store.put('/app/two', '2');
  const names = ['/app/one', '/app/three', '/app/two'];
  const answer = await client.send(
    new GetParametersCommand({ Names: names, WithDecryption: true }),
  );
  expect(answer.Parameters?.map(({ Value: value }) => value)).toEqual(['1', '2']);
  expect(answer.InvalidParameters).toEqual(['/app/three']);
});

it('reads a path in pages, deeper levels only on request', async () => {
  for (let index = 0; index < 12; index += 1)
    store.put(`/app/stores/${String(index).padStart(2, '0')}`, 'x');
  store.put('/app/stores/deep/one', 'x');
  store.put('/app/storesroom', 'x');
  const page = async (more: object) => {
    const answer = await client.send(
      new GetParametersByPathCommand({ Path: '/app/stores', ...more }),
    );
    return [answer.Parameters?.length, answer.NextToken] as const;
  };
  const [count, token] = await page({});
  expect([count, await page({ NextToken: token })]).toEqual([10, [2, undefined]]);
  expect(await page({ NextToken: token, Recursive: true })).toEqual([3, undefined]);
  expect(await page({ MaxResults: 5 })).toEqual([5, '5']);
});

it('counts reads over HTTP, found or not, so that tests can check caching', async () => {
  store.put('/app/one', '1');
  await get('/app/one');
  await get('/app/one');
  await get('/app/nothing').catch(() => undefined);
  expect([
    store.reads('/app/one'),
    store.reads('/app/nothing'),
    store.reads('/app/two'),
    store.reads(),
  ]).toEqual([2, 1, 0, 3]);
});

it('refuses unknown calls', async () => {
  const call = async (target: string, body: string) => {
    const answer = await fetch(store.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body,
    });
    return [answer.status, Object.values((await answer.json()) as object)[0]];
  };
  expect(await call('AmazonSQS.SendMessage', '{}')).toEqual([400, 'UnknownOperationException']);
  expect(await call('AmazonSSM.GetParameter', '{')).toEqual([400, 'SerializationException']);
  expect(await call('AmazonSSM.GetParameter', '{}')).toEqual([400, 'ValidationException']);
  await expect(get('')).rejects.toBeInstanceOf(SSMServiceException);
});

it('has no address before it listens', () => {
  expect(() => createParameterStore().endpoint).toThrow('listen');
});
