import { describe, expect, it } from 'vitest';
import { RejectedError, WaitError } from '../../src/event/errors.ts';
import { attemptTogether } from '../../src/consume/attempt-together.ts';
import type { Batch } from '../../src/consume/deps.ts';
import type { Message } from '../../src/message/message.ts';
import { type Platform, PlatformError, type Verdict } from '../../src/delivery/platform-port.ts';
import { aBatch } from '../support/a-batch.ts';
import { aStore } from '../support/a-consume.ts';
import { aFact, aJob, NOW } from '../support/a-job.ts';
import { aMessage } from '../support/a-message.ts';

const safeId = (id: string): string => id;

const HOUR_MS = 3_600_000;

interface Scene {
  /** The end of each create, in order; a success where there is none. */
  readonly ends?: readonly (Error | undefined)[];
  /** Calls of each create. */
  readonly calls?: number;
  readonly messages?: readonly Partial<Message>[];
  readonly takesTogether?: boolean;
  /** Fits of this number, from 0, fail. */
  readonly unfit?: readonly number[];
  /** Time left after the first create, in milliseconds. */
  readonly leftMs?: number;
  /** How long a create takes, in milliseconds. */
  readonly takesMs?: number;
}

/** Tries these messages of one new person together. */
async function attempt({ messages = [{}, {}], ...scene }: Scene) {
  const { job } = aJob({ refusesDuplicates: true });
  const ends = [...(scene.ends ?? [])];
  const created: (readonly string[])[] = [];
  const permits: { readonly lowPriority: boolean; readonly end: string[] }[] = [];
  let leftMs = 20_000;
  let fits = 0;
  let now = NOW;
  const openPlatform: Batch['openPlatform'] = (_, { onCall }): Platform => ({
    ...job.platform,
    takesTogether: () => scene.takesTogether ?? true,
    fit: (signup) => {
      fits += 1;
      if (scene.unfit?.includes(fits - 1)) throw new RejectedError('invalid_request', 'no');
      return { ...job.platform.fit(signup), facts: [aFact('name', fits), aFact(`field-${fits}`)] };
    },
    create: async (fitted) => {
      created.push(fitted.facts.map(({ key, stamp }) => `${key} ${stamp.time}`));
      for (let call = 0; call < (scene.calls ?? 1); call += 1) {
        onCall({ method: 'POST', route: '/customers', durationMs: 1 });
      }
      leftMs = scene.leftMs ?? leftMs;
      now += scene.takesMs ?? 0;
      const end = ends.shift();
      if (end) throw end;
      return job.platform.create(fitted);
    },
  });
  const batch = aBatch({
    limiters: {
      permit: (_, { lowPriority }) => {
        const permit = { lowPriority, end: [] as string[] };
        permits.push(permit);
        return {
          waitForSlot: async () => undefined,
          saw: () => undefined,
          end: ({ kind }) => void permit.end.push(kind),
        };
      },
      close: async () => undefined,
    },
    remainingMs: () => leftMs,
    stores: { get: async (name) => aStore(name), refresh: async () => aStore('token') },
    ledger: job.ledger,
    openPlatform,
    now: () => now,
    horizonMs: HOUR_MS,
  });
  const ready = { known: {}, signup: job.signup, store: aStore('token'), clamped: false, safeId };
  const [first, ...others] = messages.map((message, at) => ({
    message: aMessage({ id: `m-${at}`, triesSince: NOW, ...message }),
    ready,
  }));
  if (!first) throw new Error('no message to try');
  const attempted = await attemptTogether([first, ...others], batch);
  const told = attempted.map(({ parts: [part], settlement }) => {
    const { result, calls = [], joint } = part ?? {};
    const attempts = settlement && 'attempts' in settlement ? settlement.attempts : undefined;
    return {
      what: result && ('outcome' in result ? result.outcome : result.action),
      calls: calls.length,
      ...(joint && { joint }),
      ...(attempts !== undefined && { attempts }),
    };
  });
  return { told, permits, attempted, created };
}

const shopSays = (verdict: Verdict): Error => new PlatformError(verdict, 'no');
const joint = { callsOf: 'm-0', isFailed: true };

describe('several messages as one', () => {
  it('are delivered by one attempt, whose calls the first one reports', async () => {
    const { told, permits, attempted, created } = await attempt({});
    expect(created).toEqual([['name 2', 'field-1 5', 'field-2 5']]);
    expect(told).toEqual([
      { what: 'created', calls: 1 },
      { what: 'updated', calls: 0, joint: { callsOf: 'm-0', isFailed: false } },
    ]);
    expect(permits).toEqual([{ lowPriority: false, end: ['other'] }]);
    expect(attempted.map(({ message }) => message.id)).toEqual(['m-0', 'm-1']);
  });

  it('name no other message where there was no call', async () => {
    const { told } = await attempt({ calls: 0 });
    expect(told).toEqual([
      { what: 'created', calls: 0 },
      { what: 'unchanged', calls: 0 },
    ]);
  });

  it.each([
    { replays: [1, 2], lowPriority: true },
    { replays: [1, 0], lowPriority: false },
  ])('have low priority only if all are replays: $replays', async ({ replays, lowPriority }) => {
    const { permits } = await attempt({ messages: replays.map((count) => ({ replays: count })) });
    expect(permits.map((permit) => permit.lowPriority)).toEqual([lowPriority]);
  });

  it.each([
    { slow: [true, true], lowPriority: true },
    { slow: [true, false], lowPriority: false },
  ])('have low priority if all are in the slow lane: $slow', async ({ slow, lowPriority }) => {
    const messages = slow.map((isSlow) => (isSlow ? { isSlow } : {}));
    const { permits } = await attempt({ messages });
    expect(permits.map((permit) => permit.lowPriority)).toEqual([lowPriority]);
  });
});

describe('an error that may pass', () => {
  it.each<[string, Error]>([
    ['a passing failure', shopSays({ kind: 'again' })],
    ['a shop that limits calls', shopSays({ kind: 'wait', retryAfterMs: 5 })],
    ['a closed shop', shopSays({ kind: 'closed' })],
    ['a create without an answer', shopSays({ kind: 'ambiguous' })],
    ['a refused token', shopSays({ kind: 'unauthorized' })],
    ['a lease of another attempt', new WaitError('another event is in progress')],
  ])('holds for all, each of which counts it: %s', async (_, error) => {
    const messages = [{ attempts: 2 }, { attempts: 0 }];
    const { told, permits } = await attempt({ ends: [error], messages });
    expect(told).toEqual([
      { what: 'postpone', calls: 1, attempts: 3 },
      { what: 'postpone', calls: 0, attempts: 1, joint },
    ]);
    expect(permits).toHaveLength(1);
  });

  it('counts as no attempt where the shop was not called', async () => {
    const { told } = await attempt({ ends: [new WaitError('no slot')], calls: 0 });
    expect(told).toEqual([
      { what: 'postpone', calls: 0, attempts: 0 },
      { what: 'postpone', calls: 0, attempts: 0 },
    ]);
  });

  it('ends none of them: a message past its horizon is tried alone', async () => {
    const old = { triesSince: NOW - HOUR_MS };
    const again = shopSays({ kind: 'again' });
    const { told } = await attempt({ ends: [again, again], messages: [{}, old, {}] });
    expect(told).toEqual([
      { what: 'postpone', calls: 1, attempts: 1 },
      { what: 'deadLetter', calls: 1, attempts: 1, joint },
      { what: 'postpone', calls: 0, attempts: 1, joint },
    ]);
  });
});

describe('an error that one message may cause', () => {
  const errors: readonly [string, Error][] = [
    ['a final answer', shopSays({ kind: 'final', reason: 'rejected' })],
    ['two customers', new RejectedError('identity_conflict', 'two customers')],
    ['a bug', new TypeError('undefined is not a function')],
  ];

  it.each(errors)('ends only that message, and the others are delivered: %s', async (_, error) => {
    const { told, permits } = await attempt({ ends: [error, error], messages: [{}, {}, {}] });
    const what = error instanceof TypeError ? 'crash' : 'deadLetter';
    expect(told).toMatchObject([
      { what, calls: 2, ...(what === 'deadLetter' && { attempts: 1 }) },
      { what: 'created', calls: 1, joint },
      { what: 'created', calls: 1, joint },
    ]);
    expect(permits).toHaveLength(4);
  });

  it('is noticed before a call where the platform cannot hold one of them', async () => {
    const { told, permits } = await attempt({ unfit: [1, 3] });
    expect(told).toEqual([
      { what: 'created', calls: 1 },
      { what: 'deadLetter', calls: 0, attempts: 0 },
    ]);
    expect(permits).toHaveLength(3);
  });

  it.each([
    { takesMs: 0, leftMs: 2_999, isTried: false },
    { takesMs: 0, leftMs: 3_000, isTried: true },
    { takesMs: 7_000, leftMs: 6_999, isTried: false },
    { takesMs: 7_000, leftMs: 7_000, isTried: true },
  ])(
    'is not tried alone with less time than it took, but waits and counts: $takesMs of $leftMs ms',
    async ({ isTried, ...times }) => {
      const { told } = await attempt({
        ends: [shopSays({ kind: 'final', reason: 'rejected' })],
        ...times,
      });
      const waits = { what: 'postpone', calls: 0, attempts: 1, joint };
      expect(told).toEqual(
        isTried
          ? [
              { what: 'created', calls: 2 },
              { what: 'created', calls: 1, joint },
            ]
          : [{ what: 'postpone', calls: 1, attempts: 1 }, waits],
      );
    },
  );
});

it('delivers messages one after the other that the platform does not take together', async () => {
  const { told, permits } = await attempt({ takesTogether: false });
  expect(told).toEqual([
    { what: 'created', calls: 1 },
    { what: 'created', calls: 1 },
  ]);
  expect(permits).toHaveLength(3);
});
