import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/telemetry/call-record.ts';
import { WaitError } from '../../src/event/errors.ts';
import { deliverOne } from '../../src/consume/deliver.ts';
import type { Message } from '../../src/message/message.ts';
import type { AttemptEnd } from '../../src/rate-limit/limiter-port.ts';
import { PlatformError } from '../../src/delivery/platform-port.ts';
import { aBatch } from '../support/a-batch.ts';
import { aStore } from '../support/a-consume.ts';
import { aJob, EMAIL, NOW } from '../support/a-job.ts';
import { aMessage } from '../support/a-message.ts';

const safeId = (id: string): string => id;

type Scene = NonNullable<Parameters<typeof aJob>[0]>;
type Method = CallRecord['method'];

/** Delivers the signup of a scene once; the platform records these calls when it is opened. */
async function deliver(
  scene: Scene,
  {
    message = {},
    calls: made = [],
  }: { message?: Partial<Message>; calls?: readonly Method[] } = {},
) {
  const { job, log } = aJob(scene);
  const ends: AttemptEnd[] = [];
  const calls: CallRecord[] = [];
  const store = aStore('token');
  let refreshed = 0;
  const permit = {
    waitForSlot: async () => undefined,
    saw: () => undefined,
    end: (how: AttemptEnd) => void ends.push(how),
  };
  const batch = aBatch({
    stores: {
      get: async () => store,
      refresh: async () => {
        refreshed += 1;
        return { ...store };
      },
    },
    ledger: job.ledger,
    openPlatform: (_, { onCall }) => {
      for (const method of made)
        onCall({ method, route: '/customers', status: 200, durationMs: 1 });
      return job.platform;
    },
    limiters: { permit: () => permit, close: async () => undefined },
  });
  const ready = { known: {}, signup: job.signup, store, clamped: false, safeId };
  const one = { message: aMessage({ triesSince: NOW, ...message }), ready };
  const outcome = await deliverOne(one, calls, batch).catch((error: unknown) => error);
  return { outcome, log, ends, refreshed };
}

const known: Scene = { states: [{ contact: EMAIL, customerId: 'c-1' }] };

describe('an update', () => {
  it.each<[string, string, readonly Method[]]>([
    ['without a call', 'unchanged', []],
    ['that only read', 'unchanged', ['GET', 'GET']],
    ['that wrote', 'updated', ['PUT']],
    ['that read and wrote', 'updated', ['GET', 'PUT']],
  ])('%s makes the customer %s', async (_, expected, calls) => {
    const update = () => ({ unheld: ['phone'] });
    const { outcome } = await deliver({ ...known, update }, { calls });
    expect(outcome).toEqual({
      outcome: expected,
      customerId: 'c-1',
      unheld: ['phone'],
    });
  });

  it('that was a create stays a create', async () => {
    const { outcome } = await deliver({ refusesDuplicates: true }, { calls: ['GET'] });
    expect(outcome).toMatchObject({ outcome: 'created' });
  });
});

describe('the unknown customer of a customer.updated', () => {
  const minute = 60_000;
  it.each([
    { attempts: 4, ageMs: minute, ends: true },
    { attempts: 9, ageMs: 9 * minute, ends: true },
    { attempts: 3, ageMs: 9 * minute, ends: false },
    { attempts: 9, ageMs: minute - 1, ends: false },
  ])(
    'is given up after five attempts in a minute: $attempts before this one, $ageMs ms ago: $ends',
    async ({ attempts, ageMs, ends }) => {
      const message = { attempts, triesSince: NOW - ageMs };
      const { outcome } = await deliver({ type: 'customer.updated' }, { message });
      expect(outcome).toMatchObject(
        ends
          ? { name: 'RejectedError', reason: 'customer_not_found' }
          : { name: 'PlatformError', verdict: { kind: 'again' } },
      );
    },
  );
});

describe('an attempt', () => {
  it('sends nothing after the time that the batch has left', async () => {
    const { log } = await deliver({});
    expect(log).toContain('lease email by me until 60000, sending until 20000');
  });

  it.each<[string, unknown, AttemptEnd]>([
    ['a wait', new WaitError('no slot'), { kind: 'other' }],
    ['a bug', new TypeError('boom'), { kind: 'other' }],
    ['a passing failure', new PlatformError({ kind: 'again' }, '500'), { kind: 'other' }],
    ['a closed shop', new PlatformError({ kind: 'closed' }, '402'), { kind: 'closed' }],
    [
      'a refused token',
      new PlatformError({ kind: 'unauthorized' }, '401'),
      { kind: 'unauthorized' },
    ],
    [
      'a 429',
      new PlatformError({ kind: 'wait', retryAfterMs: 7 }, '429'),
      { kind: 'throttled', retryAfterMs: 7 },
    ],
  ])('that ends with %s tells the limiter so, once, and fails with it', async (_, error, end) => {
    const update = (): never => {
      throw error;
    };
    const { outcome, ends } = await deliver({ ...known, update });
    expect(outcome).toBe(error);
    expect(ends).toEqual([end]);
  });

  it('is not repeated with the same token that was refused', async () => {
    const update = (): never => {
      throw new PlatformError({ kind: 'unauthorized' }, '401');
    };
    const { log, refreshed } = await deliver({ ...known, update });
    expect(refreshed).toBe(1);
    expect(log.filter((line) => line.startsWith('UPDATE'))).toHaveLength(1);
  });
});
