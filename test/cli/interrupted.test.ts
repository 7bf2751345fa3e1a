import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { onInterrupt } from '../../src/cli/terminal.ts';
import { toLine } from '../../src/dead-letters/file-format.ts';
import { type AwsProxy, openAwsProxy } from '../support/aws-proxy.ts';
import { bareEnv } from '../support/bare-env.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import { throughProxy } from '../support/hasty-sqs.ts';
import { aLetter } from '../support/letter-world.ts';
import { putLetters } from '../support/letters-deps.ts';
import { contentOf } from '../support/queued.ts';
import { purgeQueues } from '../support/sqs-calls.ts';

const LETTERS = 30;

const letters = Array.from({ length: LETTERS }, (_, at) =>
  aLetter({ id: `e-${at}`, store: 'us-main' }),
);

let embedded: Embedded;
let proxy: AwsProxy;
const folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
const file = join(folder, 'letters.jsonl');
beforeAll(async () => {
  embedded = await openEmbedded();
  proxy = await openAwsProxy(embedded.sqs.endpoint);
});
beforeEach(async () => {
  await purgeQueues(embedded.sqs);
  await putLetters(embedded, letters);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await proxy.close();
  await embedded.close();
});

const idsOn = async (queue: 'signups' | 'deadLetters'): Promise<readonly string[]> => {
  const { ready, hidden, delayed } = await contentOf(embedded, queue);
  // A letter that stays hidden could not be read by the next command.
  if (queue === 'deadLetters') expect(hidden).toEqual([]);
  return [...ready, ...hidden, ...delayed].map(({ body }) => idIn(body));
};
const idIn = (body: string): string => String((JSON.parse(body) as { id: unknown }).id);
/** Runs a command. Ctrl-C comes while a call of this kind is under way, in the given place among them. */
async function interrupted(words: readonly string[], target: string, place: number) {
  const child = spawn(process.execPath, ['src/main/cli.ts', ...words], {
    env: { ...bareEnv(), ...throughProxy(embedded, proxy) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let calls = 0;
  proxy.set(async (call, forward) => {
    const answer = await forward(
      'WaitTimeSeconds' in call.input ? { ...call.input, WaitTimeSeconds: 0 } : call.input,
    );
    if (call.target === `AmazonSQS.${target}` && (calls += 1) === place) {
      child.kill('SIGINT');
      // The signal must be there before the answer.
      await pause(100);
    }
    return answer;
  });
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, string | null]>,
  ]);
  expect({ code, signal }).toEqual({ code: 130, signal: null });
  expect(`${out}${err}`).not.toMatch(/ at .*\.ts|Error/);
  return out;
}

describe('Ctrl-C ends a command in order, with what was done and exit code 130:', () => {
  it('dlq list', async () => {
    const out = await interrupted(['dlq', 'list'], 'ReceiveMessage', 1);
    expect(out).toMatch(/^Interrupted after \d+ letters?: there can be more\./m);
    expect(await idsOn('deadLetters')).toHaveLength(LETTERS);
  });

  it('dlq replay --execute', async () => {
    const words = ['dlq', 'replay', '--all', '--execute', '--rate', '1000'];
    const out = await interrupted(words, 'SendMessageBatch', 2);
    expect(out).toMatch(/^Replayed 20 letters at /);
    expect(out).toContain('Interrupted. Letters that were not replayed stay');
    const [signups, dead] = [await idsOn('signups'), await idsOn('deadLetters')];
    expect([signups.length, dead.length]).toEqual([20, 10]);
    expect(new Set([...signups, ...dead]).size).toBe(LETTERS);
  });

  it('dlq discard', async () => {
    rmSync(file, { force: true });
    const words = ['dlq', 'discard', '--all', '--why', 'x', '--execute', '--to', file];
    expect(await interrupted(words, 'ReceiveMessage', 2)).toBe(
      'Interrupted. Nothing was changed.\n',
    );
    expect(await idsOn('deadLetters')).toHaveLength(LETTERS);
    expect(existsSync(file)).toBe(false);
  });

  it('dlq import', async () => {
    await purgeQueues(embedded.sqs);
    const lines = letters.map((letter, at) =>
      toLine({ ...letter, messageId: `m-${at}`, sentAt: 0 }),
    );
    writeFileSync(file, lines.join('\n'));
    const out = await interrupted(['dlq', 'import', file], 'SendMessageBatch', 1);
    expect(out).toMatch(/^Imported 10 letters from .*\n\nInterrupted\. Run it again/s);
    expect(await idsOn('deadLetters')).toHaveLength(10);
  });
});

it('says after a second why the command has not ended yet', () => {
  vi.useFakeTimers();
  const process = new EventEmitter();
  const said: string[] = [];
  let stops = 0;
  const state = onInterrupt(process, { complain: (one) => void said.push(one) }, () => {
    stops += 1;
  });
  expect(state.exitCode).toBe(undefined);
  process.emit('SIGTERM');
  expect([state.exitCode, stops, said]).toEqual([143, 1, []]);
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual([expect.stringContaining('A second Ctrl-C ends it now')]);
  // The second one has no listener: it kills the process.
  expect(process.listenerCount('SIGTERM')).toBe(0);
  vi.useRealTimers();
});
