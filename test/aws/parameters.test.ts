import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openParameters, type ReadParameter } from '../../src/aws/parameters.ts';
import { readSecret } from '../../src/aws/stores.ts';
import { sdkParameters } from '../../src/aws/sdk-parameters.ts';
import { createParameterStore, type ParameterStore } from '../../src/local/aws/parameter-store.ts';
import { localAws } from '../support/local-credentials.ts';
import { openStubServer } from '../support/stub-server.ts';

const NAME = '/relay/stores/tw-main';
const PATIENCE = { connectMs: 1_000, requestMs: 1_000, tries: 2 };
const openAt = (url: string): ReadParameter =>
  openParameters({ AWS_ENDPOINT_URL_SSM: url }, PATIENCE, Date.now);

beforeAll(() => {
  Object.assign(process.env, {
    AWS_REGION: 'ap-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDLOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

describe.each<[string, (endpoint: string) => ReadParameter]>([
  ['by the thin client', openAt],
  ["by the SDK's client", (endpoint) => sdkParameters(new SSMClient(localAws(endpoint)))],
])('Parameter Store %s', (_, openParameter) => {
  let store: ParameterStore;
  let readParameter: ReadParameter;
  beforeEach(async () => {
    store = createParameterStore();
    readParameter = openParameter(await store.listen());
  });
  afterEach(() => store.close());

  it('returns the decrypted value', async () => {
    store.put(NAME, '{"名":"💌"}');
    expect(await readParameter(NAME)).toBe('{"名":"💌"}');
  });

  it('returns undefined for an unknown name', async () => {
    expect(await readParameter(NAME)).toBeUndefined();
  });

  it('says why a secret cannot be read', async () => {
    await expect(readSecret(readParameter, '/relay/key')).rejects.toThrow(
      'parameter /relay/key is invalid: it cannot be read (ParameterNotFound); create it as a SecureString with at least 32 random characters',
    );
  });

  it('returns a secret', async () => {
    store.put('/relay/key', 'a secret');
    expect(await readSecret(readParameter, '/relay/key')).toBe('a secret');
  });
});

describe('a secret', () => {
  it.each<[string, ReadParameter, string]>([
    ['empty', async () => '', 'it is empty'],
    [
      'refused',
      async () => {
        throw Object.assign(new Error('arn:aws:… may not'), { name: 'AccessDeniedException' });
      },
      'it cannot be read (AccessDeniedException);',
    ],
  ])('that is %s has the function say so', async (_, readParameter, problem) => {
    const why = `parameter /relay/key is invalid: ${problem}`;
    await expect(readSecret(readParameter, '/relay/key')).rejects.toThrow(why);
  });
});

describe('a request', () => {
  it('is one of the JSON protocol, signed', async () => {
    const server = await openStubServer((_, response) => response.end('{}'));
    expect(await openAt(server.url)(NAME)).toBe('');
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonSSM.GetParameter',
        authorization: expect.stringMatching(/Credential=AKIDLOCAL\/\d{8}\/ap-east-1\/ssm\//),
      },
    });
    await server.close();
  });

  it.each([
    ['AccessDeniedException', 400, 1],
    ['ThrottlingException', 400, 2],
    ['InternalServerError', 500, 2],
  ])('that is refused with %s (%i) is sent %i times in all', async (type, status, times) => {
    const server = await openStubServer((_, response) => {
      response.writeHead(status);
      response.end(JSON.stringify({ __type: type, message: NAME }));
    });
    await expect(openAt(server.url)(NAME)).rejects.toMatchObject({
      name: type,
      message: `Parameter Store answered ${status}`,
    });
    expect(server.requests).toHaveLength(times);
    await server.close();
  });
});
