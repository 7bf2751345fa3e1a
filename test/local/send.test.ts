import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import { runLocalCommand } from '../support/local-run.ts';

const FILE = 'events/shopline/create.json';
const folder = mkdtempSync(join(tmpdir(), 'signup-relay-send-'));
/** An unused port: connections are refused. */
const UNREACHABLE = 'http://127.0.0.1:1';
let local: Embedded;
beforeAll(async () => {
  local = await openEmbedded();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await local.close();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const EMPTY = file('empty.json', '');

async function send(args: readonly string[], env?: Readonly<Record<string, string>>, cwd?: string) {
  const command = runLocalCommand('send', args, env, cwd);
  const code = await command.ended();
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

describe('npm run send', () => {
  it('puts a file on the queue byte for byte and names the event', async () => {
    const { code, stdout, stderr } = await send([FILE, '--endpoint', local.sqs.endpoint]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [message, ...others] = await local.receiveAll('signups');
    expect(others).toEqual([]);
    expect(message?.Body).toBe(readFileSync(FILE, 'utf8'));
    expect(stdout).toContain(`Sent event tw-0001 as message ${message?.MessageId}.`);
  });

  it('finds the queue in the environment, like the functions', async () => {
    const { code } = await send([FILE], local.env);
    expect(code).toBe(0);
    expect(await local.receiveAll('signups')).toHaveLength(1);
  });

  it('finds the queue in local.env, and in another file with --env', async () => {
    const elsewhere = mkdtempSync(join(folder, 'cwd-'));
    const text = Object.entries(local.env).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(elsewhere, 'local.env'), text.join(''));
    writeFileSync(join(elsewhere, 'local-2.env'), `AWS_ENDPOINT_URL_SQS=${UNREACHABLE}\n`);
    const path = resolve(FILE);
    expect((await send([path], {}, elsewhere)).code).toBe(0);
    expect(await local.receiveAll('signups')).toHaveLength(1);
    const other = await send([path, '--env', 'local-2.env'], {}, elsewhere);
    expect(other.stderr).toContain(`Nothing answers at ${UNREACHABLE}.`);
    const none = await send([path, '--env', 'no.env'], {}, elsewhere);
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no.env cannot be read'),
    });
  });

  it('sends to another queue on request', async () => {
    const { code } = await send([
      FILE,
      '--endpoint',
      local.sqs.endpoint,
      '--queue-url',
      local.sqs.deadLetters.url,
    ]);
    expect(code).toBe(0);
    expect(await local.receiveAll('deadLetters')).toHaveLength(1);
  });

  it('sends a file that is not JSON only with --raw', async () => {
    const path = file('form.txt', 'name=x');
    const refused = await send([path, '--endpoint', local.sqs.endpoint]);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: `${path} is not JSON. To send it anyway, add --raw.\n`,
    });
    expect((await send([path, '--raw', '--endpoint', local.sqs.endpoint])).code).toBe(0);
    expect(await local.receiveAll('signups')).toMatchObject([{ Body: 'name=x' }]);
  });

  it.each([
    ['a file that does not exist', ['no-such.json'], 'no-such.json cannot be read (ENOENT).\n'],
    ['an empty file', [EMPTY], `${EMPTY} is empty, and SQS accepts no empty message.\n`],
    [
      'a relay that does not run',
      [FILE],
      `Nothing answers at ${UNREACHABLE}. Is npm start running? It prints its SQS endpoint.\n`,
    ],
    [
      'a webhook to a relay that does not run',
      ['events/webhooks/tally.json', '--url', `${UNREACHABLE}/`],
      `Nothing answers at ${UNREACHABLE}. Is npm start running? It prints the address of its webhooks.\n`,
    ],
  ])('reports %s in one line', async (_, args, expected) => {
    const { code, stdout, stderr } = await send(args, { AWS_ENDPOINT_URL_SQS: UNREACHABLE });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(expected);
  });

  it('reports a queue that does not exist', async () => {
    const { code, stderr } = await send([
      FILE,
      '--endpoint',
      local.sqs.endpoint,
      '--queue-url',
      `${local.sqs.endpoint}/000000000000/none`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The queue refused the message\. .*QueueDoesNotExist/);
  });

  it.each([
    ['no file', []],
    ['two files', [FILE, FILE]],
    ['an unknown option', [FILE, '--fast']],
    ['an endpoint that is no address', [FILE, '--endpoint', 'here']],
    ['a base of webhooks that is no address', [FILE, '--url', 'here']],
  ])('prints its usage for %s', async (_, args) => {
    const { code, stdout, stderr } = await send(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/\.$/),
      'Usage: npm run send -- <file> [options]',
      'All options: npm run send -- --help',
    ]);
  });

  it('prints its usage on --help', async () => {
    const { code, stdout } = await send(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run send/);
  });
});
