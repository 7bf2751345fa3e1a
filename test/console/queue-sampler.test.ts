import { describe, expect, it } from 'vitest';
import { toQueueNames } from '../../src/console/open-context.ts';
import { startQueueSampler } from '../../src/console/queue-sampler.ts';
import { WaitError } from '../../src/event/errors.ts';
import { until } from '../support/until.ts';

describe('the queue sampler', () => {
  const none = { waiting: 0, inFlight: 0, delayed: 0 };
  it('continues after an error of SQS, and reads CloudWatch once a minute', async () => {
    let at = 0;
    let histories = 0;
    const sampler = startQueueSampler({
      sampleQueues: async () => {
        at += 1;
        if (at === 2) throw new WaitError('the queue cannot be reached');
        if (at > 2 && at < 5) await until(() => seenProblem);
        return { at, signups: none, deadLetters: none };
      },
      readHistory: async () => {
        histories += 1;
        return { state: 'none', why: '' };
      },
      now: () => at * 20_000,
      gapMs: 1,
    });
    let seenProblem = false;
    await until(() => sampler.problem() === 'the queue cannot be reached');
    seenProblem = true;
    await until(() => sampler.after(3).length > 0);
    expect(sampler.problem()).toBeUndefined();
    await sampler.end();
    const ended = at;
    await Promise.all([sampler.history(), sampler.history()]);
    expect([histories, at]).toEqual([1, ended]);
    expect(
      sampler
        .after(0)
        .map((sample) => sample.at)
        .slice(0, 2),
    ).toEqual([1, 3]);
  });
});

it.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/signups', 'eu-west-1'],
  ['http://127.0.0.1:9324/000000000000/signups', 'local run, 127.0.0.1:9324'],
])('names the location of %s', (signups, location) => {
  const names = toQueueNames({ signups, deadLetters: `${signups}-dead` }, {});
  expect(names).toEqual({ signups: 'signups', deadLetters: 'signups-dead', location });
});
