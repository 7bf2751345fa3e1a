import { expect, it } from 'vitest';
import { readLedgerKey } from '../../src/aws/stores.ts';
import { createWaitingConsume } from '../../src/consume/consume.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import type { Copy } from '../../src/message/queue-port.ts';
import { aRecord, SENT_AT } from '../support/a-record.ts';

const HOUR = 3_600_000;
const NAME = '/relay/ledger-key';

/** The handler before a parameter that does not exist, or cannot be read. */
function aWaitingConsume(read: () => Promise<string | undefined>) {
  const sent: Copy[] = [];
  const reports: AttemptReport[] = [];
  let opened = 0;
  const consume = createWaitingConsume(
    async () => {
      await readLedgerKey(read, NAME);
      opened += 1;
      return () => Promise.resolve({ batchItemFailures: [] });
    },
    {
      queue: {
        send: async (copies) => {
          sent.push(...copies);
          return Promise.resolve(new Set(copies.map(({ key }) => key)));
        },
      },
      report: (report) => void reports.push(report),
      now: () => SENT_AT + HOUR,
      random: () => 0.5,
      horizonMs: 48 * HOUR,
    },
  );
  const run = async (...bodies: readonly string[]) => {
    const Records = bodies.map((body, at) => aRecord({}, { messageId: `m-${at}`, body }));
    const { batchItemFailures } = await consume({ Records }, { remainingMs: () => 30_000 });
    return batchItemFailures;
  };
  return { run, sent, reports, opened: () => opened };
}

const refuse = (name: string) => async (): Promise<string> => {
  throw Object.assign(new Error('arn:aws:… may not'), { name });
};

it.each<[string, () => Promise<string | undefined>, RegExp]>([
  [
    'missing',
    async () => undefined,
    /the parameter \/relay\/ledger-key does not exist; put the same/,
  ],
  ['empty', async () => '', /the parameter \/relay\/ledger-key is empty; put the same/],
  [
    'refused',
    refuse('AccessDeniedException'),
    /right ssm:GetParameter on the parameter \/relay\/ledger-key is missing/,
  ],
])('every message waits, byte for byte, while the ledger key is %s', async (_, read, why) => {
  const { run, sent, reports } = aWaitingConsume(read);
  const bodies = ['{"email":"ada@example.com"}', 'not JSON'];
  expect(await run(...bodies)).toEqual([]);
  expect(sent.map(({ to, body }) => ({ to, body }))).toEqual(
    bodies.map((body) => ({ to: 'signups', body })),
  );
  // No attempt is counted, and the time of the first receipt stays.
  expect(sent[0]?.attributes).toMatchObject({ attempts: { value: '0' } });
  expect(reports).toMatchObject([
    {
      messageId: 'm-0',
      outcome: 'postponed',
      misconfigured: true,
      why: expect.stringMatching(why),
    },
    { messageId: 'm-1', outcome: 'postponed', misconfigured: true },
  ]);
  expect(JSON.stringify(reports)).not.toMatch(/ada|arn:/);
});

it('an unreachable Parameter Store is no misconfiguration', async () => {
  const { run, reports } = aWaitingConsume(refuse('TimeoutError'));
  await run('{}');
  expect(reports).toMatchObject([{ outcome: 'postponed' }]);
  expect(reports[0]).not.toHaveProperty('misconfigured');
});

it('runs as soon as the key is back', async () => {
  let key: string | undefined;
  const { run, opened } = aWaitingConsume(async () => Promise.resolve(key));
  await run('{}');
  expect(opened()).toBe(0);
  key = 'a secret';
  await run('{}');
  expect(opened()).toBe(1);
});
