import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lambdaContext } from '../../../src/local/lambda/context.ts';
import { openLocalFunction } from '../../../src/local/lambda/open-functions.ts';
import { toSqsRecord } from '../../../src/local/lambda/sqs-event.ts';
import { until } from '../../support/until.ts';

const MODULE = new URL('../fixtures/odd-function.ts', import.meta.url);

function eventOf(body: string): SQSEvent {
  const message = { MessageId: 'm-1', ReceiptHandle: 'r', Body: body, MD5OfBody: '' };
  return { Records: [toSqsRecord(message, 'arn:aws:sqs:us-east-1:000000000000:signups')] };
}

async function open(env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const lambda = await openLocalFunction({
    module: MODULE,
    env,
    onLine: (line) => void lines.push(line),
  });
  onTestFinished(() => lambda.close());
  const invoke = (body: string, remainingMs = 20_000) =>
    lambda.invoke(
      eventOf(body),
      lambdaContext('consume', () => remainingMs),
    );
  return { invoke, lines, close: () => lambda.close() };
}

describe('a local function', () => {
  it('has its own environment and nothing of the parent’s', async () => {
    const { invoke } = await open({ LEDGER_TABLE: 'x' });
    const { env } = (await invoke('hello')) as { env: readonly string[] };
    // Node.js's own: where it finds its parent, and compiled code.
    expect(env.filter((name) => !name.startsWith('NODE_'))).toEqual(['LEDGER_TABLE', 'PATH']);
  });

  it('stays warm between invocations, also after it threw', async () => {
    const { invoke } = await open();
    await expect(invoke('throw')).rejects.toThrow('on purpose');
    expect(await invoke('hello')).toMatchObject({ invocations: 2 });
  });

  it.each([
    ['it ended its process', 'exit', 20_000, '(3)'],
    ['it ran out of time', 'hang', 50, '(SIGKILL)'],
  ])('gets a new process after %s', async (_, body, remainingMs, how) => {
    const { invoke } = await open();
    await expect(invoke(body, remainingMs)).rejects.toThrow(
      `the process of the function ended ${how}`,
    );
    expect(await invoke('hello')).toMatchObject({ invocations: 1 });
  });

  it('gets one new process for two invocations at once', async () => {
    const { invoke } = await open();
    await expect(invoke('exit')).rejects.toThrow('(3)');
    const both = await Promise.all([invoke('hello'), invoke('hello')]);
    expect(both).toMatchObject([{ invocations: 1 }, { invocations: 2 }]);
  });

  it('starts no process for a request that comes while the relay stops', async () => {
    const { invoke, close } = await open();
    await close();
    await expect(invoke('hello')).rejects.toThrow('the function is closed');
    const { invoke: late, close: closeLate } = await open();
    await expect(late('exit')).rejects.toThrow('(3)');
    const [answered] = await Promise.allSettled([late('hello'), closeLate()]);
    expect(answered.status).toBe('rejected');
  });

  it('passes on every line that it writes', async () => {
    const { invoke, lines } = await open();
    await invoke('log');
    await until(() => lines.length > 0);
    expect(lines).toEqual(['a line of the function']);
  });

  it('reports a module that cannot be loaded, with the cause in its lines', async () => {
    const lines: string[] = [];
    const module = new URL('fixtures/no-such-function.ts', import.meta.url);
    await expect(
      openLocalFunction({ module, env: {}, onLine: (line) => void lines.push(line) }),
    ).rejects.toThrow('the process of the function ended (1)');
    await until(() => lines.some((line) => line.includes('ERR_MODULE_NOT_FOUND')));
  });
});
