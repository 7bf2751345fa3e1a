import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openParameters } from '../../src/aws/parameters.ts';
import { createSenders, createStores } from '../../src/aws/stores.ts';
import { RejectedError, WaitError } from '../../src/event/errors.ts';
import { parseSource, parseStore } from '../../src/event/parse-store.ts';
import { createParameterStore, type ParameterStore } from '../../src/local/aws/parameter-store.ts';
import { parseConfigured, parseConfiguredSource } from '../../src/sources/parse-configured.ts';
import type { Stores } from '../../src/delivery/stores-port.ts';

const PARAMETER = '/relay/stores/tw-main';
const aStore = (accessToken: string): string =>
  JSON.stringify({ platform: 'shopline', baseUrl: 'https://open.shopline.io/v1', accessToken });

let parameters: ParameterStore;
let clock = 0;
let stores: Stores;
const reading = (ttlMs: number) => ({
  readParameter: openParameters(
    { AWS_ENDPOINT_URL_SSM: parameters.endpoint },
    { connectMs: 1_000, requestMs: 1_000, tries: 1 },
    Date.now,
  ),
  path: '/relay/stores',
  ttlMs,
  now: () => clock,
});
const open = (ttlMs = 60_000): Stores =>
  createStores({ ...reading(ttlMs), parse: parseConfigured });
const tokenOf = async (): Promise<string> => (await stores.get('tw-main')).accessToken;
const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeAll(() => {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
beforeEach(async () => {
  parameters = createParameterStore();
  await parameters.listen();
  parameters.put(PARAMETER, aStore('old-token'));
  clock = Date.parse('2026-11-22T09:00:00Z');
  stores = open();
});
afterEach(() => parameters.close());

describe('get', () => {
  it('reads a store once for parallel calls, and decrypts it', async () => {
    const answers = await Promise.all([tokenOf(), tokenOf(), tokenOf()]);
    expect(answers).toEqual(['old-token', 'old-token', 'old-token']);
    expect(parameters.reads(PARAMETER)).toBe(1);
  });

  it('caches a store for its TTL', async () => {
    await tokenOf();
    parameters.put(PARAMETER, aStore('new-token'));
    clock += 59_999;
    expect(await tokenOf()).toBe('old-token');
    clock += 1;
    expect(await tokenOf()).toBe('new-token');
    expect(parameters.reads(PARAMETER)).toBe(2);
  });

  it('reads each time with a TTL of zero', async () => {
    stores = open(0);
    await tokenOf();
    await tokenOf();
    expect(parameters.reads(PARAMETER)).toBe(2);
  });

  it('refuses an unknown store, and does not read again for 5 s', async () => {
    const error = await errorOf(stores.get('nowhere'));
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({
      reason: 'unknown_store',
      message:
        'no store "nowhere" is configured; put its configuration to the parameter /relay/stores/nowhere or correct data.store, then replay',
    });
    clock += 4_999;
    expect(await errorOf(stores.get('nowhere'))).toMatchObject({ reason: 'unknown_store' });
    expect(parameters.reads('/relay/stores/nowhere')).toBe(1);
    parameters.put('/relay/stores/nowhere', aStore('token'));
    clock += 1;
    expect(await stores.get('nowhere')).toMatchObject({ accessToken: 'token' });
  });

  it('keeps other stores cached when one is unknown', async () => {
    await tokenOf();
    await errorOf(stores.get('nowhere'));
    await tokenOf();
    expect(parameters.reads(PARAMETER)).toBe(1);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'every mistake',
      JSON.stringify({ platform: 'my-secret', baseUrl: 'ftp://my-secret', country: 'my-secret' }),
      ['`accessToken` is missing', '/platform must be', '/baseUrl must be', '/country must be'],
    ],
    ['that it is not JSON', '{"accessToken":"my-secret"', ['it is not JSON']],
  ])('names %s of an invalid configuration and no value, and waits', async (_, text, problems) => {
    parameters.put(PARAMETER, text);
    const error = await errorOf(stores.get('tw-main'));
    expect(error).toBeInstanceOf(WaitError);
    expect(error).toMatchObject({ isMisconfigured: true });
    const { message, stack, cause } = error as Error;
    expect(message).toMatch(/^the configuration of store "tw-main" is invalid: /);
    for (const problem of problems) expect(message).toContain(problem);
    expect(`${stack} ${String(cause)}`).not.toContain('secret');
    parameters.put(PARAMETER, aStore('token'));
    clock += 5_000;
    expect(await tokenOf()).toBe('token');
  });

  it('rejects with WaitError when Parameter Store cannot be reached, and reads again after 5 s', async () => {
    const port = Number(new URL(parameters.endpoint).port);
    await parameters.close();
    const errors = await Promise.all([errorOf(tokenOf()), errorOf(tokenOf())]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(WaitError);
      expect(String(error)).toMatch(/^WaitError: Parameter Store cannot be reached \(\w+\)$/);
    }
    parameters = createParameterStore();
    parameters.put(PARAMETER, aStore('token'));
    await parameters.listen({ port });
    expect(await errorOf(tokenOf())).toBeInstanceOf(WaitError);
    clock += 5_000;
    expect(await tokenOf()).toBe('token');
  });

  it('tells a missing right without the name, which a sender chooses', async () => {
    const refused = createStores({
      readParameter: async () => {
        throw Object.assign(new Error('arn:…/0912345678'), { name: 'AccessDeniedException' });
      },
      path: '/relay/stores',
      ttlMs: 1,
      now: () => clock,
      parse: parseStore,
    });
    expect(await errorOf(refused.get('0912345678'))).toMatchObject({
      isMisconfigured: true,
      message:
        'Parameter Store refuses access (AccessDeniedException): the right ssm:GetParameter on the parameters below /relay/stores is missing; deploy again, or correct the role and the policies',
    });
  });

  it('reads an unknown store once, and none of very many pushes out a known one', async () => {
    await tokenOf();
    const names = Array.from({ length: 1_100 }, (_, index) => `flood-${index}`);
    for (const name of names) await errorOf(stores.get(name));
    await errorOf(stores.get('flood-1099'));
    expect(parameters.reads('/relay/stores/flood-1099')).toBe(1);
    await errorOf(stores.get('flood-0'));
    expect(parameters.reads('/relay/stores/flood-0')).toBe(2);
    await tokenOf();
    expect(parameters.reads(PARAMETER)).toBe(1);
  });
});

describe('refresh', () => {
  beforeEach(async () => {
    await tokenOf();
    parameters.put(PARAMETER, aStore('new-token'));
    clock += 1_000;
  });

  it('reads a new token at once, and caches it', async () => {
    expect(await stores.refresh('tw-main', 'old-token')).toMatchObject({
      accessToken: 'new-token',
    });
    expect(await tokenOf()).toBe('new-token');
    expect(parameters.reads(PARAMETER)).toBe(2);
  });

  it('does not read when the token has been replaced already', async () => {
    await stores.refresh('tw-main', 'old-token');
    clock += 30_000;
    expect(await stores.refresh('tw-main', 'old-token')).toMatchObject({
      accessToken: 'new-token',
    });
    expect(parameters.reads(PARAMETER)).toBe(2);
  });

  it('reads once for parallel refusals', async () => {
    await Promise.all(Array.from({ length: 10 }, () => stores.refresh('tw-main', 'old-token')));
    expect(parameters.reads(PARAMETER)).toBe(2);
  });

  it('does not read the same refused token twice within a second', async () => {
    await stores.refresh('tw-main', 'old-token');
    clock += 999;
    expect(await stores.refresh('tw-main', 'new-token')).toMatchObject({
      accessToken: 'new-token',
    });
    expect(parameters.reads(PARAMETER)).toBe(2);
    clock += 1;
    await stores.refresh('tw-main', 'new-token');
    expect(parameters.reads(PARAMETER)).toBe(3);
  });

  it('does not read twice within a second after a failure either', async () => {
    parameters.put(PARAMETER, 'no JSON');
    expect(await errorOf(stores.refresh('tw-main', 'old-token'))).toBeInstanceOf(WaitError);
    expect(await errorOf(stores.refresh('tw-main', 'old-token'))).toBeInstanceOf(WaitError);
    expect(parameters.reads(PARAMETER)).toBe(2);
  });

  it('reads a store that is not cached yet', async () => {
    stores = open();
    expect(await stores.refresh('tw-main', 'old-token')).toMatchObject({
      accessToken: 'new-token',
    });
  });
});

describe('a store that holds its own sources', () => {
  it('is reported once, by its name', async () => {
    const named: string[] = [];
    stores = createStores({
      ...reading(0),
      parse: parseStore,
      onOwnSources: (name) => void named.push(name),
    });
    await tokenOf();
    parameters.put(PARAMETER, JSON.stringify({ ...JSON.parse(aStore('x')), sources: {} }));
    await tokenOf();
    await tokenOf();
    expect(named).toEqual(['tw-main']);
  });
});

describe('senders', () => {
  const JOIN = '/relay/sources/tw-main/join';
  const openSenders = () =>
    createSenders({ ...reading(60_000), parse: parseSource, path: '/relay/sources' });

  it('are read one by one, cached, and without the parameter of the shop', async () => {
    parameters.put(JOIN, '{"tool":"tally","country":"TW"}');
    const senders = openSenders();
    const answers = await Promise.all([
      senders.find('tw-main', 'join'),
      senders.find('tw-main', 'join'),
    ]);
    expect(answers).toEqual([
      { tool: 'tally', country: 'TW' },
      { tool: 'tally', country: 'TW' },
    ]);
    expect([parameters.reads(JOIN), parameters.reads()]).toEqual([1, 1]);
  });

  it('that do not exist cost one read in 5 s', async () => {
    const senders = openSenders();
    expect(await senders.find('tw-main', 'join')).toBeUndefined();
    parameters.put(JOIN, '{"tool":"tally"}');
    clock += 4_999;
    expect(await senders.find('tw-main', 'join')).toBeUndefined();
    clock += 1;
    expect(await senders.find('tw-main', 'join')).toEqual({ tool: 'tally' });
    expect(parameters.reads(JOIN)).toBe(2);
  });

  it('are never read by a name that leads elsewhere', async () => {
    const senders = openSenders();
    for (const [store, source] of [
      ['..', 'stores'],
      ['tw-main/..', 'x'],
      ['', 'x'],
      ['tw-main', 'a/b'],
    ] as const) {
      expect(await senders.find(store, source)).toBeUndefined();
    }
    expect(parameters.reads()).toBe(0);
  });

  it('that are invalid make the sender wait, and the error names no value', async () => {
    parameters.put(JOIN, '{"tool":"my-secret"}');
    const error = await errorOf(openSenders().find('tw-main', 'join'));
    expect(error).toBeInstanceOf(WaitError);
    expect(String(error)).toMatch(
      /the configuration of source "join" of store "tw-main" is invalid: \/tool /,
    );
    expect(String(error)).not.toContain('my-secret');
    await parameters.close();
    expect(await errorOf(openSenders().find('tw-main', 'join'))).toBeInstanceOf(WaitError);
  });

  it('that the schema alone cannot refuse are refused as `store put` refuses them', async () => {
    const lists = { field: 'q', granted: ['Yes'], denied: ['yes'] };
    parameters.put(JOIN, JSON.stringify({ tool: 'typeform', fields: { 'consent.email': lists } }));
    const read = { ...reading(60_000), path: '/relay/sources', parse: parseConfiguredSource };
    expect(await errorOf(createSenders(read).find('tw-main', 'join'))).toMatchObject({
      name: 'WaitError',
      message: expect.stringContaining(
        '/sources/join/fields/consent.email has the same answer in `granted`',
      ) as string,
    });
  });
});

describe('a configuration that the schema alone cannot refuse', () => {
  const put = (source: object): void => {
    const store = JSON.parse(aStore('an-invented-token')) as object;
    parameters.put(
      PARAMETER,
      JSON.stringify({ ...store, sources: { news: { tool: 'typeform', ...source } } }),
    );
  };
  const messageOf = async (): Promise<string> => {
    const error = await errorOf(stores.get('tw-main'));
    // Its signups wait: a corrected configuration delivers them.
    expect(error).toBeInstanceOf(WaitError);
    return (error as WaitError).message;
  };
  const START = 'the configuration of store "tw-main" is invalid: /sources/news';

  it.each([
    [
      'an answer of both lists',
      {
        fields: {
          'consent.email': { field: 'q', granted: ['Yes &amp; No'], denied: ['yes & no'] },
        },
      },
      '/fields/consent.email has the same answer in `granted` (number 1) and in `denied` (number 1): take it out of one list',
    ],
    ['a trust that is none', { trust: 'trusted' }, '/trust must be `verified` or `anonymous`'],
    [
      'an unknown option of a consent field',
      { fields: { 'consent.sms': { field: 'q', grant: ['Yes'] } } },
      '/fields/consent.sms has the unknown option `grant`: a consent field has `field`, `granted` and `denied`',
    ],
  ])('%s is refused with its place and what to do', async (_, source, message) => {
    put(source);
    expect(await messageOf()).toBe(START + message);
  });

  it('lists without a common answer are taken', async () => {
    put({ fields: { 'consent.email': { field: 'q', granted: ['Yes'], denied: ['No'] } } });
    expect(await tokenOf()).toBe('an-invented-token');
  });
});
