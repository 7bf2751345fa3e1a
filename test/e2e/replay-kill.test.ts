import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAwsProxy, type AwsProxy } from '../support/aws-proxy.ts';
import { bareEnv } from '../support/bare-env.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import { throughProxy } from '../support/hasty-sqs.ts';
import { aLetter, text } from '../support/letter-world.ts';
import { putLetters } from '../support/letters-deps.ts';
import { attributesOf, contentOf, type Queued } from '../support/queued.ts';

const LETTERS = 40;

let embedded: Embedded;
let proxy: AwsProxy;
beforeAll(async () => {
  embedded = await openEmbedded();
  proxy = await openAwsProxy(embedded.sqs.endpoint);
});
afterAll(async () => {
  await proxy.close();
  await embedded.close();
});

const printOf = (one: Queued): string => {
  const { replays: _, replayedAt: __, ...others } = attributesOf(one);
  return JSON.stringify([one.body, Object.entries(others).map(String).toSorted()]);
};
const everything = async (queue: 'signups' | 'deadLetters'): Promise<readonly string[]> => {
  const { ready, hidden, delayed } = await contentOf(embedded, queue);
  return [...ready, ...hidden, ...delayed].map(printOf);
};

it('loses nothing when SIGKILL ends the command during a replay', async () => {
  const letters = Array.from({ length: LETTERS }, (_, at) => {
    const { groupId: _group, body, attributes } = aLetter({ id: `e-${at}`, store: 'us-main' });
    const { detail: _detail, ...own } = attributes;
    const all = { ...own, theirs: text(`${at}`) };
    return { body, attributes: all };
  });
  await putLetters(embedded, letters);
  const before = (await everything('deadLetters')).toSorted();

  const words = ['src/main/cli.ts', 'dlq', 'replay', '--all', '--execute', '--rate', '1000'];
  const child = spawn(process.execPath, words, {
    env: { ...bareEnv(), ...throughProxy(embedded, proxy) },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let sends = 0;
  proxy.set(async ({ target }, forward) => {
    const answer = await forward();
    if (target !== 'AmazonSQS.SendMessageBatch') return answer;
    sends += 1;
    // The third ten are on the queue, but the command never learns it.
    if (sends === 3) child.kill('SIGKILL');
    return sends === 3 ? 'reset' : answer;
  });
  expect(await ended).toEqual([null, 'SIGKILL']);

  const [dead, signups] = [await everything('deadLetters'), await everything('signups')];
  expect([...new Set([...dead, ...signups])].toSorted()).toEqual(before);
  expect({ dead: dead.length, signups: signups.length }).toEqual({ dead: 20, signups: 30 });
});
