import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { signAs } from '../../support/sign-as.ts';
import { openStubServer } from '../../support/stub-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-cli-send-'));
const NOW = Date.parse('2026-09-15T03:20:00Z');
const EVENT = readFileSync('events/shopline/create.json', 'utf8');
let local: Embedded;
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await local.close();
});

async function send(args: readonly string[], changes: Readonly<Record<string, string>> = {}) {
  const { terminal, out, err } = aTerminal({ env: { ...local.env, ...changes } });
  const code = await runCli(['send', ...args], terminal);
  return { code, out: out(), err: err() };
}
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('signup-relay send', () => {
  it('puts a file on the queue byte for byte, in the group of its store', async () => {
    const { code, out } = await send(['events/shopline/create.json']);
    const [message] = await local.receiveAll('signups');
    expect({ code, out }).toEqual({
      code: 0,
      out: `Sent event tw-0001 as message ${message?.MessageId}.`,
    });
    expect(message?.Body).toBe(readFileSync('events/shopline/create.json', 'utf8'));
    expect(message?.Attributes).toMatchObject({ MessageGroupId: 'tw-main' });
  });

  it('counts the events of a batch, and groups it by their store', async () => {
    const event = JSON.parse(EVENT) as object;
    const { out } = await send([file('batch.json', JSON.stringify([event, event]))]);
    const [message] = await local.receiveAll('signups');
    expect(out).toBe(`Sent a batch of 2 events as message ${message?.MessageId}.`);
    expect(message?.Attributes).toMatchObject({ MessageGroupId: 'tw-main' });
  });

  it('sends what is not JSON only with --raw, in no group', async () => {
    const path = file('form.txt', 'name=x');
    const refused = await send([path]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('To send it anyway, add --raw.');
    const { out } = await send([path, '--raw', '--json']);
    expect(JSON.parse(out)).toMatchObject({ kind: 'event', messageId: expect.any(String) });
    const [message] = await local.receiveAll('signups');
    expect(message).toMatchObject({ Body: 'name=x' });
    expect(message?.Attributes).not.toHaveProperty('MessageGroupId');
  });

  it('sends a list of anything but events only with --raw', async () => {
    const path = file('list.json', '[{"id":"e-1"}]');
    const { code, err } = await send([path]);
    expect(code).toBe(1);
    expect(err).toBe(
      `${path} is a list that holds no CloudEvents: send each entry from a file of its own. To send it anyway, add --raw.`,
    );
    expect(await local.receiveAll('signups')).toEqual([]);
    expect((await send([path, '--raw'])).code).toBe(0);
    await local.receiveAll('signups');
  });

  it("signs a webhook with the store's own secret, and posts it on this machine", async () => {
    const secret = 'a-secret-of-its-own';
    local.putStore('own', {
      platform: 'shopline',
      baseUrl: local.shopline.baseUrl,
      accessToken: 'sandbox-token',
      sources: {
        join: { tool: 'tally', secrets: [secret] },
        page: { tool: 'jotform', unsigned: true, secrets: ['a secret of 16 characters'] },
      },
    });
    const stub = await openStubServer((_, response) => response.end());
    const headers = { 'content-type': 'application/json' };
    const text = (source: string): string =>
      JSON.stringify({ store: 'own', source, headers, json: { eventId: 'e' } });
    const { code, out } = await send([file('tally.json', text('join'))], {
      PUBLIC_URL: `${stub.url}/`,
    });
    await send([file('jotform.json', text('page'))], { PUBLIC_URL: stub.url });
    await stub.close();
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Posted a signed webhook of tally for store own. The relay answered with status 200.',
    });
    const [first, second] = stub.requests;
    const signed = { secret, body: '{"eventId":"e"}', url: '', now: NOW };
    expect(first?.url).toBe('/webhooks/own/join');
    expect(first?.headers).toMatchObject({ ...signAs('tally', signed) });
    expect(second?.url).toBe('/webhooks/own/page/a%20secret%20of%2016%20characters');
  });

  it('signs as the preset of a source says', async () => {
    const secret = 'a-secret-of-its-own';
    local.putStore('own', {
      platform: 'shopline',
      baseUrl: local.shopline.baseUrl,
      accessToken: 'sandbox-token',
      sources: { shop: { tool: 'custom', preset: 'woocommerce@1', secrets: [secret] } },
    });
    const stub = await openStubServer((_, response) => response.end());
    const text = { store: 'own', source: 'shop', headers: {}, json: { id: 1 } };
    await send([file('woo.json', JSON.stringify(text))], { PUBLIC_URL: stub.url });
    await stub.close();
    const signature = createHmac('sha256', secret).update('{"id":1}').digest('base64');
    expect(stub.requests[0]?.headers).toMatchObject({ 'x-wc-webhook-signature': signature });
  });

  it.each([
    ['a relay elsewhere', 'https://hooks.example.com'],
    ['a relay elsewhere without TLS', 'http://hooks.example.com'],
    ['nobody', ''],
  ])('posts no webhook to %s', async (_, PUBLIC_URL) => {
    const { code, err } = await send(['events/webhooks/tally.json'], { PUBLIC_URL });
    expect(code).toBe(2);
    expect(err).toContain('sent only to a relay on this machine');
  });

  it.each([
    [
      'a store that does not exist',
      { store: 'nobody', source: 'tally' },
      'No source tally of a store nobody is configured.',
    ],
    [
      'a source that does not exist',
      { store: 'tw-main', source: 'x' },
      'No source x of a store tw-main is configured.',
    ],
    [
      'no relay at the address',
      { store: 'tw-main', source: 'tally' },
      'There is no answer from http://127.0.0.1:1.',
    ],
  ])('says in one line that there is %s', async (_, target, words) => {
    const path = file('webhook.json', JSON.stringify({ ...target, headers: {}, json: {} }));
    const { code, err } = await send([path], { PUBLIC_URL: 'http://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toContain('\n');
  });

  it.each([
    ['UTF-16', Buffer.from(`\uFEFF${EVENT}`, 'utf16le')],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${EVENT}`)],
  ])('understands %s', async (name, bytes) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, bytes);
    expect(await send([path])).toMatchObject({ code: 0 });
    expect(await local.receiveAll('signups')).toMatchObject([{ Body: EVENT }]);
  });

  it('says where a file stops to be JSON', async () => {
    const path = file('trailing.json', '{\n  "a": 1,\n}');
    expect((await send([path])).err).toBe(
      `${path} is not JSON: line 3, column 1. To send it anyway, add --raw.`,
    );
  });

  it('says when the queue does not take it', async () => {
    const queue = `${local.sqs.endpoint}/000000000000/none`;
    const { code, err } = await send(['events/shopline/create.json'], { SIGNUPS_QUEUE_URL: queue });
    expect({ code, err }).toEqual({
      code: 1,
      err: 'The queue did not accept the message (QueueDoesNotExist).',
    });
  });
});

describe('signup-relay trigger', () => {
  const trigger = async (
    args: readonly string[],
    changes: Readonly<Record<string, string>> = {},
  ) => {
    const env = { ...local.env, PUBLIC_URL: 'http://127.0.0.1:1', ...changes };
    const { terminal, out, err } = aTerminal({ env });
    const code = await runCli(['trigger', ...args], terminal);
    return { code, out: out(), err: err() };
  };

  it.each(['shopline/create', 'events/shopline/create.json'])(
    'sends the sample %s',
    async (name) => {
      expect(await trigger([name])).toMatchObject({
        code: 0,
        out: expect.stringContaining('Sent event tw-0001 as message ') as string,
      });
      expect(await local.receiveAll('signups')).toMatchObject([{ Body: EVENT }]);
    },
  );

  it('finds a sample without its folder, also one that is not JSON, and posts webhooks', async () => {
    expect(await trigger(['not-json'])).toMatchObject({ code: 0 });
    expect(await local.receiveAll('signups')).toHaveLength(1);
    const { code, err } = await trigger(['typeform']);
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no answer from http://127.0.0.1:1.') as string,
    });
  });

  it('lists the samples', async () => {
    const { out } = await trigger([]);
    expect(out).toMatch(/^dead-letters\/identity-conflict\n/);
    expect(out).toContain('\nwebhooks/typeform\n');
    expect(out).toContain('\n\nTo send one: npx signup-relay trigger <sample>');
    expect(JSON.parse((await trigger(['--json'])).out)).toMatchObject({
      samples: expect.arrayContaining(['shoplazza/create']) as string[],
    });
  });

  it.each([
    ['create', {}, 'Several samples have this name: shoplazza/create, shopline/create.'],
    ['nosuch', {}, 'There is no sample "nosuch". To see all: npx signup-relay trigger'],
    [
      'typefrom',
      {},
      'There is no sample "typefrom". Did you mean webhooks/typeform? To see all: npx signup-relay trigger',
    ],
    ['shopline/creat', {}, 'Did you mean shopline/create? To see all'],
    ['events/webhook/tally.json', {}, 'Did you mean webhooks/tally? To see all'],
    ['creat', {}, 'Did you mean shoplazza/create or shopline/create? To see all'],
    ['x'.repeat(100_000), {}, `"${'x'.repeat(60)}". To see all`],
    [
      'typeform',
      { PUBLIC_URL: 'https://hooks.example.com' },
      'Samples are sent only to a relay on',
    ],
    ['shopline/create', { PUBLIC_URL: '' }, 'Samples are sent only to a relay on this machine'],
  ])('refuses %s with %j', async (name, changes, words) => {
    const { code, err } = await trigger([name], changes);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) as string });
    expect(await local.receiveAll('signups')).toEqual([]);
  });
});

describe('signup-relay status', () => {
  const status = async (
    args: readonly string[],
    changes: Readonly<Record<string, string>> = {},
  ) => {
    const { terminal, out, err } = aTerminal({ env: { ...local.env, ...changes } });
    const code = await runCli(['status', ...args], terminal);
    return { code, out: out(), err: err() };
  };

  it('prints the addresses and what waits', async () => {
    await send(['events/shopline/create.json']);
    const { code, out } = await status([], { PUBLIC_URL: 'https://hooks.example.com/' });
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'Addresses',
      '  webhooks        https://hooks.example.com/webhooks/<store>/<source>',
      `  queue           ${local.sqs.signups.url}`,
      `  dead letters    ${local.sqs.deadLetters.url}`,
      `  ledger          ${local.env['LEDGER_TABLE']}`,
      `  stores          ${local.env['STORES_PATH']}`,
      `  archive         ${local.env['ARCHIVE_BUCKET']}`,
      `  log of consume  ${local.env['CONSUME_LOG_GROUP']}`,
      `  log of receive  ${local.env['RECEIVE_LOG_GROUP']}`,
      '',
      'Waiting',
      '  signups         1 to be taken, 0 in work, 0 for a later attempt',
      '  dead letters    0',
    ]);
    await local.receiveAll('signups');
    const json: unknown = JSON.parse((await status(['--json'])).out);
    expect(json).toMatchObject({ deadLetters: { waiting: 0 } });
    const { out: fixed } = await status([], { EGRESS_ADDRESS: '203.0.113.7' });
    expect(fixed).toContain('\n  calls shops by  203.0.113.7\n');
  });

  it('says that a local relay has stopped', async () => {
    const gone = 'http://127.0.0.1:1';
    const urls = { SIGNUPS_QUEUE_URL: `${gone}/0/s`, DEAD_LETTER_QUEUE_URL: `${gone}/0/d` };
    expect(await status([], urls)).toEqual({
      code: 2,
      out: '',
      err: 'The local relay does not answer (ECONNREFUSED). Check that npm start is running.',
    });
  });
});
