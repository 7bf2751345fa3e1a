import type { Delivery, Event, StoreSource } from '../../src/generated/types.ts';
import type { ReceiveReport } from '../../src/receive/answers.ts';
import { createReceive, type Receive, type ReceiveDeps } from '../../src/receive/receive.ts';
import type { Copy } from '../../src/message/queue-port.ts';

export const NOW = Date.parse('2026-11-22T03:04:05Z');
export const PUBLIC_URL = 'https://hooks.example.com';

export interface OpenReceive {
  readonly receive: Receive;
  /** The messages on the queue. */
  readonly copies: readonly Copy[];
  readonly reports: readonly ReceiveReport[];
  /** The only event on the queue. */
  readonly event: () => Event;
  /** The content of the only event on the queue. */
  readonly delivery: () => Delivery;
}

/** The handler of `receive` with a queue in memory; the store `tw-main` has the given sources. */
export function openReceive(
  sources: Readonly<Record<string, StoreSource>>,
  deps: Partial<ReceiveDeps> = {},
): OpenReceive {
  const copies: Copy[] = [];
  const reports: ReceiveReport[] = [];
  let id = 0;
  const receive = createReceive({
    senders: {
      find: async (store, source) =>
        store === 'tw-main' && Object.hasOwn(sources, source) ? sources[source] : undefined,
    },
    queue: {
      send: (sent, onSent) => {
        copies.push(...sent);
        for (const { key } of sent) onSent?.(key, `message of ${key}`);
        return Promise.resolve(new Set(sent.map(({ key }) => key)));
      },
    },
    publicUrl: PUBLIC_URL,
    now: () => NOW,
    newId: () => `id-${(id += 1)}`,
    turnstile: () => Promise.reject(new Error('no token was expected')),
    verifyLine: () => Promise.reject(new Error('no token of LINE was expected')),
    report: (report) => reports.push(report),
    ...deps,
  });
  const event = (): Event => {
    if (copies.length !== 1) throw new Error(`${copies.length} messages are on the queue`);
    return JSON.parse(copies[0]?.body ?? '') as Event;
  };
  return { receive, copies, reports, event, delivery: () => event().data as Delivery };
}
