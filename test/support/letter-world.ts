import { noSenders } from './a-consume.ts';
import { createDigest } from '../../src/event/digest.ts';
import { RejectedError } from '../../src/event/errors.ts';
import type { Store } from '../../src/generated/types.ts';
import { createHttp } from '../../src/http/http.ts';
import type { ReplayDeps } from '../../src/dead-letters/replay/replay.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import type { CopyAttribute } from '../../src/message/queue-port.ts';
import type { Stores } from '../../src/delivery/stores-port.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { anEvent } from './an-event.ts';
import { type Content, createMemoryQueues, type MemoryQueues } from './memory-queues.ts';

const START = Date.parse('2026-11-22T09:00:00Z');

const STORE: Store = {
  platform: 'shoplazza',
  baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
  accessToken: 'an-invented-token',
  country: 'US',
  sources: { form: { tool: 'html-form' }, line: { tool: 'line', secrets: ['an-invented-secret'] } },
};

/** Operations on dead letters with queues in memory and a clock that moves only by sleeping. */
export interface LetterWorld extends MemoryQueues {
  readonly deps: ReplayDeps & { readonly put: MemoryQueues['put'] };
  readonly now: () => number;
  /** Lets time pass. */
  readonly pass: (ms: number) => void;
}

/** The store `ok` exists, and `broken` cannot be read. */
export function openLetterWorld(
  changes: Partial<ReplayDeps> = {},
  /** By how much the operator's clock is ahead of the queue's, in milliseconds. */
  aheadMs = 0,
): LetterWorld {
  let time = START;
  const now = (): number => time;
  const queues = createMemoryQueues(now);
  const digest = createDigest('a key');
  const get: Stores['get'] = async (name) => {
    if (name === 'ok') return STORE;
    throw new RejectedError('unknown_store', `no store "${name}" is configured`);
  };
  const deps = {
    deadLetters: queues.deadLetters,
    queue: queues.queue,
    now: () => now() + aheadMs,
    sleep: async (ms: number) => void (time += ms),
    signal: new AbortController().signal,
    digest,
    sources: SOURCES,
    stores: { get, refresh: get },
    senders: noSenders,
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
    put: queues.put,
    ...changes,
  };
  return { ...queues, deps, now, pass: (ms) => void (time += ms) };
}

/** A dead letter's content as `consume` writes it; name only what the test is about. */
export function aLetter({
  id = 'e-1',
  store = 'ok',
  reason = 'unknown_store',
  attributes = {},
  body,
}: {
  readonly id?: string;
  readonly store?: string;
  readonly reason?: string;
  readonly attributes?: Readonly<Record<string, CopyAttribute>>;
  readonly body?: string;
} = {}): Content {
  const customer = { email: `${id}@example.com` };
  return {
    body: body ?? JSON.stringify(anEvent({ id, data: { store, customer } })),
    groupId: store,
    attributes: {
      reason: text(reason),
      failedAt: text('2026-11-21T09:00:00.000Z'),
      eventId: text(id),
      store: text(store),
      source: text('/test'),
      firstSeenAt: text('2026-11-20T09:00:00.000Z'),
      attempts: { type: 'Number', value: '2' },
      detail: text('what went wrong'),
      ...attributes,
    },
  };
}

/** An attribute. */
export const text = (value: string): CopyAttribute => ({ type: 'String', value });
