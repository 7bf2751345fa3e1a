import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askHidden, type Terminal } from '../../../src/cli/terminal.ts';
import { putStoreFile } from '../../../src/cli/stores/put-store.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { localAws } from '../../support/local-credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-write-stores-'));
const TOKEN = 'sandbox-token';
const SECRET = 'a-secret-that-must-never-show';
const STORES = '/signup-relay/local/stores';
const SOURCES = '/signup-relay/local/sources';
let local: Embedded;
let ssm: SSMClient;
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
  ssm = new SSMClient(localAws(local.parameterStore.endpoint));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  ssm.destroy();
  await local.close();
});
beforeEach(() => {
  local.shopline.reset();
  local.shoplazza.reset();
});

async function runWith(changes: Partial<Terminal>, ...args: readonly string[]) {
  const { terminal, out, err } = aTerminal({ env: local.env, ...changes });
  const code = await runCli(['store', ...args], terminal);
  const text = out();
  expect(text + err()).not.toContain(TOKEN);
  expect(text + err()).not.toContain(SECRET);
  return { code, out: text, err: err() };
}
const run = (...args: readonly string[]) => runWith({}, ...args);
const json = async (...args: readonly string[]) => {
  const { code, out } = await run(...args, '--json');
  return { code, answer: JSON.parse(out) as Record<string, unknown> };
};
const aStore = (changes: object = {}) => ({
  platform: 'shoplazza',
  baseUrl: local.shoplazza.baseUrl,
  accessToken: TOKEN,
  country: 'US',
  ...changes,
});
const source = (changes: object = {}) => ({ tool: 'tally', secrets: [SECRET], ...changes });
let files = 0;
function fileOf(content: unknown): string {
  const path = join(folder, `${(files += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const newName = (): string => `store-${(files += 1)}`;
const newStore = (changes: object = {}): string => {
  const name = newName();
  local.putStore(name, aStore(changes));
  return name;
};
const shopOf = async (name: string): Promise<unknown> => {
  const command = new GetParameterCommand({ Name: `${STORES}/${name}`, WithDecryption: true });
  const answer = await ssm.send(command).catch(() => undefined);
  return answer && JSON.parse(answer.Parameter?.Value ?? '');
};
const sourcesOf = async (name: string): Promise<Record<string, unknown>> => {
  const Path = `${SOURCES}/${name}`;
  const command = new GetParametersByPathCommand({ Path, WithDecryption: true });
  const { Parameters = [] } = await ssm.send(command);
  return Object.fromEntries(
    Parameters.map(({ Name = '', Value = '' }) => [
      Name.slice(Path.length + 1),
      JSON.parse(Value) as unknown,
    ]),
  );
};

describe('store put', () => {
  it('shows what it would create, tries the token, and writes nothing without --execute', async () => {
    const name = newName();
    const { code, out } = await run('put', name, fileOf(aStore({ sources: { join: source() } })));
    expect({ code, shop: await shopOf(name), sources: await sourcesOf(name) }).toEqual({
      code: 1,
      shop: undefined,
      sources: {},
    });
    expect(out).toContain(
      `Nothing is written yet. This creates ${name}. The shop accepts the token.`,
    );
    expect(out).toMatch(/^ {2}added {4}platform +shoplazza$/m);
    expect(out).toMatch(/^ {2}added {4}accessToken$/m);
    expect(out).toMatch(/^ {2}added {4}sources\.join\.secrets\.0$/m);
    expect(out).toContain('run the same command with --execute.');
    expect(local.shoplazza.calls()).toHaveLength(1);
  });

  it('writes the shop and each source apart, with the country that its phones get', async () => {
    const name = newName();
    const sources = { join: source(), pos: source({ country: 'TW' }) };
    const { code, out } = await run('put', name, fileOf(aStore({ sources })), '--execute');
    expect({ code, shop: await shopOf(name), sources: await sourcesOf(name) }).toEqual({
      code: 0,
      shop: aStore(),
      sources: { join: source({ country: 'US' }), pos: source({ country: 'TW' }) },
    });
    expect(out).toContain(`Created ${name}, version 1. The shop accepts the token.`);
  });

  it('shows settings that are no secret with both values, and secrets by their place', async () => {
    const name = newStore({ sources: { join: source() } });
    const sources = { join: source({ secrets: [`${SECRET}2`] }) };
    const limits = [{ perSecond: 1, burst: 1 }];
    const { out } = await run('put', name, fileOf(aStore({ country: 'CA', sources, limits })));
    expect(out).toMatch(/^ {2}changed +country +US → CA$/m);
    expect(out).toMatch(/^ {2}changed +sources\.join\.secrets\.0$/m);
    expect(out).toMatch(/^ {2}added +limits\.0\.burst +1$/m);
    expect(await shopOf(name)).toEqual(aStore());
  });

  it.each([
    ['is no configuration', { platform: 'shopify' }, 'is invalid', 0],
    ['the shop refuses', { accessToken: SECRET }, 'the shop did not accept the token.', 1],
    [
      'no shop answers',
      { baseUrl: 'http://127.0.0.1:9/openapi/2022-01' },
      'did not answer, so the token was',
      0,
    ],
    [
      'has a source that no parameter holds',
      {
        sources: {
          big: { tool: 'tally', secrets: ['x'.repeat(4_000), 'y'.repeat(4_000), 'z'.repeat(400)] },
        },
      },
      /\/sources\/big has 8\d\d\d bytes, and a parameter of AWS holds at most 8192: shorten it, or make two sources of it/,
      0,
    ],
  ])('writes nothing where it %s', async (_, changes, words, calls) => {
    const { code, out } = await run('put', 'never', fileOf(aStore(changes)), '--execute');
    expect({ code, shop: await shopOf('never') }).toEqual({ code: 1, shop: undefined });
    expect(out).toContain('Not written');
    expect(out).toMatch(words);
    expect(local.shoplazza.calls()).toHaveLength(calls);
  });

  it('refuses a version of Shoplazza that the relay does not speak, also without a check', async () => {
    const file = fileOf(aStore({ baseUrl: 'https://demo.myshoplaza.com/openapi/2024-07' }));
    for (const more of [[], ['--no-check']]) {
      const { code, out } = await run('put', 'never', file, '--execute', ...more);
      expect({ code, shop: await shopOf('never') }).toEqual({ code: 1, shop: undefined });
      expect(out.replaceAll(/\s+/g, ' ')).toContain(
        "/baseUrl names version 2024-07 of Shoplazza's API at its end, and the relay speaks 2022-01, 2025-06, 2026-01 or 2026-07: end the address with one of these",
      );
    }
  });

  it.each(['2022-01', '2025-06', '2026-01', '2026-07'])(
    'tests the token in %s',
    async (version) => {
      const baseUrl = local.shoplazza.baseUrl.replace('2022-01', version);
      const { code, out } = await run('put', newName(), fileOf(aStore({ baseUrl })), '--execute');
      expect(code).toBe(0);
      expect(out).toContain('The shop accepts the token.');
    },
  );

  it('does not ask the shop with --no-check', async () => {
    const file = fileOf(aStore({ accessToken: SECRET }));
    const { code, answer } = await json('put', 'unseen', file, '--no-check', '--execute');
    expect(code).toBe(0);
    expect(answer).toMatchObject({ outcome: 'written', isNew: true });
    expect(local.shoplazza.calls()).toEqual([]);
  });

  it('ends with 0 where nothing would change, with and without --execute', async () => {
    const name = newName();
    const file = fileOf(aStore({ sources: { join: source({ country: 'US' }) } }));
    await run('put', name, file, '--execute');
    for (const more of [[], ['--execute']]) {
      const { code, answer } = await json('put', name, file, ...more);
      expect({ code, answer }).toMatchObject({ code: 0, answer: { outcome: 'unchanged' } });
    }
  });

  it.each([
    ['removes a source', { sources: { join: source() } }, /removes the source pos: webhooks/],
    ['has no source left', {}, /removes the sources join, pos: webhooks/],
    [
      'changes the platform',
      { platform: 'shopline', userAgent: 'x', sources: { join: source(), pos: source() } },
      /changes the platform/,
    ],
  ])('needs --replace where it %s', async (_, changes, words) => {
    const name = newStore({ sources: { join: source(), pos: source() } });
    const before = [await shopOf(name), await sourcesOf(name)];
    const file = fileOf(
      aStore({ ...changes, ...('platform' in changes && { baseUrl: local.shopline.baseUrl }) }),
    );
    const held = await run('put', name, file, '--execute');
    expect(held).toMatchObject({ code: 1, out: expect.stringMatching(words) });
    expect(held.out).toContain('with --replace --execute');
    expect([await shopOf(name), await sourcesOf(name)]).toEqual(before);
    expect((await run('put', name, file, '--replace')).code).toBe(1);
    expect([await shopOf(name), await sourcesOf(name)]).toEqual(before);
    expect((await run('put', name, file, '--replace', '--execute')).code).toBe(0);
    const sources = 'sources' in changes ? Object.keys(changes.sources) : [];
    expect(Object.keys(await sourcesOf(name))).toEqual(sources);
  });

  it('keeps the KMS key of a parameter, and gives it to the new sources of the store', async () => {
    const Value = JSON.stringify(aStore());
    const KeyId = 'alias/of-this-shop';
    const Name = `${STORES}/own-key`;
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId }));
    const file = fileOf(aStore({ country: 'CA', sources: { join: source() } }));
    await run('put', 'own-key', file, '--execute');
    for (const parameter of [Name, `${SOURCES}/own-key/join`]) {
      const filter = { Key: 'Name', Option: 'Equals', Values: [parameter] };
      const command = new DescribeParametersCommand({ ParameterFilters: [filter] });
      expect((await ssm.send(command)).Parameters).toMatchObject([{ KeyId }]);
    }
  });

  it('takes any number of sources: each has a parameter of its own', async () => {
    const name = newName();
    const secrets = [SECRET.repeat(3)];
    const sources = Object.fromEntries(
      Array.from({ length: 130 }, (_, index) => [`s${index}`, source({ secrets })]),
    );
    const { code, out } = await run('put', name, fileOf(aStore({ sources })), '--execute');
    expect(code).toBe(0);
    expect(out).toContain('more changes');
    expect(out).not.toContain('AWS charges');
    expect((await json('show', name)).answer['sources']).toHaveLength(130);
  });

  it('says that AWS charges for a source of more than 4 KB', async () => {
    const big = source({ secrets: [SECRET, 'x'.repeat(4_000), 'y'.repeat(1_000)] });
    const { out } = await run('put', newName(), fileOf(aStore({ sources: { big } })), '--execute');
    expect(out).toContain('AWS charges for it');
  });

  it('works by path, before there is a stack', async () => {
    const file = fileOf(aStore({ sources: { join: source() } }));
    const nowhere = { SOURCES_PATH: undefined, STORES_PATH: undefined };
    const put = (...more: readonly string[]) =>
      runWith({ env: { ...local.env, ...nowhere } }, 'put', 'first', file, ...more);
    expect((await put('--execute')).err).toContain('STORES_PATH is not set');
    expect((await put('--path', '/other/prod/', '--execute')).code).toBe(0);
    const Path = '/other';
    const command = new GetParametersByPathCommand({ Path, Recursive: true });
    const names = (await ssm.send(command)).Parameters?.map(({ Name }) => Name);
    expect(names).toEqual(['/other/prod/sources/first/join', '/other/prod/stores/first']);
    expect((await put('--path', 'prod')).err).toContain('--path needs a path');
  });

  it.each([
    ['SOURCES_PATH is not set', { SOURCES_PATH: undefined }],
    ['may lie inside the other', { SOURCES_PATH: `${STORES}/deep` }],
    ['may lie inside the other', { SOURCES_PATH: STORES }],
  ])('refuses to work where %s', async (words, env) => {
    const { code, err } = await runWith(
      { env: { ...local.env, ...env } },
      'put',
      'x',
      fileOf(aStore()),
    );
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) });
  });

  it('says what to do where the file cannot be read', async () => {
    const { code, err } = await run('put', 'x', join(folder, 'nowhere.json'));
    expect(code).toBe(2);
    expect(err).toContain('nowhere.json cannot be read (ENOENT): there is no such file.');
  });

  it.each(['tw main', '../x', 'a/b'])(
    'refuses the name %s, which no event could have',
    async (name) => {
      const { code, out } = await run('put', name, fileOf(aStore()), '--execute');
      expect(code).toBe(1);
      expect(out).toContain('the name must have');
    },
  );
});

describe('store put, killed at any step', () => {
  const BEFORE = { country: 'US', sources: { old: source(), kept: source({ secrets: ['1'] }) } };
  const AFTER = { country: 'CA', sources: { kept: source({ secrets: ['2'] }), new: source() } };
  /** Writes and removals until the kill. */
  const killedAfter = (count: number): Pick<SSMClient, 'send'> => {
    let left = count;
    const send = async (command: { readonly constructor: { readonly name: string } }) => {
      if (/Put|Delete/.test(command.constructor.name) && (left -= 1) < 0) throw new Error('killed');
      return ssm.send(command as GetParameterCommand);
    };
    return { send };
  };
  const put = (name: string, client: Pick<SSMClient, 'send'>) =>
    putStoreFile(
      name,
      JSON.stringify(aStore(AFTER)),
      { checks: false, execute: true, replace: true },
      {
        client,
        paths: { stores: STORES, sources: SOURCES },
        http: () => Promise.reject(new Error('not asked')),
        now: () => 0,
      },
    );

  it.each([0, 1, 2, 3])('after %i of 4: nothing is lost, and it can run again', async (count) => {
    const name = newStore(BEFORE);
    const killed = await put(name, killedAfter(count)).catch((error: unknown) => error);
    expect(killed).toBeInstanceOf(WaitError);
    expect(String(killed)).toContain(`${count} of 4 parameters are done`);
    const sources = await sourcesOf(name);
    // Removals come last: until then the old source is there. New ones are there before the shop says so.
    expect(sources).toHaveProperty('old');
    expect(await shopOf(name)).toMatchObject({ country: count < 3 ? 'US' : 'CA' });
    expect(Object.keys(sources)).toEqual(count < 2 ? ['kept', 'old'] : ['kept', 'new', 'old']);
    expect(await put(name, ssm)).toMatchObject({ outcome: 'written', parameters: 4 - count });
    expect(await put(name, ssm)).toMatchObject({ outcome: 'unchanged' });
    expect(await sourcesOf(name)).toEqual({
      kept: source({ secrets: ['2'], country: 'CA' }),
      new: source({ country: 'CA' }),
    });
  });
});

describe('store set-token', () => {
  const tokenFile = (token: string): string => fileOf(token);

  it('replaces the token, and nothing else', async () => {
    const name = newStore({ accessToken: 'an-old-token', sources: { join: source() } });
    const { code, out } = await run('set-token', name, '--file', tokenFile(`${TOKEN}\n`));
    expect(code).toBe(0);
    expect(out).toContain(`Changed ${name}, version 2. The shop accepts the token.`);
    expect(await shopOf(name)).toEqual(aStore());
    expect(await sourcesOf(name)).toEqual({ join: source({ country: 'US' }) });
  });

  it('asks for it without showing it', async () => {
    const name = newStore({ accessToken: 'an-old-token' });
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return TOKEN;
    };
    expect((await runWith({ askHidden: ask }, 'set-token', name)).code).toBe(0);
    expect(asked).toEqual([`New token of ${name} (it is not shown): `]);
    expect(await shopOf(name)).toEqual(aStore());
  });

  it('writes no token that the shop refuses, unless told so', async () => {
    const name = newStore();
    const file = tokenFile(SECRET);
    const { code, out } = await run('set-token', name, '--file', file);
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('answered 401') });
    expect(await shopOf(name)).toEqual(aStore());
    expect((await run('set-token', name, '--file', file, '--no-check')).code).toBe(0);
    expect(await shopOf(name)).toEqual(aStore({ accessToken: SECRET }));
    local.putStore(name, aStore());
  });

  it.each([
    ['cannot be asked for', undefined, 2, 'There is no terminal to ask for the token.'],
    ['is empty', ' \n', 2, 'There is no token, so nothing was written.'],
    ['cannot be a token', `two words ${SECRET}`, 1, '/accessToken must be visible ASCII'],
    ['is the one that is there', TOKEN, 0, 'is unchanged; nothing was written.'],
  ])('writes nothing where the token %s', async (_, given, code, words) => {
    const name = newStore();
    const done = await runWith({ askHidden: async () => given }, 'set-token', name);
    expect({ code: done.code, text: done.out + done.err }).toEqual({
      code,
      text: expect.stringContaining(words),
    });
    expect(await shopOf(name)).toEqual(aStore());
  });

  it('writes nothing where the parameter has no room: an older version left its sources in it', async () => {
    const name = newStore();
    const sources = { big: source({ secrets: [SECRET, 'x'.repeat(4_000), 'y'.repeat(3_700)] }) };
    const old = aStore({ sources });
    local.parameterStore.put(`${STORES}/${name}`, JSON.stringify(old));
    const calls = local.shoplazza.calls().length;
    const { code, out } = await run('set-token', name, '--file', tokenFile('t'.repeat(500)));
    expect(code).toBe(1);
    expect(out).toMatch(
      /has 8\d\d\d bytes, and a parameter of AWS holds at most 8192: .*store migrate/,
    );
    expect(await shopOf(name)).toEqual(old);
    expect(local.shoplazza.calls()).toHaveLength(calls);
    local.putStore(name, aStore());
  });

  it('names the stores that there are where one is not', async () => {
    const { code, err } = await run('set-token', 'nobody', '--file', tokenFile(TOKEN));
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('tw-main') });
  });

  it('reads from a terminal without an echo', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const output = new PassThrough();
    const answer = askHidden('Token: ', input, output);
    input.write(`${SECRET}\r`);
    expect(await answer).toBe(SECRET);
    expect(String(output.read())).toBe('Token: \n');
    expect(await askHidden('Token: ', new PassThrough(), output)).toBeUndefined();
    const given = askHidden('Token: ', input, output);
    input.write('\u0003');
    expect(await given).toBe('');
  });
});

describe('store get', () => {
  it('writes what store put takes, readable for its owner only', async () => {
    const name = newStore({ sources: { join: source(), pos: source({ country: 'TW' }) } });
    const file = join(folder, 'got.json');
    const { code, out } = await run('get', name, file);
    expect({ code, out }).toEqual({
      code: 0,
      out: `${file} holds the token and the secrets of ${name}. Delete it afterwards.`,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      aStore({ sources: { join: source(), pos: source({ country: 'TW' }) } }),
    );
    expect((await json('put', name, file)).answer).toMatchObject({ outcome: 'unchanged' });
  });

  it('overwrites nothing, and follows no link', async () => {
    const name = newStore();
    const file = fileOf('mine');
    const link = join(folder, 'link.json');
    symlinkSync(join(folder, 'target.json'), link);
    for (const path of [file, link]) {
      const { code, err } = await run('get', name, path);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('exists already') });
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await run('get', name, join(folder, 'no', 'folder.json'))).err).toContain('(ENOENT)');
  });
});

describe('store migrate', () => {
  const old = (name: string, store: object): void =>
    local.parameterStore.put(`${STORES}/${name}`, JSON.stringify(store));
  const sources = { join: source(), pos: source({ country: 'TW' }) };

  it('takes the stores apart that need it, and changes no setting', async () => {
    old('old-1', aStore({ sources }));
    old('old-2', aStore({ sources: {} }));
    const dry = await run('migrate');
    expect(dry.code).toBe(1);
    expect(dry.out).toContain('Nothing is written yet.\n  old-1: 3 parameters to write\n');
    expect(await shopOf('old-1')).toEqual(aStore({ sources }));
    expect((await run('migrate', '--execute')).code).toBe(0);
    for (const name of ['old-1', 'old-2']) expect(await shopOf(name)).toEqual(aStore());
    expect(await sourcesOf('old-1')).toEqual({
      join: source({ country: 'US' }),
      pos: source({ country: 'TW' }),
    });
    const again = await run('migrate', '--execute');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to do.') });
  });

  it('copies the sources with --keep-sources, and again after the store was changed', async () => {
    old('old-3', aStore({ sources: { join: source() } }));
    expect((await run('migrate', '--keep-sources', '--execute')).code).toBe(0);
    expect(await shopOf('old-3')).toEqual(aStore({ sources: { join: source() } }));
    expect(await sourcesOf('old-3')).toEqual({ join: source({ country: 'US' }) });
    expect((await run('migrate', '--keep-sources')).out).toContain('copied already');
    // The version that is deployed reads the store's own parameter, so people change that one.
    old('old-3', aStore({ sources: { join: source({ secrets: ['2'] }) } }));
    expect((await run('migrate', 'old-3', '--execute')).code).toBe(0);
    expect(await sourcesOf('old-3')).toEqual({ join: source({ country: 'US', secrets: ['2'] }) });
    expect(await shopOf('old-3')).toEqual(aStore());
  });

  it('leaves an invalid store as it is, and says why', async () => {
    const wrong = aStore({ sources: { join: { tool: 'fax' } } });
    old('old-4', wrong);
    const { code, out } = await run('migrate', '--execute');
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('/sources/join/tool') });
    expect(await shopOf('old-4')).toEqual(wrong);
    old('old-4', aStore());
  });

  it('is done by store put, too', async () => {
    old('old-5', aStore({ sources }));
    const { code, out } = await run('put', 'old-5', fileOf(aStore({ sources })), '--execute');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining('each source goes into a parameter of its own'),
    });
    expect(await shopOf('old-5')).toEqual(aStore());
  });
});
