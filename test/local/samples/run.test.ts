import { describe, expect, it } from 'vitest';
import { runSamples, type Sample, type SampleRelay } from '../../../src/local/samples/run.ts';
import { sampleSummary, sampleTable } from '../../../src/local/samples/deliver.ts';
import type { SignupLine } from '../../../src/local/signup-line.ts';

const sample = (file: string, outcome: string, reason?: string): Sample => ({
  file,
  store: 'tw-main',
  expect: { outcome, ...(reason !== undefined && { reason }) },
});
const read = (file: string) => JSON.stringify({ specversion: '1.0', id: file });

/** A relay that answers each sent event with the next of `answers`, one call to a shop per line. */
function aRelay(answers: readonly (readonly Partial<SignupLine>[])[], status = 200): SampleRelay {
  const listeners = new Set<(line: SignupLine) => void>();
  let sent = 0;
  let calls = 0;
  return {
    send: async (body) => {
      const { id } = JSON.parse(body) as { id: string };
      for (const line of answers[sent] ?? []) {
        calls += 1;
        const full = { outcome: 'created', calls: 1, eventId: id, ...line };
        for (const listener of listeners) listener(full);
      }
      sent += 1;
      return `m-${sent}`;
    },
    unsubscribe: () => Promise.resolve(),
    post: async ({ store, source }) => {
      for (const line of answers[sent] ?? []) {
        const full = {
          outcome: 'created',
          calls: 1,
          source: `/webhooks/${store}/${source}`,
          ...line,
        };
        for (const listener of listeners) listener(full);
      }
      sent += 1;
      return status;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    shopCalls: () => calls,
    inventory: async () => '',
  };
}

async function run(
  samples: readonly Sample[],
  answers: readonly (readonly Partial<SignupLine>[])[],
  signal = new AbortController().signal,
) {
  return runSamples({ samples, relay: aRelay(answers), read, timeoutMs: 50, signal });
}

describe('runSamples', () => {
  it.each([
    ['as expected', 'created', undefined, [{ outcome: 'created' }], true],
    [
      'as expected with its reason',
      'dead_lettered',
      'rejected',
      [{ outcome: 'dead_lettered', reason: 'rejected' } as const],
      true,
    ],
    ['another outcome', 'created', undefined, [{ outcome: 'updated' }], false],
    [
      'another reason',
      'dead_lettered',
      'rejected',
      [{ outcome: 'dead_lettered', reason: 'expired' } as const],
      false,
    ],
    ['nothing', 'created', undefined, [], false],
    [
      'nothing final',
      'created',
      undefined,
      [{ outcome: 'postponed' }, { outcome: 'crashed' }],
      false,
    ],
    [
      'the end after a postponement',
      'created',
      undefined,
      [{ outcome: 'postponed' }, { outcome: 'created' }],
      true,
    ],
    [
      'the outcome of another event',
      'created',
      undefined,
      [{ outcome: 'created', eventId: 'other' }],
      false,
    ],
    [
      'an outcome known by the message only',
      'created',
      undefined,
      [{ outcome: 'created', eventId: 'x', messageId: 'm-1' }],
      true,
    ],
  ])('sees %s', async (_, outcome, reason, lines, asExpected) => {
    const [result] = await run([sample('a.json', outcome, reason)], [lines]);
    expect(result?.asExpected).toBe(asExpected);
    expect(result?.calls).toBe(lines.length);
  });

  it('keeps the outcomes of two deliveries of one event apart', async () => {
    const twice = [sample('a.json', 'created'), sample('a.json', 'unchanged')];
    const results = await run(twice, [[{ outcome: 'created' }], [{ outcome: 'unchanged' }]]);
    expect(results.map(({ asExpected }) => asExpected)).toEqual([true, true]);
  });

  it.each([
    ['as expected', 200, {}, true],
    ['a redirection, which a form is answered with', 303, {}, true],
    ['another outcome', 200, { outcome: 'skipped' }, false],
    ['the outcome of another source', 200, { source: '/webhooks/tw-main/tally' }, false],
    ['a refusal, whatever else is told', 401, {}, false],
  ])('posts a delivery and sees %s', async (_, status, line, asExpected) => {
    const delivery = { store: 'tw-main', source: 'typeform', headers: {}, json: {} };
    const [result] = await runSamples({
      samples: [sample('webhooks/typeform.json', 'created')],
      relay: aRelay([[line]], status),
      read: () => JSON.stringify(delivery),
      timeoutMs: 50,
      signal: new AbortController().signal,
    });
    expect(result?.asExpected).toBe(asExpected);
    expect(result?.end?.reason).toBe(status === 401 ? 'HTTP 401' : undefined);
  });

  it('stops when the user stops the run', async () => {
    expect(await run([sample('a.json', 'created')], [[{}]], AbortSignal.abort())).toEqual([]);
  });
});

describe('the report of the samples', () => {
  const results = [
    {
      sample: sample('x/a.json', 'created'),
      end: { outcome: 'created' },
      asExpected: true,
      calls: 2,
      durationMs: 41,
    },
    {
      sample: sample('x/a.json', 'unchanged'),
      end: { outcome: 'dead_lettered', reason: 'rejected' },
      asExpected: false,
      calls: 0,
      durationMs: 3,
    },
    { sample: sample('x/b.json', 'created'), asExpected: false, calls: 0, durationMs: 60_000 },
  ];

  it('has an aligned row per sample and marks unexpected outcomes', () => {
    expect(
      sampleTable(results)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      '  sample       store    outcome                shop calls      time',
      '  x/a          tw-main  created                         2     41 ms',
      '! x/a (again)  tw-main  dead letter: rejected           0      3 ms',
      '! x/b          tw-main  no outcome in time              0  60000 ms',
    ]);
  });

  it('sums up and lists unexpected outcomes', () => {
    expect(sampleSummary(results, 61_250).split('\n')).toEqual([
      '1 of 3 samples ended as expected in 61.3 s.',
      '1 created, 1 dead letter, 1 no outcome.',
      '! x/a.json: expected "unchanged", got "dead letter: rejected"',
      '! x/b.json: expected "created", got "no outcome"',
    ]);
  });
});
